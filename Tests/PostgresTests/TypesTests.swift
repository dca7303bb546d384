import Testing

@testable import Postgres

@Suite struct `Types` {
    @Test(arguments: [Int64.min, -1, 0, 1, .max]) func `a bigint`(_ value: Int64) async throws {
        let row = try await Self.shared.query(
            "SELECT \(value), \(Int(value)), pg_typeof(\(value))::text")[0]
        #expect(row.int64(0) == value)
        #expect(row.int(1) == Int(value))
        #expect(row.string(2) == "bigint")
    }

    @Test func `smaller integers keep their types`() async throws {
        let row = try await Self.shared.query(
            "SELECT \(Int16.min), \(Int32.max), pg_typeof(\(Int16(1)))::text, pg_typeof(\(Int32(1)))::text"
        )[0]
        #expect(row.int16(0) == .min)
        #expect(row.int(0) == Int(Int16.min))
        #expect(row.int32(1) == .max)
        #expect(row.int(1) == Int(Int32.max))
        #expect(row.string(2) == "smallint")
        #expect(row.string(3) == "integer")
    }

    @Test(arguments: [0.1, -0.0, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    func `a double`(_ value: Double) async throws {
        let row = try await Self.shared.query("SELECT \(value), \(Double.nan)")[0]
        #expect(row.double(0).bitPattern == value.bitPattern)
        #expect(row.double(1).isNaN)
    }

    @Test(arguments: ["", "plain", "'; DROP TABLE x; --", "$1 \\ \" %s", "žluťoučký 🐎", "\u{7f}\n"])
    func `text`(_ value: String) async throws {
        let row = try await Self.shared.query("SELECT \(value), length(\(value))")[0]
        #expect(row.string(0) == value)
        #expect(row.isNull(0) == false)
        #expect(Int(row.int32(1)) == value.unicodeScalars.count)
    }

    @Test func `booleans and bytes`() async throws {
        let every = [UInt8](0...255)
        let row = try await Self.shared.query("SELECT \(true), \(false), \(every), \([UInt8]())")[0]
        #expect(row.bool(0))
        #expect(!row.bool(1))
        #expect(row.bytes(2) == every)
        #expect(row.bytes(3).isEmpty)
        #expect(!row.isNull(3))
        #expect(row.withBytes(2) { $0[255] } == 255)
    }

    @Test func `a megabyte of bytes there and back`() async throws {
        let value = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let row = try await Self.shared.query("SELECT \(value), \(value) || \(value)")[0]
        #expect(row.bytes(0) == value)
        #expect(row.bytesCount(1) == 2 << 20)
    }

    @Test func `NULL of every type reads as nothing`() async throws {
        let rows = try await Self.shared.query(
            """
            SELECT \(nil as Int64?), \(nil as Int?), \(nil as Int32?), \(nil as Int16?), \
            \(nil as Bool?), \(nil as Double?), \(nil as String?), \(nil as [UInt8]?), \
            \(nil as [Int64]?), \(nil as [String]?)
            """)
        let row = rows[0]
        for column in 0..<10 { #expect(row.isNull(column)) }
        #expect(row.int64(0) == 0 && row.int(1) == 0 && row.int32(2) == 0 && row.int16(3) == 0)
        #expect(!row.bool(4) && row.double(5) == 0 && row.string(6) == "" && row.bytes(7) == [])
        #expect(row.int64Array(8) == [] && row.stringArray(9) == [])
    }

    @Test func `arrays`() async throws {
        let longs: [Int64] = [.min, 0, .max]
        let bytes: [[UInt8]] = [[], [0], [1, 2, 3]]
        let row = try await Self.shared.query(
            """
            SELECT \(longs), \([Int16(-1), 2]), \([Int32(-3)]), \(["", "a", "ž"]), \(bytes), \
            \([4, 5]), array_length(\([1.5, 2.5]), 1), (\([true, false]))[1]
            """)[0]
        #expect(row.int64Array(0) == longs)
        #expect(row.int16Array(1) == [-1, 2])
        #expect(row.int32Array(2) == [-3])
        #expect(row.stringArray(3) == ["", "a", "ž"])
        #expect(row.bytesArray(4) == bytes)
        #expect(row.int64Array(5) == [4, 5])
        #expect(row.int32(6) == 2)
        #expect(row.bool(7))
    }

    @Test func `empty arrays are not NULL`() async throws {
        let row = try await Self.shared.query(
            "SELECT \([Int64]()), \([String]()), cardinality(\([[UInt8]]())), 1 = ANY(\([Int64]()))"
        )[0]
        #expect(!row.isNull(0) && row.int64Array(0) == [])
        #expect(!row.isNull(1) && row.stringArray(1) == [])
        #expect(row.int32(2) == 0)
        #expect(!row.bool(3))
    }

    @Test func `elements of arrays may be NULL`() async throws {
        let texts: [String?] = ["a", nil]
        let datas: [[UInt8]?] = [nil, [1]]
        let rows = try await Self.shared.query(
            "SELECT t IS NULL, d IS NULL FROM unnest(\(texts), \(datas)) AS x(t, d)")
        #expect(rows.map { $0.bool(0) } == [false, true])
        #expect(rows.map { $0.bool(1) } == [true, false])
    }

    @Test func `rows are a collection and know how many were touched`() async throws {
        let database = try await freshDatabase()
        let results = try await database.pipeline([
            "CREATE TABLE t (id bigint)",
            "INSERT INTO t SELECT generate_series(1, 5)",
            "SELECT id FROM t ORDER BY id",
            "DELETE FROM t WHERE id > \(3)",
            "UPDATE t SET id = id WHERE false",
        ])
        #expect(results.map(\.affected) == [0, 5, 5, 2, 0])
        #expect(results[2].map { $0.int64(0) } == [1, 2, 3, 4, 5])
        #expect(results[2].reversed().first?.int64(0) == 5)
        #expect(results[0].isEmpty)
        await database.shutdown()
    }

    private static var shared: Database {
        get async throws { try await SharedDatabase.value }
    }
}

/// One database for all tests that create nothing in it.
enum SharedDatabase {
    private static let first = Task { try await freshDatabase() }
    static var value: Database {
        get async throws { try await first.value }
    }
}
