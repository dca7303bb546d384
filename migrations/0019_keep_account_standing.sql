-- What keeps an account from what accounts do: its suspension, and that it is to be deleted. The
-- record of its USER object says the same to those who look at what it owns.
ALTER TABLE accounts
    -- Nil: for ever.
    ADD COLUMN suspended_until bigint,
    ADD COLUMN suspension_reason smallint,
    -- What moderation wrote to the account.
    ADD COLUMN suspension_message text,
    ADD COLUMN deletion_at bigint;

-- Rows to be held by those who decide by many rows of other tables.
CREATE TABLE account_locks (name text PRIMARY KEY);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('account_locks', 'name', colocate_with => 'none');
    END IF;
END
$$;

INSERT INTO account_locks (name) VALUES ('administrators');
