-- Cache keys that a committed write has changed and whose deletion memcached has not confirmed yet.
-- Written in the transaction of the change; removed by the writer or the tailer after memcached has
-- processed the deletes.
CREATE TABLE outbox (
    id1 bigint NOT NULL,
    -- Random, so that nobody has to ask for a number.
    id bigint NOT NULL,
    keys bytea[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id1, id)
);

CREATE INDEX outbox_oldest ON outbox (created_at);

-- Which process repeats the deletes of the outbox. Two at once would do no harm, only more work.
CREATE TABLE outbox_leases (
    name text PRIMARY KEY,
    holder bigint NOT NULL,
    expires_at timestamptz NOT NULL
);
