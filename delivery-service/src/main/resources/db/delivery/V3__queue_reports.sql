-- Another server has it, or it is given up, and its sender is still to be told: state 3. The message is kept until that is done.
ALTER TABLE queue_recipient
    -- 1: failed; 2: handed to a server that does not report; 3: the same, also for who did not ask
    ADD COLUMN report_kind smallint,
    ADD COLUMN report_status text,
    -- the server that it is about; empty for none
    ADD COLUMN report_peer text,
    -- RFC 4865: not to be sent before, and RFC 2852: to come back after; whatever an operator does with many at once
    ADD COLUMN hold_until timestamptz,
    ADD COLUMN deliver_by timestamptz;

-- What servers say is theirs to choose, not how much of it is kept.
UPDATE queue_recipient SET last_reply = left(last_reply, 1000) WHERE length(last_reply) > 1000;
UPDATE queue_destination SET reason = left(reason, 1000) WHERE length(reason) > 1000;
ALTER TABLE queue_recipient ADD CONSTRAINT queue_recipient_last_reply CHECK (length(last_reply) <= 1000);
ALTER TABLE queue_destination ADD CONSTRAINT queue_destination_reason CHECK (length(reason) <= 1000);

CREATE INDEX queue_recipient_owed ON queue_recipient (due_at) WHERE state = 3;
CREATE INDEX queue_recipient_queued ON queue_recipient (queued_at) WHERE state <> 2;

-- Rows change several times in minutes and lie still for weeks: a fifth of the table is far too late.
ALTER TABLE queue_recipient SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 2000);
ALTER TABLE queue_message SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
ALTER TABLE queue_destination SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
