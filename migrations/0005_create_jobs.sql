-- Background work. Read and written by Sources/Jobs only.
--
-- On a Citus cluster the table stays on one node and is known to all: SKIP LOCKED is refused over
-- several shards.
CREATE TABLE jobs (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue        text        NOT NULL,
    -- The name of the handler.
    kind         text        NOT NULL,
    payload      bytea       NOT NULL,
    -- Less is earlier.
    priority     smallint    NOT NULL,
    -- Of the jobs of a queue with the same key one runs at a time, in the order of their ids.
    order_key    text,
    unique_key   text,
    -- 0 waiting, 1 running, 2 done (kept for its unique key), 3 dead.
    state        smallint    NOT NULL DEFAULT 0,
    -- Counts the times it was begun. With the id it names one run: whoever has an older number has
    -- lost the job.
    attempt      smallint    NOT NULL DEFAULT 0,
    attempts_max smallint    NOT NULL,
    -- Not before this time.
    run_at       timestamptz NOT NULL DEFAULT now(),
    -- The worker is taken for dead when this has passed.
    leased_until timestamptz,
    finished_at  timestamptz,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT jobs_payload_bytes CHECK (octet_length(payload) <= 1048576),
    CONSTRAINT jobs_key_bytes CHECK (
        octet_length(order_key) <= 200 AND octet_length(unique_key) <= 200)
) WITH (
    -- Rows come and go; a share of the table's size would let the dead ones pile up.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000
);

CREATE INDEX jobs_waiting ON jobs (queue, priority, run_at, id) WHERE state = 0;
CREATE INDEX jobs_leases ON jobs (leased_until) WHERE state = 1;
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state >= 2;
CREATE INDEX jobs_order ON jobs (queue, order_key, id) WHERE order_key IS NOT NULL AND state < 2;

-- Whatever two workers see of each other, one key never runs twice at once.
CREATE UNIQUE INDEX jobs_one_per_key ON jobs (queue, order_key) WHERE state = 1;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM citus_add_local_table_to_metadata('jobs');
    END IF;
END
$$;
