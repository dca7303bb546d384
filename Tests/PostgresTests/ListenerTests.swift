import LocalServices
import Synchronization
import Testing

@testable import Postgres

/// What is notified is heard, as long as the server is there.
@Suite struct `Listeners` {
    private struct Silence: Error {}

    private final class Heard: Sendable {
        private let list = Mutex<[Postgres.Notification?]>([])
        var all: [Postgres.Notification?] { list.withLock { $0 } }
        func add(_ heard: Postgres.Notification?) { list.withLock { $0.append(heard) } }

        func count(_ count: Int) async throws {
            try await repeated { if all.count < count { throw Silence() } }
        }
    }

    private func notify(_ channel: String, _ payload: String, _ database: Database) async throws {
        _ = try await database.query("SELECT pg_notify(\(channel), \(payload))")
    }

    @Test func `hear their channels and no others`() async throws {
        let database = try await freshDatabase()
        let heard = Heard()
        let listener = try #require(
            try database.listen(to: ["one", "Two words"]) { heard.add($0) })
        try await heard.count(1)
        try await notify("two words", "no", database)
        try await notify("one", "1", database)
        try await notify("Two words", "", database)
        try await heard.count(3)
        #expect(
            heard.all == [
                nil, Notification(channel: "one", payload: "1"),
                Notification(channel: "Two words", payload: ""),
            ])
        listener.close()
        await database.shutdown()
    }

    @Test func `say when they may have missed something`() async throws {
        let database = try await freshDatabase()
        let heard = Heard()
        let listener = try #require(try database.listen(to: ["one"]) { heard.add($0) })
        try await heard.count(1)
        _ = try await database.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
        try await heard.count(2)
        try await notify("one", "again", database)
        try await heard.count(3)
        #expect(heard.all == [nil, nil, Notification(channel: "one", payload: "again")])
        listener.close()
        await database.shutdown()
    }

    @Test func `leave the server when they are closed`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let heard = Heard()
        let listener = try #require(try database.listen(to: ["one"]) { heard.add($0) })
        try await heard.count(1)
        listener.close()
        try await repeated {
            let others = try await database.query(
                """
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                    AND backend_type = 'client backend'
                """)
            if !others.isEmpty { throw Silence() }
        }
        try await notify("one", "late", database)
        #expect(heard.all.count == 1)
        await database.shutdown()
    }

    @Test func `are none where a pooler keeps no sessions`() async throws {
        let database = try await freshDatabase { $0.isPooled = true }
        #expect(try database.listen(to: ["one"]) { _ in } == nil)
        await database.shutdown()
    }
}
