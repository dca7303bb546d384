import Postgres

/// The statements of `CacheServers` and of `Replicas`.
enum StoreServers {
    /// The list of servers and, in seconds, how long ago one was added (negative: never).
    static func read(_ namespace: String) -> Query {
        """
        SELECT epoch, servers, unclean,
            coalesce(extract(epoch FROM now() - grown_at)::bigint, -1)
        FROM cache_servers WHERE namespace = \(namespace)
        """
    }

    /// One row, unless somebody was faster.
    static func create(_ namespace: String, _ servers: [String]) -> Query {
        """
        INSERT INTO cache_servers (namespace, epoch, servers, unclean)
        VALUES (\(namespace), 1, \(servers.map { Optional($0) }), '{}')
        ON CONFLICT (namespace) DO NOTHING RETURNING epoch
        """
    }

    /// One row, unless somebody was faster.
    static func change(
        _ namespace: String, from epoch: Int64, to servers: [String], unclean: [String],
        hasGrown: Bool
    ) -> Query {
        let (servers, unclean) = (servers.map { Optional($0) }, unclean.map { Optional($0) })
        // Not by CASE: Citus refuses now() in a condition of what changes a table.
        if hasGrown {
            return """
                UPDATE cache_servers SET epoch = epoch + 1, servers = \(servers),
                    unclean = \(unclean), grown_at = now()
                WHERE namespace = \(namespace) AND epoch = \(epoch) RETURNING epoch
                """
        }
        return """
            UPDATE cache_servers SET epoch = epoch + 1, servers = \(servers), unclean = \(unclean)
            WHERE namespace = \(namespace) AND epoch = \(epoch) RETURNING epoch
            """
    }

    static func noteClean(_ namespace: String, _ epoch: Int64, _ server: String) -> Query {
        """
        UPDATE cache_servers SET unclean = array_remove(unclean, \(server))
        WHERE namespace = \(namespace) AND epoch = \(epoch)
        """
    }

    // MARK: Replicas

    /// How far the primary's log reaches.
    static let logEnd: Query = "SELECT pg_current_wal_lsn()::text"

    /// Whether a replica has replayed the log up to a place.
    static func hasReplayed(_ place: String) -> Query {
        "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= \(place)::text::pg_lsn"
    }
}
