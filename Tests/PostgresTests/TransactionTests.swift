import Testing

@testable import Postgres

@Suite struct `Transactions` {
    private func table() async throws -> Database {
        let database = try await freshDatabase()
        _ = try await database.query("CREATE TABLE t (id bigint PRIMARY KEY)")
        return database
    }

    private func count(_ database: Database) async throws -> Int64 {
        try await database.query("SELECT count(*) FROM t")[0].int64(0)
    }

    @Test func `several round trips take effect together`() async throws {
        let database = try await table()
        let seen = try await database.transaction { transaction in
            _ = try await transaction.query("INSERT INTO t VALUES (1)")
            _ = try await transaction.pipeline(["INSERT INTO t VALUES (2)", "SELECT 1"])
            #expect(try await count(database) == 0)
            return try await transaction.query("SELECT count(*) FROM t")[0].int64(0)
        }
        #expect(seen == 2)
        #expect(try await count(database) == 2)
        await database.shutdown()
    }

    @Test func `a thrown error undoes everything and gives the connection back`() async throws {
        let database = try await table()
        for _ in 0..<10 {
            await #expect(throws: Cancelled.self) {
                try await database.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (1)")
                    throw Cancelled()
                }
            }
        }
        #expect(try await count(database) == 0)
        await database.shutdown()
    }

    @Test func `an error that is ignored still fails the commit`() async throws {
        let database = try await table()
        let error = try await failure {
            try await database.transaction { transaction in
                _ = try await transaction.query("INSERT INTO t VALUES (1)")
                _ = try? await transaction.query("SELECT 1 / 0")
            }
        }
        #expect(error.sqlState == "25P02")
        #expect(try await count(database) == 0)
        await database.shutdown()
    }

    @Test func `a commit that fails undoes everything and gives the connection back`() async throws
    {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        _ = try await database.query(
            "CREATE TABLE t (id bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        for _ in 0..<3 {
            let error = try await failure {
                try await database.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (1), (1)")
                }
            }
            #expect(error.isUniqueViolation)
        }
        #expect(try await database.query("SELECT count(*) FROM t")[0].int(0) == 0)
        await database.shutdown()
    }

    @Test func `an error before the first statement gives the connection back`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        for _ in 0..<3 {
            await #expect(throws: Cancelled.self) {
                try await database.transaction { _ in throw Cancelled() }
            }
        }
        try await database.ping()
        await database.shutdown()
    }

    @Test func `a transaction without statements asks nothing of the server`() async throws {
        let database = try Database(url: "host=/nowhere")
        #expect(try await database.transaction { _ in 5 } == 5)
        await database.shutdown()
    }

    @Test func `a transaction is of no use after its end`() async throws {
        let database = try await table()
        let escaped = try await database.transaction { transaction in
            _ = try await transaction.query("SELECT 1")
            return transaction
        }
        let error = try await failure { _ = try await escaped.query("SELECT 1") }
        #expect(error.kind == .invalidRequest)
        await database.shutdown()
    }

    @Test func `deadlocks and serialization failures can be told`() async throws {
        let database = try await table()
        _ = try await database.query("INSERT INTO t VALUES (1), (2)")
        let outcomes = await withTaskGroup(of: PostgresError?.self) { group in
            for order in [[1, 2], [2, 1]] {
                group.addTask {
                    do {
                        try await database.transaction { transaction in
                            for id in order {
                                _ = try await transaction.query(
                                    "UPDATE t SET id = id WHERE id = \(id)")
                                try await Task.sleep(for: .milliseconds(200))
                            }
                        }
                        return nil
                    } catch {
                        return error as? PostgresError
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.compactMap { $0 }.count == 1)
        #expect(outcomes.compactMap { $0 }.first?.isSerializationFailure == true)
        await database.shutdown()
    }

    @Test func `requests go on while transactions hold all other connections`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 3 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await database.transaction { transaction in
                        _ = try await transaction.query("SELECT pg_sleep(0.1)")
                    }
                }
            }
            for number in 0..<100 {
                group.addTask {
                    let row = try await database.query("SELECT \(number)")[0]
                    #expect(row.int(0) == number)
                }
            }
            try await group.waitForAll()
        }
        await database.shutdown()
    }

    @Test func `concurrent transfers keep the sum`() async throws {
        let database = try await freshDatabase()
        _ = try await database.pipeline([
            "CREATE TABLE account (id bigint PRIMARY KEY, amount bigint NOT NULL)",
            "INSERT INTO account SELECT id, 100 FROM generate_series(0, 9) AS id",
        ])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let (from, to) = (number % 10, (number * 7 + 3) % 10)
                    try await database.transaction { transaction in
                        // Locked in the order of their ids.
                        _ = try await transaction.query(
                            """
                            SELECT amount FROM account WHERE id = ANY(\([from, to])) \
                            ORDER BY id FOR UPDATE
                            """)
                        _ = try await transaction.pipeline([
                            "UPDATE account SET amount = amount - 1 WHERE id = \(from)",
                            "UPDATE account SET amount = amount + 1 WHERE id = \(to)",
                        ])
                    }
                }
            }
            try await group.waitForAll()
        }
        let sum = try await database.query("SELECT sum(amount)::bigint FROM account")
        #expect(sum[0].int64(0) == 1_000)
        await database.shutdown()
    }
}
