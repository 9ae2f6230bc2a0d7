-- Messages of which at least one recipient elsewhere is not done, as they were accepted.
CREATE TABLE queue_message (
    delivery_id uuid PRIMARY KEY,
    record bytea NOT NULL,
    -- the object that holds the body, when it is ours alone: given up with the message
    body_key text,
    -- until when the ledger keeps that object
    body_until timestamptz
);

CREATE INDEX queue_message_body_until ON queue_message (body_until) WHERE body_until IS NOT NULL;

-- A recipient elsewhere. A claim moves due_at to the end of its lease and raises the fence; only the newest claim may settle.
CREATE TABLE queue_recipient (
    delivery_id uuid NOT NULL,
    -- an address in another domain
    recipient text NOT NULL,
    -- whose servers are asked: the domain in lower case, or an address literal with its brackets
    destination text NOT NULL,
    -- 0: waiting; 1: held by an operator; 2: done, and remembered so that a record that comes again is recognised
    state smallint NOT NULL DEFAULT 0,
    -- RFC 6710; only shown: it has moved the first due_at into the past, which is the order in which rows are claimed
    priority smallint NOT NULL DEFAULT 0,
    queued_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL,
    -- when its sender is to be told of a delay, if that is to come
    warn_at timestamptz,
    expires_at timestamptz NOT NULL,
    -- the next of these two: when it is looked at whatever its destination does
    look_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0,
    -- who has the claim, while there is one
    holder text,
    last_reply text NOT NULL DEFAULT '',
    -- when it is forgotten, if it is done by then
    forget_at timestamptz NOT NULL,
    PRIMARY KEY (delivery_id, recipient)
);

CREATE INDEX queue_recipient_due ON queue_recipient (destination, due_at, delivery_id) WHERE state = 0;
CREATE INDEX queue_recipient_look ON queue_recipient (look_at) WHERE state = 0;
CREATE INDEX queue_recipient_forget ON queue_recipient (forget_at) WHERE state = 2;
CREATE INDEX queue_recipient_listed ON queue_recipient (delivery_id, recipient) WHERE state <> 2;

-- Destinations that could not be reached the last time.
CREATE TABLE queue_destination (
    destination text PRIMARY KEY,
    blocked_until timestamptz NOT NULL,
    failures integer NOT NULL,
    reason text NOT NULL
);

-- What has waited for this.
INSERT INTO queue_message (delivery_id, record)
SELECT delivery_id, record FROM deferred_message m
WHERE EXISTS (SELECT 1 FROM deferred_recipient r WHERE r.delivery_id = m.delivery_id AND r.kind = 1);

INSERT INTO queue_recipient (delivery_id, recipient, destination, due_at, expires_at, look_at, forget_at)
SELECT delivery_id, forward_path, lower(regexp_replace(forward_path, '^.*@', '')), now(), now() + interval '5 days', now() + interval '5 days',
    now() + interval '37 days'
FROM deferred_recipient WHERE kind = 1;

DELETE FROM deferred_recipient WHERE kind = 1;

DELETE FROM deferred_message m
WHERE NOT EXISTS (SELECT 1 FROM deferred_recipient r WHERE r.delivery_id = m.delivery_id);
