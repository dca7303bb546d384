-- Network addresses from which an account has signed in, so that strangers who guess at its password keep
-- nobody out there.
CREATE TABLE known_addresses (
    account_id     bigint NOT NULL,
    -- HMAC-SHA256 of the account and the address under a key of the server, the first 16 bytes.
    address_digest bytea  NOT NULL,
    -- The last time, in milliseconds since 1970.
    seen_at        bigint NOT NULL,
    PRIMARY KEY (account_id, address_digest)
);

CREATE INDEX known_addresses_seen ON known_addresses (seen_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('known_addresses', 'account_id', colocate_with => 'none');
    END IF;
END
$$;
