import Testing

@testable import Postgres

@Suite struct `Pipelines` {
    @Test func `an error in the second statement undoes the first`() async throws {
        let database = try await freshDatabase()
        _ = try await database.query("CREATE TABLE t (id bigint PRIMARY KEY)")
        let error = try await failure {
            _ = try await database.pipeline([
                "INSERT INTO t VALUES (1)", "SELECT 1 / \(Int32(0))", "INSERT INTO t VALUES (2)",
            ])
        }
        #expect(error.sqlState == "22012")
        #expect(error.query == "SELECT 1 / $1")
        #expect(try await database.query("SELECT count(*) FROM t")[0].int64(0) == 0)
        await database.shutdown()
    }

    /// An implicit transaction has no savepoints, and Citus does not take it for one.
    @Test func `statements stand between a BEGIN and a COMMIT`() async throws {
        let database = try await freshDatabase()
        let rows = try await database.pipeline([
            "CREATE TABLE t (id bigint)", "INSERT INTO t VALUES (1)", "SAVEPOINT s",
            "INSERT INTO t VALUES (2)", "ROLLBACK TO SAVEPOINT s", "SELECT id FROM t",
        ])
        #expect(rows.count == 6 && rows[5].map { $0.int64(0) } == [1])
        #expect(try await database.query("SELECT count(*) FROM t")[0].int64(0) == 1)
        await database.shutdown()
    }

    @Test func `what follows one that failed finds no open transaction`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        _ = try await database.query("CREATE TABLE t (id bigint PRIMARY KEY)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    switch number % 4 {
                    case 0:
                        let error = try await failure {
                            _ = try await database.pipeline([
                                "INSERT INTO t VALUES (\(Int64(number)))",
                                "SELECT 1 / \(Int32(0))",
                            ])
                        }
                        #expect(error.sqlState == "22012")
                    case 1:
                        _ = try await database.pipeline([
                            "INSERT INTO t VALUES (\(Int64(number)))", "SELECT 1",
                        ])
                    case 2: _ = try await database.read(["SELECT 1", "SELECT 2"])
                    default:
                        _ = try await database.query("INSERT INTO t VALUES (\(Int64(number)))")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.query("SELECT count(*) FROM t")[0].int64(0) == 100)
        await database.shutdown()
    }

    @Test func `a deferred constraint fails the whole pipeline`() async throws {
        let database = try await freshDatabase()
        _ = try await database.query(
            "CREATE TABLE t (id bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        for _ in 0..<3 {
            let error = try await failure {
                _ = try await database.pipeline([
                    "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)",
                ])
            }
            #expect(error.isUniqueViolation)
            #expect(try await database.query("SELECT count(*) FROM t")[0].int64(0) == 0)
        }
        await database.shutdown()
    }

    @Test func `each statement sees what those before it did`() async throws {
        let database = try await freshDatabase()
        let rows = try await database.pipeline([
            "CREATE TABLE t (id bigint)", "INSERT INTO t VALUES (7)", "SELECT id FROM t",
        ])
        #expect(rows[2][0].int64(0) == 7)
        #expect(try await database.pipeline([]).isEmpty)
        await database.shutdown()
    }

    @Test func `an empty statement and a syntax error are answered`() async throws {
        let database = try await SharedDatabase.value
        #expect(try await database.query("").isEmpty)
        let error = try await failure { _ = try await database.query("SELEC") }
        #expect(error.sqlState == "42601")
    }

    @Test func `a COPY is refused and the next request works`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        _ = try await failure { _ = try await database.query("COPY (SELECT 1) TO STDOUT") }
        #expect(try await database.query("SELECT 1")[0].int32(0) == 1)
        await database.shutdown()
    }

    @Test func `errors of others do not reach a request on the same connection`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let good = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<300 {
                group.addTask {
                    if number % 3 == 0 {
                        let error = try await failure {
                            _ = try await database.read(["SELECT \(number)", "SELECT 1 / 0"])
                        }
                        #expect(error.sqlState == "22012")
                        return 0
                    } else {
                        let rows = try await database.read(["SELECT \(number)"])
                        #expect(rows[0][0].int(0) == number)
                        return 1
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(good == 200)
        await database.shutdown()
    }

    @Test func `reads that wait together share a transaction`() async throws {
        // They gather while the connection is made for the first of them.
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let starts = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    // The time a transaction began is its name.
                    let rows = try await database.read([
                        "SELECT (extract(epoch FROM now()) * 1e6)::bigint"
                    ])
                    return rows[0][0].int64(0)
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(starts.count < 20)
        await database.shutdown()
    }

    @Test func `a thousand requests at once over four connections`() async throws {
        let database = try await freshDatabase()
        let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    let text = "n\(number)"
                    let row = try await database.query("SELECT \(number), \(text)")[0]
                    #expect(row.string(1) == text)
                    return row.int64(0)
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 499_500)
        let sessions = try await database.query(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'tintype'
            """)
        #expect(sessions[0].int64(0) <= 4)
        await database.shutdown()
    }

    @Test func `much is written while much is read`() async throws {
        // Either direction alone fills every buffer between here and the server.
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let block = [UInt8](repeating: 7, count: 2 << 20)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let rows = try await database.query("SELECT \(block)")
                    #expect(rows[0].bytesCount(0) == block.count)
                }
            }
            try await group.waitForAll()
        }
        await database.shutdown()
    }
}
