-- Where an account's mail goes on to, by address; null: nowhere. Whether it stays in the account as well.
ALTER TABLE account
    ADD COLUMN forward_to text[],
    ADD COLUMN forward_keeps boolean NOT NULL DEFAULT true;

-- Who receives what is for no address of the domain; null: nobody.
ALTER TABLE domain ADD COLUMN catch_all text;
