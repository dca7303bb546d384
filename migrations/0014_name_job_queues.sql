-- Queues are those of Jobs/Queue.swift, each more urgent than the next: critical, high, default,
-- low, and media beside them. Within one, the oldest comes first.
UPDATE jobs SET queue = 'low' WHERE queue NOT IN ('critical', 'high', 'default', 'low', 'media');

ALTER TABLE jobs ALTER COLUMN priority SET DEFAULT 0;
DROP INDEX jobs_waiting;
CREATE INDEX jobs_waiting ON jobs (queue, run_at, id) WHERE state = 0;
