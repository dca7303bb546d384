import TestSupport
import Testing

@testable import Postgres

@Suite struct `Queries` {
    @Test func `a statement may be a part of another`() async throws {
        let part: Query = "SELECT \(1 as Int64) + \(20 as Int64)"
        let none: String? = nil
        let query: Query = """
            WITH part AS (\(part: part)), again AS (\(part: part))
            SELECT (SELECT * FROM part) + (SELECT * FROM again), \(none), \("é")
            """
        #expect(query.sql.contains("$1 + $2)") && query.sql.contains("$3 + $4)"))
        #expect(query.sql.contains("$5, $6") && query.binds.count == 6)
        let database = try await Database(url: TestServices.freshDatabase())
        let row = try await database.query(query)[0]
        #expect(row.int64(0) == 42 && row.isNull(1) && row.string(2) == "é")
        let zero: Query = "SELECT \(part: "SELECT \("\0")")"
        #expect(zero.refusal() != nil)
        await database.shutdown()
    }

    @Test func `interpolation numbers its parameters`() {
        let name = "x' OR '1'='1"
        let query: Query = "SELECT \(unescaped: "id, name") FROM t WHERE a = \(1) AND b = \(name)"
        #expect(query.sql == "SELECT id, name FROM t WHERE a = $1 AND b = $2")
        #expect(query.binds.count == 2)
        #expect("\(query.binds)" == "2 hidden values")
    }

    @Test func `a literal has no parameters`() {
        let query: Query = "SELECT 1"
        #expect(query.sql == "SELECT 1")
        #expect(query.binds.count == 0)
    }

    @Test(arguments: [
        ("SELECT \("a\u{0}b")" as Query, "text cannot hold a NUL byte"),
        ("SELECT \(["a", "\u{0}"])" as Query, "text cannot hold a NUL byte"),
        (Query(unescaped: "SELECT 1\u{0} WHERE x"), "a statement cannot hold a NUL byte"),
    ])
    func `a NUL byte is refused before it is sent`(_ query: Query, _ message: String) async throws {
        let database = try await SharedDatabase.value
        let error = try await failure { _ = try await database.query(query) }
        #expect(error.kind == .invalidRequest)
        #expect(error.message == message)
        // Bytes may hold it.
        #expect(try await database.query("SELECT \([0] as [UInt8])")[0].bytes(0) == [0])
    }

    @Test(.crosses(\PostgresLimits.Type.parametersMax)) func `too many parameters are refused`()
        async throws
    {
        var text = Query.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
        text.appendLiteral("SELECT ")
        for _ in 0...PostgresLimits.parametersMax { text.appendInterpolation(1) }
        #expect(
            Query(stringInterpolation: text).refusal()?.message == "more than 65535 parameters")
    }

    @Test(.crosses(\PostgresLimits.Type.parameterBytesMax))
    func `too many bytes of parameters are refused`() {
        let half = [UInt8](repeating: 0, count: PostgresLimits.parameterBytesMax / 2)
        #expect(("SELECT \(half)" as Query).refusal() == nil)
        #expect(("SELECT \(half), \(half)" as Query).refusal()?.kind == .invalidRequest)
    }

    @Test(.crosses(\PostgresLimits.Type.pipelineStatementsMax))
    func `too long a pipeline is refused`() async throws {
        let database = try await SharedDatabase.value
        let queries = [Query](
            repeating: "SELECT 1", count: PostgresLimits.pipelineStatementsMax + 1)
        let error = try await failure { _ = try await database.pipeline(queries) }
        #expect(error.kind == .invalidRequest)
    }

    @Test func `an error names the statement and hides the values`() async throws {
        let database = try await freshDatabase()
        _ = try await database.query("CREATE TABLE t (id bigint CONSTRAINT once UNIQUE)")
        _ = try await database.query("INSERT INTO t VALUES (\(4711))")
        let error = try await failure {
            _ = try await database.query("INSERT INTO t\n  VALUES (\(4711))")
        }
        #expect(error.isUniqueViolation)
        #expect(error.constraint == "once")
        #expect(error.kind == .server)
        #expect(
            error.description == """
                server 23505: duplicate key value violates unique constraint "once" while \
                executing `INSERT INTO t VALUES ($1)`
                """)
        await database.shutdown()
    }

    @Test func `an address that makes no sense is refused at once`() {
        #expect(throws: PostgresError.self) { try Database(url: "host=localhost nonsense") }
        #expect(throws: PostgresError.self) { try Database(url: "postgresql://h/?colour=red") }
    }

    @Test func `options of the address are kept`() async throws {
        let url = try await SharedDatabase.value.configuration.url
        let database = try Database(url: url + "&options=-c%20work_mem%3D5MB")
        let rows = try await database.query(
            "SELECT current_setting('work_mem'), current_setting('statement_timeout')")
        #expect(rows[0].string(0) == "5MB")
        #expect(rows[0].string(1) == "5s")
        await database.shutdown()
    }
}
