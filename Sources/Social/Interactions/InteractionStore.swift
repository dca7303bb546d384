import Postgres
import TAO

/// Rows of `feed_interactions`: what accounts did with posts of their feeds.
///
/// A partition of the table holds what was served on one day. They are made days ahead, and again by an
/// INSERT that finds none; what is too old goes with its partition.
struct InteractionStore: Sendable {
    let database: Database

    /// One thing that a viewer did.
    struct Interaction: Sendable {
        let token: TrackingToken
        let kind: FeedInteractionKind
        /// Milliseconds since 1970.
        let happenedAt: Int64
        let seconds: Double?
    }

    /// One that had not been told before.
    struct Taken: Sendable {
        let post: ObjectID
        let kind: FeedInteractionKind
        /// Whether it is the first of its kind with this post since `countsSince`.
        let isFirst: Bool
    }

    /// Writes down what is new of it, and what it makes an event of, or nothing.
    ///
    /// The account is held meanwhile, so that of two calls one is first, and nothing is written for one that
    /// is removed.
    ///
    /// - Parameters:
    ///   - countsSince: in milliseconds since 1970.
    ///   - event: what the log of events is told of what is new; nil for nothing.
    func record(
        _ interactions: [Interaction], by viewer: ObjectID, countsSince: Int64,
        telling event: @escaping @Sendable ([Taken]) throws -> Query?
    ) async throws -> [Taken] {
        let insertion = Self.insertion(interactions, by: viewer, countsSince: countsSince)
        func write() async throws -> [Taken] {
            try await database.transaction { transaction in
                let results = try await transaction.pipeline([Self.hold(viewer), insertion])
                if results[0].isEmpty { throw AccountGone() }
                let taken = results[1].compactMap { row in
                    FeedInteractionKind(number: Int64(row.int16(1))).map {
                        Taken(
                            post: ObjectID(rawValue: row.int64(0)), kind: $0,
                            isFirst: row.bool(2))
                    }
                }
                if let query = try event(taken) { _ = try await transaction.query(query) }
                return taken
            }
        }
        do {
            do { return try await write() } catch let error as PostgresError
                where error.hasNoPartition
            {
                try await make(Set(interactions.map { Day(of: $0.token.servedAt) }))
                return try await write()
            }
        } catch is AccountGone {
            return []
        }
    }

    private struct AccountGone: Error {}

    private static func hold(_ account: ObjectID) -> Query {
        "SELECT id FROM accounts WHERE id = \(account.rawValue) FOR NO KEY UPDATE"
    }

    /// What is NULL in a row has no place in an array, so it travels as another value that it never has.
    private static func insertion(
        _ interactions: [Interaction], by viewer: ObjectID, countsSince: Int64
    ) -> Query {
        // Features once: with what says that the post was seen.
        let rankings = interactions.map { $0.kind == .impression ? $0.token.ranking : nil }
        let features = rankings.map { ranking -> [UInt8]? in
            var bytes: [UInt8] = []
            if let ranking { bytes.append(halves: ranking.features) }
            return ranking == nil ? nil : bytes
        }
        return """
            INSERT INTO feed_interactions AS told (
                viewer, post, kind, feed, served_at, happened_at, seconds, position, model,
                is_shuffled, features)
            SELECT \(viewer.rawValue), post, kind, feed, served_at, happened_at,
                nullif(seconds, -1), position, CASE WHEN features IS NOT NULL THEN model END,
                CASE WHEN features IS NOT NULL THEN is_shuffled END, features
            FROM unnest(
                \(interactions.map(\.token.post.rawValue)),
                \(interactions.map { Int16($0.kind.number) }),
                \(interactions.map { Int16($0.token.feed.number) }),
                \(interactions.map(\.token.servedAt)), \(interactions.map(\.happenedAt)),
                \(interactions.map { $0.seconds ?? -1 }),
                \(interactions.map { Int16(clamping: $0.token.position) }),
                \(rankings.map { Int32(bitPattern: $0?.model ?? 0) }),
                \(rankings.map { $0?.isShuffled ?? false }), \(features)
            ) AS given (
                post, kind, feed, served_at, happened_at, seconds, position, model, is_shuffled,
                features)
            ON CONFLICT DO NOTHING
            RETURNING post, kind, NOT EXISTS (
                SELECT FROM feed_interactions AS before
                WHERE before.viewer = told.viewer AND before.post = told.post
                    AND before.kind = told.kind AND before.served_at >= \(countsSince))
            """
    }

    // MARK: Partitions

    /// A day in UTC.
    struct Day: Hashable, Comparable, Sendable {
        private static let milliseconds: Int64 = 86_400_000
        /// Since 1970, and never before.
        let number: Int64

