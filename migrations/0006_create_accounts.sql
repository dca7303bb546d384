-- What signs an account in. The account itself is an object of the graph with the same id; username
-- and address are unique through the table of names.
CREATE TABLE accounts (
    id            bigint   PRIMARY KEY,
    email         text     NOT NULL,
    email_verified boolean NOT NULL DEFAULT false,
    password_hash text     NOT NULL,
    role          smallint NOT NULL DEFAULT 1,
    -- Milliseconds since 1970, here and below: they come from the gateway's clock.
    created_at    bigint   NOT NULL,
    suspended_at  bigint
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('accounts', 'id', colocate_with => 'none');
    END IF;
END
$$;
