-- Mails to accounts, sent and to be sent, with the tokens that they carry. What a mail says is made when it
-- is sent. Read and written by Social/Mails/MailStore.swift.
CREATE TABLE mails (
    account_id bigint   NOT NULL,
    -- A random number.
    id         bigint   NOT NULL,
    -- Social/Mails/MailKind.swift.
    kind       smallint NOT NULL,
    email      text     NOT NULL,
    -- SHA-256 of the secret in its token.
    digest     bytea    NOT NULL,
    -- Milliseconds since 1970, here and below.
    created_at bigint   NOT NULL,
    -- Until when its token works, and it is worth being sent.
    expires_at bigint   NOT NULL,
    sent_at    bigint,
    -- When its token was used.
    used_at    bigint,
    PRIMARY KEY (account_id, id)
);

CREATE INDEX mails_of_address ON mails (email, sent_at);
CREATE INDEX mails_expiry ON mails (expires_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('mails', 'account_id', colocate_with => 'none');
    END IF;
END
$$;
