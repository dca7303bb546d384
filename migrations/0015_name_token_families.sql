-- The refresh tokens of a session are a family: all hold the same secret, of which the digest is kept,
-- and each its number. Who shows an older one than the last two has stolen it or was stolen from, and
-- the session ends. https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
DELETE FROM sessions;
ALTER TABLE sessions RENAME COLUMN refresh_digest TO family_digest;
ALTER TABLE sessions
    DROP COLUMN previous_digest,
    -- Of the token that is good now.
    ADD COLUMN number integer NOT NULL DEFAULT 0,
    -- When it took the place of the one before.
    ADD COLUMN replaced_at bigint NOT NULL DEFAULT 0;

-- Sessions that ended while access tokens of theirs may still be good: every gateway reads what is
-- new, every few seconds.
CREATE TABLE ended_sessions (
    account_id bigint      NOT NULL,
    id         bigint      NOT NULL,
    ended_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, id)
);

CREATE INDEX ended_sessions_newest ON ended_sessions (ended_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('ended_sessions', 'account_id', colocate_with => 'none');
    END IF;
END
$$;
