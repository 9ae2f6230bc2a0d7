-- Names compare octet by octet whatever the locale of the database, so that the inferiors of a name are one range of the index.
ALTER TABLE mailbox ALTER COLUMN name TYPE text COLLATE "C";
ALTER TABLE subscription ALTER COLUMN name TYPE text COLLATE "C";

-- Null: no quota. What an account uses is not kept anywhere: it is the sum over its mailbox rows, see QuotaStatement.
ALTER TABLE account ADD COLUMN quota_messages bigint;

-- RFC 8514. Null: not known, of tombstones that are older than this column.
ALTER TABLE tombstone ADD COLUMN save_date bigint;

-- Message ids that the account has seen, as Message-ID or as what a message refers to, and the conversation that they belong to. The key is a hash
-- of the id. Rows are written once and expire; see Conversations. The index by age grows with the table's pages and costs the delivery nothing.
CREATE TABLE conversation (
    account_id bigint NOT NULL,
    message_key uuid NOT NULL,
    thread_id uuid NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, message_key)
);

CREATE INDEX conversation_noted_at ON conversation USING brin (noted_at) WITH (pages_per_range = 32, autosummarize = on);

ALTER TABLE conversation ALTER COLUMN account_id SET (n_distinct = 4);

-- SEARCH THREADID (RFC 8474 §5.3): the bodies of a conversation.
CREATE INDEX body_thread ON body (account_id, thread_id);
