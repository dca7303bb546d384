-- What a client's key has made, so that a repeated request makes nothing twice.
CREATE TABLE idempotency_keys (
    account_id bigint NOT NULL,
    -- The mutation and the client's key.
    key        text   NOT NULL,
    digest     bytea  NOT NULL,
    result_id  bigint NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (account_id, key)
);

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('idempotency_keys', 'account_id', colocate_with => 'none');
    END IF;
END
$$;
