-- Bodies by the object that they lie in, for the compactor. Keys that are written at one time begin alike, so the index grows at one place, and equal keys
-- are stored once.
CREATE INDEX body_object ON body (object_key);

-- Messages up to here were looked at by the compactor: the small bodies of those that stayed lie together. In no index, see above.
ALTER TABLE mailbox ADD COLUMN packed_uid bigint NOT NULL DEFAULT 0;

ALTER TABLE object
    -- of all bodies that ever began in it
    ADD COLUMN born_octets bigint NOT NULL DEFAULT 0,
    -- what live_octets are compared with: born_octets, or live_octets as they were when a look at the object found nothing to gain
    ADD COLUMN base_octets bigint NOT NULL DEFAULT 0,
    -- whose past it is; null: of whoever was in the batch
    ADD COLUMN account_id bigint,
    ADD COLUMN mailbox_id bigint;

UPDATE object SET born_octets = live_octets, base_octets = live_octets;

-- Packs of many accounts below half live.
CREATE INDEX object_sparse ON object (deletable_from)
    WHERE live_bodies > 0 AND live_octets * 2 < base_octets AND account_id IS NULL AND object_key LIKE 'pack/%';

-- An account's objects that are worth to be written again: small ones, and those below half live.
CREATE INDEX object_unfinished ON object (account_id, mailbox_id)
    WHERE account_id IS NOT NULL AND live_bodies > 0 AND (live_octets < 4194304 OR live_octets * 2 < base_octets);

-- Accounts in which bodies began or ended since the compactor last found nothing to do there.
CREATE TABLE compaction (
    account_id bigint PRIMARY KEY,
    due_at timestamptz NOT NULL,
    -- something happened while it was leased
    touched boolean NOT NULL DEFAULT false,
    leased_to text,
    leased_until timestamptz
) WITH (fillfactor = 70);

CREATE INDEX compaction_due_at ON compaction (due_at);

INSERT INTO compaction (account_id, due_at) SELECT account_id, now() FROM account;

-- Sums over all objects, in a few rows so that those who fold do not wait for each other.
CREATE TABLE ledger_total (
    slot integer PRIMARY KEY,
    objects bigint NOT NULL,
    live_octets bigint NOT NULL,
    dead_octets bigint NOT NULL
) WITH (fillfactor = 50);

INSERT INTO ledger_total (slot, objects, live_octets, dead_octets)
SELECT 0, count(*) FILTER (WHERE born_octets > 0), coalesce(sum(live_octets), 0), 0 FROM object;
