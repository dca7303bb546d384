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

/// The statements of the outbox and of the lease of its tailer.
enum StoreOutbox {
    static func insert(_ row: OutboxRow) -> Query {
        """
        INSERT INTO outbox (id1, id, keys)
        VALUES (\(row.id1), \(row.id), \(row.items.map { Optional($0) }))
        """
    }

    /// The oldest rows behind a place, at most `limit`; rows younger than `ageMilliseconds` are left
    /// to their writers.
    static func oldest(
        after place: OutboxPlace, ageMilliseconds: Int, limit: Int
    ) -> Query {
        """
        SELECT id1, id, keys, (extract(epoch FROM created_at) * 1000000)::bigint,
            (extract(epoch FROM now() - created_at) * 1000)::bigint
        FROM outbox
        WHERE created_at <= now() - \(Double(ageMilliseconds)) * interval '1 millisecond'
        AND (created_at, id) > (
            timestamptz 'epoch' + \(Double(place.microseconds)) * interval '1 microsecond',
            \(place.id)
        )
        ORDER BY created_at, id LIMIT \(Int64(limit))
        """
    }

    /// How old the oldest row is, if one is older than this.
    static func age(beyond milliseconds: Int) -> Query {
        """
        SELECT (extract(epoch FROM now() - created_at) * 1000)::bigint FROM outbox
        WHERE created_at <= now() - \(Double(milliseconds)) * interval '1 millisecond'
        ORDER BY created_at LIMIT 1
        """
    }

    /// How many rows are older than this, counted up to a number.
    static func overdue(beyond milliseconds: Int, countedMax: Int) -> Query {
        """
        SELECT count(*) FROM (
            SELECT id FROM outbox
            WHERE created_at <= now() - \(Double(milliseconds)) * interval '1 millisecond'
            LIMIT \(Int64(countedMax))
        ) AS overdue
        """
    }

    static func delete(_ rows: [OutboxRow]) -> Query {
        """
        DELETE FROM outbox
        WHERE id1 = ANY(\(rows.map(\.id1))) AND id = ANY(\(rows.map(\.id)))
        """
    }

    /// One row if the lease is ours for the coming time.
    ///
    /// Whether the other's has run out is told by the new end, not by now(), which Citus refuses
    /// in the condition of an ON CONFLICT.
    static func takeLease(holder: Int64, milliseconds: Int) -> Query {
        """
        INSERT INTO outbox_leases AS l (name, holder, expires_at)
        VALUES ('tailer', \(holder), now() + \(Double(milliseconds)) * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at
        WHERE l.holder = EXCLUDED.holder
        OR EXCLUDED.expires_at - l.expires_at > \(Double(milliseconds)) * interval '1 millisecond'
        RETURNING l.holder
        """
    }

    static func returnLease(holder: Int64) -> Query {
        "DELETE FROM outbox_leases WHERE name = 'tailer' AND holder = \(holder)"
    }
}

/// How far a sweep of the outbox has come.
struct OutboxPlace: Sendable {
    /// Of the row's creation, since 1970.
    var microseconds: Int64 = 0
    var id: Int64 = -1
}

/// A part of the outbox as it was read.
struct OutboxPage: Sendable {
    let rows: [OutboxRow]
    let end: OutboxPlace
    /// How old the first row is.
    let ageMilliseconds: Int64

    init(_ rows: Rows, from place: OutboxPlace) {
        self.rows = rows.map { OutboxRow($0) }
        end =
            rows.last.map { OutboxPlace(microseconds: $0.int64(3), id: $0.int64(1)) } ?? place
        ageMilliseconds = rows.first?.int64(4) ?? 0
    }
}
