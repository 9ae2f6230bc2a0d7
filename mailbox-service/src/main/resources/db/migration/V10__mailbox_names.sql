-- UIDVALIDITY values come from here, so that no two mailboxes of an account ever have the same one, whatever they are called. The row is also what
-- changes to an account's list of mailboxes queue on.
ALTER TABLE account ADD COLUMN last_uid_validity bigint NOT NULL DEFAULT 0;

-- VRFY by full name.
CREATE INDEX account_full_name ON account (lower(full_name)) WHERE full_name <> '';

-- Mailboxes that were deleted: their messages still have to become tombstones, in batches.
CREATE TABLE mailbox_removal (
    account_id bigint NOT NULL,
    mailbox_id bigint NOT NULL,
    removed_at timestamptz NOT NULL DEFAULT now(),
    -- when to look again
    due_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, mailbox_id)
);

CREATE INDEX mailbox_removal_due_at ON mailbox_removal (due_at);

CREATE INDEX account_removing ON account (account_id) WHERE state = 'removing';
