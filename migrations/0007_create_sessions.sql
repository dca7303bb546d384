-- Signed-in devices. Of a refresh token only the digest is kept, and that of the one it replaced:
-- who shows that one again has stolen it or was stolen from, and the session ends.
CREATE TABLE sessions (
    account_id      bigint NOT NULL,
    id              bigint NOT NULL,
    client_name     text,
    refresh_digest  bytea  NOT NULL,
    previous_digest bytea,
    created_at      bigint NOT NULL,
    last_seen_at    bigint NOT NULL,
    expires_at      bigint NOT NULL,
    PRIMARY KEY (account_id, id)
);

CREATE INDEX sessions_expiry ON sessions (expires_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('sessions', 'account_id', colocate_with => 'none');
    END IF;
END
$$;
