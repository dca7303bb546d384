import Postgres

/// The statements of `CacheServers` and of `Replicas`.
enum StoreServers {
    /// The list of servers in force, as `CacheList` reads it.
    static func read(_ namespace: String) -> Query {
        """
        SELECT epoch, servers, unclean,
            coalesce(extract(epoch FROM now() - grown_at)::bigint, -1), marks,
            coalesce(extract(epoch FROM now() - used_at)::bigint, 0), origin
        FROM cache_servers WHERE namespace = \(namespace)
        """
    }

    /// One row, unless another process was faster.
    static func create(_ namespace: String, _ servers: [String], origin: String?) -> Query {
        """
        INSERT INTO cache_servers (namespace, epoch, servers, unclean, used_at, origin)
        VALUES (\(namespace), 1, \(servers.map { Optional($0) }), '{}', now(), \(origin))
        ON CONFLICT (namespace) DO NOTHING RETURNING epoch
        """
    }

    /// One row, unless another process was faster.
    static func change(
        _ namespace: String, from epoch: Int64, to servers: [String], unclean: [String],
        hasGrown: Bool
    ) -> Query {
        let (servers, unclean) = (servers.map { Optional($0) }, unclean.map { Optional($0) })
        // Not by CASE: Citus refuses now() in a condition of what changes a table.
        if hasGrown {
            return """
                UPDATE cache_servers SET epoch = epoch + 1, servers = \(servers),
                    unclean = \(unclean), grown_at = now(), used_at = now()
                WHERE namespace = \(namespace) AND epoch = \(epoch) RETURNING epoch
                """
        }
        return """
            UPDATE cache_servers SET epoch = epoch + 1, servers = \(servers),
                unclean = \(unclean), used_at = now()
            WHERE namespace = \(namespace) AND epoch = \(epoch) RETURNING epoch
            """
    }

    /// A process uses the list.
    static func noteUse(_ namespace: String, _ epoch: Int64) -> Query {
        """
        UPDATE cache_servers SET used_at = now()
        WHERE namespace = \(namespace) AND epoch = \(epoch)
        """
    }

    // MARK: Emptying

    /// One row, unless the list has changed. Outbox rows read before this statement whose deletes
    /// only this server has missed may be removed after it.
    static func mark(_ namespace: String, _ epoch: Int64, _ server: String) -> Query {
        """
        UPDATE cache_servers SET marks = marks + 1,
            unclean = array_append(array_remove(unclean, \(server)), \(server))
        WHERE namespace = \(namespace) AND epoch = \(epoch) RETURNING epoch
        """
    }

    /// One row, unless the list has changed or a server was marked since `marks` was read: then the
    /// server may have been emptied too early.
    static func noteClean(
        _ namespace: String, _ epoch: Int64, marks: Int64, _ server: String
    ) -> Query {
        """
        UPDATE cache_servers SET unclean = array_remove(unclean, \(server))
        WHERE namespace = \(namespace) AND epoch = \(epoch) AND marks = \(marks) RETURNING epoch
        """
    }

    /// All servers of all namespaces: what `mark` does for one.
    static let markAll: Query = "UPDATE cache_servers SET marks = marks + 1, unclean = servers"

    // MARK: Origin

    /// Which PostgreSQL answers, as text: system identifier and timeline, "standby" in recovery. No
    /// row from a cluster, where it would be one node of many.
    static let origin: Query = """
        SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE
            (SELECT system_identifier::text FROM pg_control_system())
            || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) END
        WHERE to_regproc('pg_catalog.citus_version') IS NULL
        """

    /// The same for a role that may not ask for the identifier.
    static let timeline: Query = """
        SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE
            left(pg_walfile_name(pg_current_wal_lsn()), 8) END
        WHERE to_regproc('pg_catalog.citus_version') IS NULL
        """

    /// One row, unless another process was faster: from now on the values come from this PostgreSQL.
    static func date(_ namespace: String, from epoch: Int64, origin: String) -> Query {
        """
        UPDATE cache_servers SET origin = \(origin)
        WHERE namespace = \(namespace) AND epoch = \(epoch) AND origin IS NULL RETURNING epoch
        """
    }

    /// One row, unless another process was faster: the values come from another PostgreSQL, and all servers
    /// must be emptied.
    static func distrust(_ namespace: String, from epoch: Int64, origin: String) -> Query {
        """
        UPDATE cache_servers SET epoch = epoch + 1, origin = \(origin), unclean = servers
        WHERE namespace = \(namespace) AND epoch = \(epoch) RETURNING epoch
        """
    }

    // MARK: Replicas

    /// How far the primary's log reaches: also what is committed and not yet written out, as with
    /// `synchronous_commit` off. The place may lie behind the header of a page that nothing was written
    /// to, which no replica reaches: its 24 bytes are less than the record of any commit.
    static let logEnd: Query = """
        SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint - 24
        """

    /// How far a replica has replayed it; null or no row from what is no replica.
    static let replayed: Query = """
        SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint WHERE pg_is_in_recovery()
        """
}
