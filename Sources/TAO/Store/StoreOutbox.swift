import Postgres

/// A row of the outbox: items whose cached values a write has made old.
struct OutboxRow: Sendable {
    /// Where the row lies on a cluster: with the first thing that was changed.
    let id1: Int64
    let id: Int64
    /// `CacheKeys.stored`
    let items: [[UInt8]]

    init(items: [ItemKey]) {
        id1 =
            switch items.first {
            case .object(let id): id.rawValue
            case .list(let list): list.id1.rawValue
            case .name, nil: 0
            }
        id = Int64.random(in: 0 ... .max)
        self.items = items.map(CacheKeys.stored)
    }

    fileprivate init(_ row: Row) {
        id1 = row.int64(0)
        id = row.int64(1)
        items = row.bytesArray(2)
    }
}

/// The statements of the outbox and of the leases on work that one process does for all.
///
/// A row is *fresh* until the tailer has tried it; one whose deletes a server did not take *waits
/// for* that server.
enum StoreOutbox {
    static func insert(_ row: OutboxRow) -> Query {
        """
        INSERT INTO outbox (id1, id, keys)
        VALUES (\(row.id1), \(row.id), \(row.items.map { Optional($0) }))
        """
    }

    static func delete(_ rows: [OutboxRow]) -> Query {
        """
        DELETE FROM outbox
        WHERE id1 = ANY(\(rows.map(\.id1))) AND id = ANY(\(rows.map(\.id)))
        """
    }

    /// The rows wait for a server from now on.
    static func postpone(_ rows: [OutboxRow], until server: String) -> Query {
        """
        UPDATE outbox SET waits_for = \(server)
        WHERE id1 = ANY(\(rows.map(\.id1))) AND id = ANY(\(rows.map(\.id)))
        """
    }

    // MARK: Reading

    /// All rows behind a place, in the order of the primary key: none is passed over because it
    /// begins to wait meanwhile.
    static func rows(after place: OutboxPlace, limit: Int) -> Query {
        """
        SELECT id1, id, keys, 0::bigint FROM outbox WHERE (id1, id) > (\(place.id1), \(place.id))
        ORDER BY id1, id LIMIT \(Int64(limit))
        """
    }

    /// The oldest fresh rows, at most `limit`, with their ages; rows younger than `milliseconds` are
    /// left to their writers.
    static func oldest(beyond milliseconds: Int, limit: Int) -> Query {
        """
        SELECT id1, id, keys, (extract(epoch FROM now() - created_at) * 1000)::bigint
        FROM outbox WHERE waits_for IS NULL
        AND created_at <= now() - \(Double(milliseconds)) * interval '1 millisecond'
        ORDER BY created_at, id LIMIT \(Int64(limit))
        """
    }

    /// The same from the other end.
    static func newest(beyond milliseconds: Int, limit: Int) -> Query {
        """
        SELECT id1, id, keys, (extract(epoch FROM now() - created_at) * 1000)::bigint
        FROM outbox WHERE waits_for IS NULL
        AND created_at <= now() - \(Double(milliseconds)) * interval '1 millisecond'
        ORDER BY created_at DESC, id DESC LIMIT \(Int64(limit))
        """
    }

    /// The oldest rows that wait for a server.
    static func waiting(for server: String, limit: Int) -> Query {
        """
        SELECT id1, id, keys, (extract(epoch FROM now() - created_at) * 1000)::bigint
        FROM outbox WHERE waits_for = \(server) ORDER BY created_at, id LIMIT \(Int64(limit))
        """
    }

    /// How many rows wait for which server, and how long the oldest has.
    static func queues(atMost count: Int) -> Query {
        """
        SELECT waits_for, count(*), (extract(epoch FROM now() - min(created_at)) * 1000)::bigint
        FROM outbox WHERE waits_for IS NOT NULL GROUP BY waits_for LIMIT \(Int64(count))
        """
    }

    // MARK: Watching

    /// How old the oldest fresh row is, if one is older than this.
    static func age(beyond milliseconds: Int) -> Query {
        """
        SELECT (extract(epoch FROM now() - created_at) * 1000)::bigint FROM outbox
        WHERE waits_for IS NULL
        AND created_at <= now() - \(Double(milliseconds)) * interval '1 millisecond'
        ORDER BY created_at LIMIT 1
        """
    }

    /// How many fresh rows are older than this, counted up to a number.
    static func overdue(beyond milliseconds: Int, countedMax: Int) -> Query {
        """
        SELECT count(*) FROM (
            SELECT id FROM outbox WHERE waits_for IS NULL
            AND created_at <= now() - \(Double(milliseconds)) * interval '1 millisecond'
            LIMIT \(Int64(countedMax))
        ) AS overdue
        """
    }

    /// How many rows wait for a server, counted up to a number, and how long the oldest of these has.
    static func waiting(countedMax: Int) -> Query {
        """
        SELECT count(*),
            coalesce((extract(epoch FROM now() - min(created_at)) * 1000)::bigint, 0)
        FROM (
            SELECT created_at FROM outbox WHERE waits_for IS NOT NULL
            ORDER BY waits_for, created_at LIMIT \(Int64(countedMax))
        ) AS waiting
        """
    }

    // MARK: Leases

    /// The lease of the tailer.
    static let tailer = "tailer"

    /// One row if the lease is ours for the coming time.
    ///
    /// Whether the other's has run out is told by the new end, not by now(), which Citus refuses
    /// in the condition of an ON CONFLICT.
    static func takeLease(_ name: String, holder: Int64, milliseconds: Int) -> Query {
        """
        INSERT INTO outbox_leases AS l (name, holder, expires_at)
        VALUES (\(name), \(holder), now() + \(Double(milliseconds)) * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at
        WHERE l.holder = EXCLUDED.holder
        OR EXCLUDED.expires_at - l.expires_at > \(Double(milliseconds)) * interval '1 millisecond'
        RETURNING l.holder
        """
    }

    static func returnLease(_ name: String, holder: Int64) -> Query {
        "DELETE FROM outbox_leases WHERE name = \(name) AND holder = \(holder)"
    }

    /// One row if another one has the lease.
    static func leaseOfOthers(_ name: String, holder: Int64) -> Query {
        """
        SELECT holder FROM outbox_leases
        WHERE name = \(name) AND holder <> \(holder) AND expires_at > now()
        """
    }
}

/// How far a walk through the outbox has come.
struct OutboxPlace: Sendable {
    var id1 = Int64.min
    var id = Int64.min
}

/// A part of the outbox as it was read.
struct OutboxPage: Sendable {
    let rows: [OutboxRow]
    /// How old the oldest row is.
    let ageMilliseconds: Int64

    init(_ rows: Rows) {
        self.rows = rows.map { OutboxRow($0) }
        ageMilliseconds = rows.map { $0.int64(3) }.max() ?? 0
    }

    /// nil for an empty page.
    var end: OutboxPlace? { rows.last.map { OutboxPlace(id1: $0.id1, id: $0.id) } }
    var isFull: Bool { rows.count >= TAOLimits.outboxPageRowsMax }
}

/// The rows that wait for one server.
struct OutboxQueue: Sendable {
    let server: String
    let rows: Int
    let ageMilliseconds: Int64

    init(_ row: Row) {
        server = row.string(0)
        rows = row.int(1)
        ageMilliseconds = row.int64(2)
    }

    /// Whether the server had better be emptied than told all that.
    var isTooLong: Bool {
        rows > TAOLimits.outboxWaitingRowsMax
            || ageMilliseconds > TAOLimits.outboxWaitingMilliseconds
    }
}
