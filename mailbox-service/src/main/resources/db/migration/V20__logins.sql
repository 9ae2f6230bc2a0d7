-- Failed logins: by client address, and by login and network. Keys are texts that the service makes; of a login they hold a keyed hash, so that
-- what people type into the wrong field is not kept.
CREATE TABLE login_failure (
    key text PRIMARY KEY,
    failures integer NOT NULL,
    -- of the first of those that are counted together
    first_at timestamptz NOT NULL DEFAULT now(),
    failed_at timestamptz NOT NULL DEFAULT now(),
    -- null: not blocked
    blocked_until timestamptz
);

CREATE INDEX login_failure_failed_at ON login_failure (failed_at);

-- Where accounts log in from.
CREATE TABLE login_network (
    account_id bigint NOT NULL,
    network text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, network)
);

CREATE INDEX login_network_noted_at ON login_network (noted_at);

-- Secrets that all instances share.
CREATE TABLE service_secret (
    name text PRIMARY KEY,
    octets bytea NOT NULL
);
