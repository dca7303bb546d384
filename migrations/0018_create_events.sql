-- What has happened in the product, each row written by the transaction that made it so. Read and written
-- by Sources/Events only.
--
-- On a Citus cluster both tables stay on one node and are known to all: the order of the numbers, and which
-- transactions are over, is known to one node only.
CREATE TABLE events (
    -- Of the transaction that wrote it. It stands before the number, and so is given before it: what has a
    -- number has a transaction that a reader can wait for.
    transaction xid8        NOT NULL DEFAULT pg_current_xact_id(),
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Who did it.
    account     bigint      NOT NULL,
    kind        text        NOT NULL,
    -- Of the form of the payload.
    version     smallint    NOT NULL,
    payload     bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT events_payload_bytes CHECK (octet_length(payload) <= 4096)
) WITH (
    -- Rows are written once, and removed a week later.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000
);

-- How far each consumer has come. A process has it for as long as it says so.
CREATE TABLE event_consumers (
    name         text        PRIMARY KEY,
    -- The last event that it is done with.
    place        bigint      NOT NULL DEFAULT 0,
    -- A random number of the process that has it, or had it last.
    holder       bigint      NOT NULL DEFAULT 0,
    leased_until timestamptz NOT NULL DEFAULT now(),
    -- When events were removed that it had not handled, the last time.
    missed_at    timestamptz,
    CONSTRAINT event_consumers_name_bytes CHECK (octet_length(name) <= 100)
) WITH (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM citus_add_local_table_to_metadata('events');
        PERFORM citus_add_local_table_to_metadata('event_consumers');
    END IF;
END
$$;
