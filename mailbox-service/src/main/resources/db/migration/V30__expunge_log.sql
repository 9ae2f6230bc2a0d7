-- The log of expunges is kept for expunge-log-retention. Of the expunges up to this MODSEQ some have been forgotten: whoever asks from further back
-- is told that the log is shorter, and takes everything that is not there for expunged (RFC 7162 §5.3).
ALTER TABLE mailbox ADD COLUMN expunge_log_from bigint NOT NULL DEFAULT 0;

CREATE INDEX tombstone_forgettable ON tombstone (expunged_at) WHERE body_ended;
