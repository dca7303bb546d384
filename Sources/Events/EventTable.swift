import Postgres

/// The statements of the log and of its consumers. The clock is the database's, which all share.
struct EventTable: Sendable {
    let database: Database

    // MARK: Events

    /// The order of the columns is that of the table, where the transaction gets its number before the
    /// event does.
    static func insertion(_ event: NewEvent) -> Query {
        """
        INSERT INTO events (account, kind, version, payload)
        SELECT \(event.account), \(event.kind), \(event.version), \(event.payload)
        """
    }

    /// The last of the first events behind a place, and the number of a transaction that began after all
    /// that may have written them, or others before.
    func found(
        after place: Int64, limit: Int
    ) async throws(PostgresError) -> (last: Int64, marker: String)? {
        let rows = try await database.query(
            """
            SELECT last, CASE WHEN last IS NOT NULL THEN pg_current_xact_id()::text END
            FROM (
                SELECT max(id) AS last FROM (
                    SELECT id FROM events WHERE id > \(place) ORDER BY id LIMIT \(limit)
                ) AS page
            ) AS found
            """)
        guard let row = rows.first, !row.isNull(0) else { return nil }
        return (row.int64(0), row.string(1))
    }

    /// The events behind a place, up to one; nil while a transaction runs that is older than the marker.
    func settled(
        after place: Int64, through last: Int64, marker: String
    ) async throws(PostgresError) -> [Event]? {
        // One statement, so that both are told of the same moment.
        let rows = try await database.query(
            """
            SELECT is_settled, id, account, kind, version, payload,
                (extract(epoch FROM created_at) * 1000)::bigint
            FROM (
                SELECT pg_snapshot_xmin(pg_current_snapshot()) >= \(marker)::xid8 AS is_settled
            ) AS moment
            LEFT JOIN events ON is_settled AND id > \(place) AND id <= \(last)
            ORDER BY id
            """)
        guard rows.first?.bool(0) == true else { return nil }
        return rows.filter { !$0.isNull(1) }.map(Event.init)
    }

    /// Removes the oldest of the events that need not be kept any longer, and moves consumers on that had
    /// not handled them.
    /// - Returns: how many are gone, and the names of these consumers.
    func removeOld() async throws(PostgresError) -> (count: Int, late: [String]) {
        let hours = Double(EventsLimits.keptHours)
        let rows = try await database.query(
            """
            WITH old AS (
                DELETE FROM events WHERE id IN (
                    SELECT id FROM (
                        SELECT id, created_at FROM events ORDER BY id
                        LIMIT \(EventsLimits.removedMax)
                    ) AS first
                    WHERE created_at < now() - \(hours) * interval '1 hour'
                ) RETURNING id
            ), late AS (
                UPDATE event_consumers
                SET place = (SELECT max(id) FROM old), missed_at = now()
                WHERE place < (SELECT max(id) FROM old)
                RETURNING name
            )
            SELECT (SELECT count(*) FROM old), (SELECT array_agg(name ORDER BY name) FROM late)
            """)
        guard let row = rows.first else { return (0, []) }
        return (row.int(0), row.isNull(1) ? [] : row.stringArray(1))
    }

    // MARK: Consumers

    /// Gives a consumer to the caller, unless another process has it.
    /// - Returns: the last event that it is done with.
    func take(
        _ name: String, for holder: Int64, leaseMilliseconds: Int
    ) async throws(PostgresError) -> Int64? {
        let rows = try await database.pipeline([
            "INSERT INTO event_consumers (name) VALUES (\(name)) ON CONFLICT (name) DO NOTHING",
            """
            UPDATE event_consumers SET holder = \(holder),
                leased_until = now() + \(Double(leaseMilliseconds)) * interval '1 millisecond'
            WHERE name = \(name) AND leased_until <= now()
            RETURNING place
            """,
        ])
        return rows[1].first?.int64(0)
    }

    /// Keeps a consumer. Whether the lease had lapsed does not matter, as long as no other process has
    /// taken it since.
    /// - Returns: whether it is still the caller's.
    func keep(
        _ name: String, for holder: Int64, leaseMilliseconds: Int
    ) async throws(PostgresError) -> Bool {
        try await database.query(
            """
            UPDATE event_consumers
            SET leased_until = now() + \(Double(leaseMilliseconds)) * interval '1 millisecond'
            WHERE name = \(name) AND holder = \(holder)
            """
        ).affected == 1
    }

    /// Moves a consumer on.
    /// - Returns: false if another process has it, or moved it.
    func advance(
        _ name: String, for holder: Int64, from place: Int64, to next: Int64
    ) async throws(PostgresError) -> Bool {
        try await database.query(
            """
            UPDATE event_consumers SET place = \(next)
            WHERE name = \(name) AND holder = \(holder) AND place = \(place)
            """
        ).affected == 1
    }

    /// Lets another process have a consumer at once.
    func release(_ name: String, for holder: Int64) async throws(PostgresError) {
        _ = try await database.query(
            """
            UPDATE event_consumers SET leased_until = now()
            WHERE name = \(name) AND holder = \(holder) AND leased_until > now()
            """)
    }

    /// Forgets the places of consumers that no process has had for long.
    func removeAbandoned() async throws(PostgresError) -> Int {
        try await database.query(
            """
            DELETE FROM event_consumers
            WHERE leased_until < now() - \(Double(EventsLimits.consumerKeptHours)) * interval '1 hour'
            """
        ).affected
    }

    /// All consumers by name, with the age of the oldest event that each is not done with.
    func consumers() async throws(PostgresError) -> [EventConsumerState] {
        try await database.query(
            """
            SELECT name, place, leased_until > now(),
                coalesce((extract(epoch FROM now() - next.created_at) * 1000)::bigint, 0),
                (extract(epoch FROM missed_at) * 1000)::bigint
            FROM event_consumers LEFT JOIN LATERAL (
                SELECT created_at FROM events WHERE id > place ORDER BY id LIMIT 1
            ) AS next ON true
            ORDER BY name
            """
        ).map { row in
            EventConsumerState(
                name: row.string(0), place: row.int64(1), isHeld: row.bool(2),
                lagMilliseconds: max(0, row.int(3)), missedAt: row.isNull(4) ? nil : row.int64(4))
        }
    }
}

extension Event {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.int64(1), account: row.int64(2), kind: row.string(3), version: row.int16(4),
            payload: row.bytes(5), milliseconds: row.int64(6))
    }
}
