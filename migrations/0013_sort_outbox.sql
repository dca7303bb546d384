-- A row whose deletes a server did not take waits for that server, out of the way of the others.
ALTER TABLE outbox ADD COLUMN waits_for text;

CREATE INDEX outbox_fresh ON outbox (created_at, id) WHERE waits_for IS NULL;
CREATE INDEX outbox_waiting ON outbox (waits_for, created_at, id) WHERE waits_for IS NOT NULL;
DROP INDEX outbox_oldest;
