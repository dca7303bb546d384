import Foundation
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// An account is removed by workers that are killed again and again.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `A fleet that removes an account` {
    private static let kills =
        ProcessInfo.processInfo.environment["TINTYPE_FLEET_KILLS"].flatMap { Int($0) } ?? 5

    @Test func `leaves nothing of it, however often its workers are killed`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let database = try Database(url: fleet.databaseURL)
        let world = try await FleetWorld(
            in: fleet, people: 3, postsEach: 600, follows: [(1, 0), (2, 1), (1, 2)])
        let leaver = world.people[1]
        try await decide(leaver.object, database)
        let gateway = try await fleet.gateway(["--workers", "0"])
        let client = gateway.client(token: world.people[0].token)
        func isGone() async throws -> Bool {
            try await database.query(
                "SELECT FROM accounts WHERE id = \(leaver.object.rawValue)"
            ).isEmpty
        }
        var killed = 0
        while killed < Self.kills, try await !isGone() {
            let worker = try await fleet.worker()
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...4_000 / Self.kills)))
            await worker.kill()
            // Another need not wait until the lease has run out.
            _ = try await database.query("UPDATE jobs SET leased_until = now() WHERE state = 1")
            killed += 1
            let seen = try client.ask("{ user(username: \"\(leaver.username)\") { id } }")
            #expect(seen.text.contains(#""user":null"#), "\(seen.text)")
        }
        #expect(killed == Self.kills, "the account was gone too soon")
        let worker = try await fleet.worker()
        #expect(
            try await eventually(withinSeconds: 120) { try await isGone() }, "\(worker.printed)")
        let isClean = try await eventually {
            try await Traces(ids: [leaver.object]).rows(in: database).isEmpty
        }
        #expect(isClean)
        for part in ["counts", "inverses"] {
            let (end, printed) = try await fleet.run(
                "verify", [part, "--resources", Fleet.project])
            #expect(end == "exit status 0", "\(part): \(printed)")
        }
        await worker.terminate()
        await gateway.process.terminate()
        await database.shutdown()
        await fleet.stop()
    }

    /// As if it had been deleted a month ago.
    private func decide(_ account: ObjectID, _ database: Database) async throws {
        let tao = TAO(types: .social(.standard), database: database, cache: nil)
        let user = try #require(try await tao.stored.loadUnfiltered(User.self, [account])[0])
        var properties = Properties<User>(user.object.data)
        properties[.deletionAt] = 2
        var write = GraphWrite()
        write.update(account, properties, ifVersion: user.object.version)
        write.also(AccountStore.scheduling(2, of: account))
        write.also(
            """
            INSERT INTO jobs (queue, kind, payload, attempts_max)
            VALUES ('low', \(AccountRemoval.name), \(Array("\(account.rawValue)".utf8)), 1000)
            """)
        _ = try await tao.commit(write)
    }
}
