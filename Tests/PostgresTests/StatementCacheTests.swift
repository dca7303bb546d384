import Testing

@testable import Postgres

@Suite struct `Prepared statements` {
    private func key(_ sql: String) -> StatementCache.Key {
        StatementCache.Key(Query(unescaped: sql))
    }

    @Test func `a statement is prepared once and then known`() {
        var cache = StatementCache(countMax: 2)
        #expect(cache.use(key("a"), segment: 1) == .prepareFirst(name: "s1"))
        #expect(cache.use(key("a"), segment: 1) == .prepared(name: "s1"))
        #expect(cache.use(key("a"), segment: 2) == .once)
        cache.confirm(key("a"))
        #expect(cache.use(key("a"), segment: 2) == .prepared(name: "s1"))
    }

    @Test func `what was not prepared is prepared again under a new name`() {
        var cache = StatementCache(countMax: 2)
        _ = cache.use(key("a"), segment: 1)
        cache.forget(key("a"))
        #expect(cache.use(key("a"), segment: 2) == .prepareFirst(name: "s2"))
        #expect(cache.takeDiscarded() == [])
    }

    @Test func `the statement unused for longest makes room`() {
        var cache = StatementCache(countMax: 2)
        for name in ["a", "b"] {
            _ = cache.use(key(name), segment: 1)
            cache.confirm(key(name))
        }
        _ = cache.use(key("a"), segment: 2)
        #expect(cache.use(key("c"), segment: 2) == .prepareFirst(name: "s3"))
        #expect(cache.takeDiscarded() == ["s2"])
        #expect(cache.count == 2)
    }

    @Test func `with room for none nothing is prepared`() {
        var cache = StatementCache(countMax: 0)
        for _ in 0..<3 { #expect(cache.use(key("a"), segment: 1) == .once) }
        #expect(cache.count == 0 && cache.takeDiscarded() == [])
    }

    @Test func `nothing unconfirmed makes room`() {
        var cache = StatementCache(countMax: 1)
        _ = cache.use(key("a"), segment: 1)
        #expect(cache.use(key("b"), segment: 1) == .once)
    }

    @Test func `the types of values are part of a statement`() async throws {
        let database = try await SharedDatabase.value
        #expect(try await database.query("SELECT pg_typeof(\(1))::text")[0].string(0) == "bigint")
        #expect(try await database.query("SELECT pg_typeof(\("1"))::text")[0].string(0) == "text")
    }

    @Test func `the server keeps no more of them than we do`() async throws {
        let database = try await freshDatabase {
            $0.connectionsMax = 1
            $0.statementsPreparedMax = 10
        }
        for number in 0..<50 {
            _ = try await database.query(Query(unescaped: "SELECT \(number)"))
        }
        let count: Query = "SELECT count(*) FROM pg_prepared_statements"
        #expect(try await database.query(count)[0].int64(0) <= 11)
        await database.shutdown()
    }

    @Test func `an error before a PREPARE leaves the books right`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        for round in 0..<3 {
            async let first = failure {
                _ = try await database.pipeline(["SELECT 1 / 0", "SELECT \(round) AS same"])
            }
            async let second = database.query("SELECT \(round) AS same")
            let (error, rows) = try await (first, second)
            #expect(error.sqlState == "22012")
            #expect(rows[0].int(0) == round)
        }
        #expect(try await database.query("SELECT \(9) AS same")[0].int(0) == 9)
        await database.shutdown()
    }

    @Test func `a statement survives a change of its table`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        _ = try await database.query("CREATE TABLE t AS SELECT 1::bigint AS a")
        let all: Query = "SELECT * FROM t"
        #expect(try await database.query(all)[0].int64(0) == 1)
        _ = try await database.query("ALTER TABLE t ADD COLUMN b bigint DEFAULT 2")
        #expect(try await database.query(all)[0].int64(1) == 2)
        _ = try await database.query("DEALLOCATE ALL")
        #expect(try await database.query(all)[0].int64(1) == 2)
        await database.shutdown()
    }

    @Test func `many new statements at once are prepared without harm`() async throws {
        let database = try await freshDatabase {
            $0.connectionsMax = 2
            $0.statementsPreparedMax = 5
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                group.addTask {
                    let sql = Query(unescaped: "SELECT \(number % 23)")
                    let row = try await database.query(sql)[0]
                    #expect(row.int32(0) == Int32(number % 23))
                }
            }
            try await group.waitForAll()
        }
        await database.shutdown()
    }
}
