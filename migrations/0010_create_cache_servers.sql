-- Which memcached servers hold the cache of a namespace. A process whose list is another one leaves
-- the cache alone. Read and written by TAO/CacheServers.swift.
CREATE TABLE cache_servers (
    namespace text PRIMARY KEY,
    -- One more with every change of the list.
    epoch bigint NOT NULL,
    servers text[] NOT NULL,
    -- Servers that may hold old values and must be emptied before they serve.
    unclean text[] NOT NULL,
    -- When a server was last added: since then the others may hold values of keys that they lost.
    grown_at timestamptz
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('cache_servers', 'namespace', colocate_with => 'none');
    END IF;
END
$$;
