-- What the list of memcached servers in force is known to be good for. Read and written by
-- TAO/CacheServers.swift.
ALTER TABLE cache_servers
    -- How often servers were marked unclean in place of outbox rows that named what they may hold.
    ADD COLUMN marks bigint NOT NULL DEFAULT 0,
    -- When a process that uses the list last said so: one that nobody uses may be replaced.
    ADD COLUMN used_at timestamptz,
    -- Which PostgreSQL the values come from: system identifier and timeline.
    ADD COLUMN origin text;
