import Glibc
import LocalServices
import Postgres
import TestSupport
import Testing

@Suite struct `A bulk load` {
    private static let table: Query = """
        CREATE TABLE things (
            id bigint PRIMARY KEY, kind smallint NOT NULL, name text, data bytea, isGood boolean)
        """

    private func things() -> CopyRows {
        CopyRows(into: "things", ["id", "kind", "name", "data", "isGood"])
    }

    private func rows(_ ids: Range<Int64>, name: String? = nil) -> CopyRows {
        var rows = things()
        for id in ids {
            rows.append { row in
                row.append(id)
                row.append(Int16(truncatingIfNeeded: id % 7))
                row.append(name)
                row.append([UInt8](repeating: UInt8(truncatingIfNeeded: id), count: 40))
                row.append(id % 2 == 0)
            }
        }
        return rows
    }

    @Test func `stores what it is given, of every type and NULL`() async throws {
        let database = try await freshDatabase()
        var rows = things()
        rows.append { row in
            row.append(Int64.min)
            row.append(Int16.max)
            row.append("Grüße, 🌊\n\\N\t")
            row.append([0, 1, 255])
            row.append(true)
        }
        rows.append { row in
            row.append(Int64(2))
            row.append(Int16(-1))
            row.append(nil as String?)
            row.append([UInt8]())
            row.append(nil as Bool?)
        }
        try await database.load([.query(Self.table), .copy(rows)])
        let stored = try await database.query(
            "SELECT id, kind, name, data, isGood FROM things ORDER BY id")
        #expect(stored.count == 2)
        #expect(stored[0].int64(0) == .min && stored[0].int16(1) == .max)
        #expect(stored[0].string(2) == "Grüße, 🌊\n\\N\t" && stored[0].bytes(3) == [0, 1, 255])
        #expect(stored[0].bool(4))
        #expect(stored[1].int16(1) == -1 && stored[1].isNull(2) && stored[1].isNull(4))
        #expect(stored[1].bytes(3) == [])
        await database.shutdown()
    }

    @Test func `copies more than a piece, and no rows at all`() async throws {
        let database = try await freshDatabase()
        let many = rows(0..<60_000)
        #expect(many.byteCount > 3 * PostgresLimits.copyPieceBytes)
        try await database.load([
            .query(Self.table), .copy(rows(0..<0)), .copy(many),
            .query("INSERT INTO things (id, kind) VALUES (\(Int64(-1)), 0)"),
        ])
        let sums = try await database.query(
            "SELECT count(*), sum(id)::bigint, sum(length(data))::bigint FROM things")[0]
        #expect(sums.int64(0) == 60_001 && sums.int64(1) == 59_999 * 30_000 - 1)
        #expect(sums.int64(2) == 60_000 * 40)
        await database.shutdown()
    }

    /// What is refused, in the end the state that PostgreSQL tells.
    private static let refused: [(Query, String)] = [
        ("INSERT INTO things (id, kind) VALUES (5, 0)", "23505"),
        ("ALTER TABLE things ALTER name SET NOT NULL", "23502"),
        ("ALTER TABLE things ALTER kind TYPE integer", "08P01"),
        ("ALTER TABLE things RENAME isGood TO isBad", "42703"),
        ("ALTER TABLE things RENAME TO others", "42P01"),
    ]

    @Test(arguments: refused)
    func `takes effect as a whole or not at all`(_ before: Query, _ state: String) async throws {
        let database = try await freshDatabase()
        _ = try await database.query(Self.table)
        _ = try await database.query("CREATE TABLE marks (id bigint)")
        let error = try await failure {
            try await database.load([
                .query("INSERT INTO marks VALUES (1)"), .query(before),
                // The server says no long before it has read all of it.
                .copy(rows(0..<100_000)), .query("INSERT INTO marks VALUES (2)"),
            ])
        }
        #expect(error.sqlState == state && error.hadNoEffect)
        #expect(error.query.hasPrefix("COPY things (id, kind, name, data, isGood)"))
        let counts = try await database.query(
            "SELECT (SELECT count(*) FROM marks), (SELECT count(*) FROM things)")[0]
        #expect(counts.int64(0) == 0 && counts.int64(1) == 0)
        await database.shutdown()
    }