        init(number: Int64) {
            self.number = number
        }

        init(of milliseconds: Int64) {
            number = milliseconds / Self.milliseconds
        }

        var begin: Int64 { number * Self.milliseconds }

        /// `20260408`
        var digits: String {
            String(DateTime(milliseconds: begin).text.prefix(10)).replacing("-", with: "")
        }

        static func < (left: Day, right: Day) -> Bool { left.number < right.number }
    }

    /// A number of our own, that nothing else of the project locks.
    private static let partitionLock: Int64 = 0x7469_6e74_7970_6502
    private static let prefix = "feed_interactions_"

    /// The days that there are partitions of.
    func days() async throws -> Set<String> {
        let rows = try await database.query(
            """
            SELECT relname::text FROM pg_inherits JOIN pg_class ON oid = inhrelid
            WHERE inhparent = 'feed_interactions'::regclass
            """)
        return Set(rows.map { String($0.string(0).dropFirst(Self.prefix.count)) })
    }

    /// Makes partitions of days. Harmless for those that are there.
    func make(_ days: Set<Day>) async throws {
        try await change(
            days.sorted().map { day in
                let next = Day(number: day.number + 1)
                return Query(
                    unescaped: """
                        CREATE TABLE IF NOT EXISTS \(Self.prefix)\(day.digits)
                        PARTITION OF feed_interactions
                        FOR VALUES FROM (\(day.begin)) TO (\(next.begin))
                        """)
            })
    }

    /// Removes the partitions of days, with what is in them. Each by itself: one that is read stays for now.
    func drop(_ days: [String]) async throws {
        for day in days where day.allSatisfy(\.isASCIIDigit) {
            try await change([
                Query(unescaped: "DROP TABLE IF EXISTS \(Self.prefix)\(day)")
            ])
        }
    }

    /// Both shut the whole table for a moment, so they do not wait for who reads it, with all who write
    /// behind them.
    private func change(_ statements: [Query]) async throws {
        try await database.transaction { transaction in
            _ = try await transaction.pipeline(
                [
                    "SET LOCAL lock_timeout = '1s'",
                    "SELECT pg_advisory_xact_lock(\(Self.partitionLock))",
                ] + statements)
        }
    }

    // MARK: Accounts

    /// Removes so many rows of an account.
    /// - Returns: how many there were.
    func remove(of account: ObjectID, countMax: Int) async throws -> Int {
        try await database.query(
            """
            DELETE FROM feed_interactions
            WHERE viewer = \(account.rawValue) AND (post, kind, served_at, feed) IN (
                SELECT post, kind, served_at, feed FROM feed_interactions
                WHERE viewer = \(account.rawValue) LIMIT \(countMax))
            """
        ).affected
    }

    /// Of an account that goes, of which hardly anything is left.
    static func removal(of account: ObjectID) -> Query {
        "DELETE FROM feed_interactions WHERE viewer = \(account.rawValue)"
    }
}

extension InteractionStore {
    /// Posts of the ranked part of HOME that were seen, in an order of their own. Engaged are those from which
    /// the profile of the author was opened.
    func seen(
        from begin: Int64, to end: Int64, after last: RankedImpression?, limit: Int
    ) async throws -> [RankedImpression] {
        let seen = Int16(FeedInteractionKind.impression.number)
        let rows = try await database.query(
            """
            SELECT viewer, post, served_at, position, is_shuffled, features, EXISTS (
                SELECT FROM feed_interactions AS opened
                WHERE opened.viewer = shown.viewer AND opened.post = shown.post
                    AND opened.kind = \(Int16(FeedInteractionKind.profileOpen.number))
                    AND opened.served_at = shown.served_at)
            FROM feed_interactions AS shown
            WHERE served_at >= \(begin) AND served_at < \(end) AND kind = \(seen)
                AND feed = \(Int16(FeedKind.home.number)) AND features IS NOT NULL
                AND (viewer, post, kind, served_at) > (
                    \(last?.viewer ?? .min), \(last?.post ?? .min), \(seen),
                    \(last?.servedAt ?? .min))
            ORDER BY viewer, post, kind, served_at LIMIT \(limit)
            """)
        return rows.map { row in
            RankedImpression(
                viewer: row.int64(0), post: row.int64(1), servedAt: row.int64(2),
                position: Int(row.int16(3)), isShuffled: row.bool(4),
                features: SIMD8(halves: row.bytes(5), at: 0), isEngaged: row.bool(6))
        }
    }
}

extension PostgresError {
    /// The row belongs into a partition that is not there. The server has no code of its own for it.
    fileprivate var hasNoPartition: Bool {
        sqlState == "23514" && message.contains("partition")
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
