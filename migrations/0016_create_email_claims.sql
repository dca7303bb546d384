-- Which account has which e-mail address. Any number of accounts may say that an address is theirs; one
-- has proved it, by a token that was mailed there. Read and written by Social/Accounts/EmailStore.swift.
CREATE TABLE email_claims (
    -- The address, or its digest where it is long.
    email_key  text COLLATE "C" NOT NULL,
    account_id bigint NOT NULL,
    -- Milliseconds since 1970, here and below. A claim that is not proved lapses some days later.
    claimed_at bigint NOT NULL,
    proved_at  bigint,
    PRIMARY KEY (email_key, account_id)
);

CREATE UNIQUE INDEX email_claims_proved ON email_claims (email_key) WHERE proved_at IS NOT NULL;
CREATE INDEX email_claims_lapsing ON email_claims (claimed_at) WHERE proved_at IS NULL;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('email_claims', 'email_key', colocate_with => 'none');
    END IF;
END
$$;

-- Addresses were names before, each of one account, and nothing proved them.
INSERT INTO email_claims (email_key, account_id, claimed_at)
SELECT name, id, (extract(epoch FROM now()) * 1000)::bigint FROM names WHERE namespace = 2;
DELETE FROM names WHERE namespace = 2;

ALTER TABLE accounts
    -- The address that shall take the place of `email` when it is proved, and since when.
    ADD COLUMN pending_email text,
    ADD COLUMN pending_since bigint;