    @Test func `tells the statement that fails, and stops there`() async throws {
        let database = try await freshDatabase()
        let error = try await failure {
            try await database.load([
                .query(Self.table), .query("SELECT 1 / 0"), .copy(rows(0..<9)),
            ])
        }
        #expect(error.sqlState == "22012" && error.query == "SELECT 1 / 0" && error.hadNoEffect)
        #expect(try await database.query("SELECT to_regclass('things') IS NULL")[0].bool(0))
        await database.shutdown()
    }

    @Test(.crosses(\PostgresLimits.Type.copyBytesMax))
    func `copies no more bytes at once than it may`() async throws {
        let database = try await freshDatabase()
        func one(_ byteCount: Int) -> CopyRows {
            var rows = CopyRows(into: "large", ["data"])
            rows.append { $0.append([UInt8](repeating: 1, count: byteCount)) }
            return rows
        }
        let frame = one(0).byteCount
        let within = one(PostgresLimits.copyBytesMax - frame)
        try await database.load([.query("CREATE TABLE large (data bytea)"), .copy(within)])
        let beyond = one(PostgresLimits.copyBytesMax - frame + 1)
        let error = try await failure { try await database.load([.copy(beyond)]) }
        #expect(error.kind == .invalidRequest && error.hadNoEffect)
        #expect(try await database.query("SELECT count(*) FROM large")[0].int64(0) == 1)
        await database.shutdown()
    }

    @Test func `ends when its time is over`() async throws {
        let database = try await freshDatabase()
        let start = ContinuousClock.now
        let error = try await failure {
            try await database.load(
                [.query(Self.table), .query("SELECT pg_sleep(60)")], within: .milliseconds(300))
        }
        #expect(error.kind == .timeout && error.hadNoEffect)
        #expect(.now - start < .seconds(30))
        await database.shutdown()
    }

    @Test func `does not send a text that PostgreSQL cannot store`() async throws {
        let database = try await freshDatabase()
        let error = try await failure {
            try await database.load([.query(Self.table), .copy(rows(0..<2, name: "a\0b"))])
        }
        #expect(error.kind == .invalidRequest && error.hadNoEffect)
        await database.shutdown()
    }

    @Test func `has had no effect where the server cannot be reached, or is lost`() async throws {
        let nowhere = try Database(configuration(url: "postgresql:///none?host=/nonexistent"))
        let error = try await failure { try await nowhere.load([.copy(rows(0..<1))]) }
        #expect(error.kind == .unavailable && error.hadNoEffect)
        let database = try await freshDatabase()
        let lost = try await failure {
            try await database.load([
                .query(Self.table), .query("SELECT pg_terminate_backend(pg_backend_pid())"),
                .copy(rows(0..<10)),
            ])
        }
        #expect(lost.kind == .unavailable && lost.hadNoEffect)
        #expect(try await database.query("SELECT to_regclass('things') IS NULL")[0].bool(0))
        await database.shutdown()
    }

    @Test func `fails at COMMIT, too`() async throws {
        let database = try await freshDatabase()
        let error = try await failure {
            try await database.load([
                .query(Self.table), .query("ALTER TABLE things ADD CHECK (id < 10)"),
                .query(
                    "CREATE TABLE uses (id bigint REFERENCES things DEFERRABLE INITIALLY DEFERRED)"),
                .copy(rows(0..<5)), .query("INSERT INTO uses VALUES (7)"),
            ])
        }
        #expect(error.sqlState == "23503")
        #expect(try await database.query("SELECT to_regclass('things') IS NULL")[0].bool(0))
        await database.shutdown()
    }
}
