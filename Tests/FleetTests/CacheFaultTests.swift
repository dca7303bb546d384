import Foundation
import LocalServices
import TestSupport
import Testing

/// What a gateway does about a memcached that is slow, gone, or whose bytes are not what they were.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `A fleet's memcached` {
    @Test func `is left when it is slow, which is said once, and so is that it is back`()
        async throws
    {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 24)
        let gateway = try await fleet.gateway()
        let quick = try await ask(gateway, world, times: 60)
        fleet.memcachedLinks[0].set(LinkFault(delayMilliseconds: 200))
        // Some answers are late before the server is left.
        var left = false
        for _ in 0..<40 where !left {
            _ = try await ask(gateway, world, times: 2)
            left = gateway.process.printed.contains("memcached is slow")
        }
        #expect(left, "\(gateway.process.printed)")
        let slow = try await ask(gateway, world, times: 60)
        print("  p50 of a page of posts: \(quick) ms, with a slow memcached \(slow) ms")
        fleet.memcachedLinks[0].set(.none)
        #expect(
            try await eventually { gateway.process.printed.contains("memcached is back") },
            "\(gateway.process.printed)")
        _ = try await ask(gateway, world, times: 20)
        let lines = gateway.process.printed.split(separator: "\n")
        #expect(lines.count { $0.contains("memcached is slow") } == 1)
        #expect(lines.count { $0.contains("memcached is back") } == 1)
        await fleet.stop()
    }

    @Test func `is missed once when it is gone, and greeted once when it is back`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 24)
        let gateway = try await fleet.gateway()
        _ = try await ask(gateway, world, times: 5)
        fleet.memcachedLinks[1].cut()
        for _ in 0..<10 {
            _ = try await ask(gateway, world, times: 10)
            try await Task.sleep(for: .milliseconds(100))
        }
        try fleet.memcachedLinks[1].mend()
        #expect(try await eventually { gateway.process.printed.contains("memcached is back") })
        let about = gateway.process.printed.split(separator: "\n").filter {
            $0.contains(" memcached ")
        }
        let lost = about.filter { $0.contains("is lost") || $0.contains("cannot be reached") }
        #expect(lost.count == 1 && lost[0].contains(fleet.memcachedLinks[1].path), "\(about)")
        #expect(about.count { $0.contains("is back") } == 1, "\(about)")
        await fleet.stop()
    }

    @Test func `is not believed when bits of its values have turned`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let world = try await FleetWorld(in: fleet, people: 24)
        let gateway = try await fleet.gateway()
        _ = try await ask(gateway, world, times: 20)
        // No divisor of the length of an answer: it hits another place each time.
        fleet.memcachedLinks[0].set(LinkFault(garblesOneIn: 3_001))
        _ = try await ask(gateway, world, times: 400)
        fleet.memcachedLinks[0].set(.none)
        #expect(
            try await eventually {
                gateway.process.printed.contains("not what had been put there")
            }, "nothing was hit, and nothing is proved: \(gateway.process.printed)")
        await fleet.stop()
    }

    /// Asks for all posts and their authors, and checks every word of the answers.
    /// - Returns: the median time of an answer in milliseconds.
    private func ask(
        _ gateway: FleetGateway, _ world: FleetWorld, times: Int
    ) async throws -> Int {
        let people = world.people
        let fields = people.indices.map {
            "p\($0): user(username: \"person\($0)\") { \(Self.user) }"
        }
        let query = "{ " + fields.joined(separator: " ") + " }"
        let taken = try await onThreads(1) { _ in
            let client = gateway.client(token: people[0].token)
            return try (0..<times).map { _ in
                let begun = ContinuousClock.now
                let answer = try client.ask(query)
                let milliseconds = Int((ContinuousClock.now - begun) / .milliseconds(1))
                #expect(answer.codes == [], "\(answer.text)")
                for (index, person) in people.enumerated() {
                    #expect(answer.value("p\(index).username") as? String == person.username)
                    #expect(answer.value("p\(index).displayName") as? String == "Person \(index)")
                }
                return milliseconds
            }
        }
        return taken[0].sorted()[times / 2]
    }

    private static let user = "username displayName followerCount"
}
