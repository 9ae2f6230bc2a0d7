-- Mailing lists are addresses like aliases; their members have rows of their own, since there may be very many.
ALTER TABLE address DROP CONSTRAINT address_kind_check;
ALTER TABLE address
    ADD CONSTRAINT address_kind_check CHECK (kind IN ('account', 'alias', 'list')),
    -- of a list: who gets its bounces and the mail for its administration
    ADD COLUMN owner text,
    -- of a list: who may send to it
    ADD COLUMN posting text CHECK (posting IN ('anyone', 'members', 'owner')),
    ADD COLUMN description text;

-- Read in the order of the members, page by page.
CREATE TABLE list_member (
    list text NOT NULL,
    member text NOT NULL,
    PRIMARY KEY (list, member)
);

-- What a login of the account may do beyond the usual. Recipients: null, what the service has for all; 0, without limit.
ALTER TABLE account
    ADD COLUMN sender_addresses text[],
    ADD COLUMN recipients_per_hour integer CHECK (recipients_per_hour >= 0),
    ADD COLUMN recipients_per_day integer CHECK (recipients_per_day >= 0),
    ADD COLUMN copy_to_sent boolean NOT NULL DEFAULT false;

-- Recipients that an account has written to: in this hour and in the one before, in this day and in the one before, numbered since the epoch. One
-- row for an account, however much it sends.
CREATE TABLE recipient_count (
    account_id bigint PRIMARY KEY,
    hour bigint NOT NULL,
    hour_count bigint NOT NULL,
    hour_before bigint NOT NULL,
    day bigint NOT NULL,
    day_count bigint NOT NULL,
    day_before bigint NOT NULL
) WITH (fillfactor = 50);
