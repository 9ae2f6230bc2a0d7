-- Messages of which at least one recipient waits, as they were accepted: packs without references do not live long enough to wait in.
CREATE TABLE deferred_message (
    delivery_id uuid PRIMARY KEY,
    record bytea NOT NULL
);

-- A recipient that waits. A claim moves due_at into the future and raises the fence; only the newest claim may finish or defer.
CREATE TABLE deferred_recipient (
    delivery_id uuid NOT NULL,
    -- 0: an account here; 1: an address in another domain, which waits for the relay
    kind smallint NOT NULL,
    account_id bigint NOT NULL,
    forward_path text NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0,
    reason text NOT NULL,
    deferred_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (delivery_id, kind, account_id, forward_path)
);

CREATE INDEX deferred_recipient_due ON deferred_recipient (kind, due_at);
