import LocalServices
import Synchronization
import TestSupport
import Testing

@testable import Memcached

/// What operators are told of servers that go and come.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ServerStateTests {
    @Test func `a server that is lost and comes back is told once each`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let told = Told(cache.client)
        #expect(try await eventually { await cache.get("a") == [nil] })
        #expect(cache.client.statistics[0].state == .up)
        for _ in 0..<2 {
            await services.stopMemcached()
            #expect(await cache.get("a") == ["?"])
            #expect(cache.client.statistics[0].state == .down)
            // Some probes fail meanwhile.
            let failures = cache.client.statistics[0].failures
            #expect(try await eventually { cache.client.statistics[0].failures > failures + 2 })
            try await services.startMemcached()
            #expect(try await eventually { cache.client.statistics[0].isUp })
        }
        #expect(try await eventually { told.changes.count >= 4 })
        #expect(told.changes.map(\.state) == [.down, .up, .down, .up])
        #expect(told.changes.allSatisfy { $0.server == services.memcachedServers[0] })
    }

    @Test(.crosses(\MemcachedLimits.Type.idleProbeMilliseconds))
    func `a server that goes while nobody asks it is told all the same`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let told = Told(cache.client)
        #expect(try await eventually { await cache.get("a") == [nil] })
        await services.stopMemcached()
        #expect(try await eventually { told.changes.map(\.state) == [.down] })
        #expect(cache.client.statistics[0].state == .down)
        try await services.startMemcached()
        #expect(try await eventually { told.changes.map(\.state) == [.down, .up] })
        // It is there, but does not answer.
        services.pauseMemcached()
        #expect(try await eventually { told.changes.map(\.state) == [.down, .up, .down] })
        services.resumeMemcached()
        #expect(try await eventually { told.changes.map(\.state) == [.down, .up, .down, .up] })
    }

    @Test func `a server that was never there is told once, beside one that is`() async throws {
        let services = try await TestServices.start()
        let client = try MemcachedClient(
            MemcachedConfiguration(servers: services.memcachedServers + ["127.0.0.1:1"]))
        defer { client.shutdown() }
        let told = Told(client)
        client.addRejoinGate { _ in true }
        #expect(try await eventually { client.statistics[1].failures > 3 })
        #expect(try await eventually { client.statistics[0].isUp })
        #expect(client.statistics.map(\.state) == [.up, .down])
        #expect(
            told.changes
                == [ServerChange(server: "127.0.0.1:1", state: .down, cause: .unreachable)])
    }

    @Test func `a gate that keeps a server out is told`() async throws {
        let cache = try await Cache()
        let told = Told(cache.client)
        let isOpen = Mutex(false)
        cache.client.addRejoinGate { _ in isOpen.withLock { $0 } }
        #expect(try await eventually { cache.client.statistics[0].failures > 3 })
        isOpen.withLock { $0 = true }
        #expect(try await eventually { told.changes.count >= 2 })
        #expect(told.changes.map(\.cause) == [.notAdmitted, .answers])
    }

    @Test(.crosses(\MemcachedLimits.Type.untoldChangesMax))
    func `changes that nobody reads take no room without bound`() async throws {
        let client = try MemcachedClient(
            MemcachedConfiguration(
                servers: try await TestServices.shared.memcachedServers, probeMilliseconds: 1,
                probeMillisecondsMax: 1))
        let refuses = Mutex(true)
        client.addRejoinGate { _ in !refuses.withLock { $0 } }
        // Each round of the gates ends otherwise than the one before. On a busy machine some are told as one.
        let wanted = 2 * MemcachedLimits.untoldChangesMax
        for round in 0..<wanted {
            refuses.withLock { $0 = round % 2 == 0 }
            client.closeGates()
            let state: ServerState = round % 2 == 0 ? .down : .up
            #expect(try await eventually { client.statistics[0].state == state })
        }
        client.shutdown()
        var count = 0
        for await _ in client.changes { count += 1 }
        #expect(count == MemcachedLimits.untoldChangesMax)
    }
}

/// All that a client has told so far.
final class Told: Sendable {
    private let all = Mutex<[ServerChange]>([])

    var changes: [ServerChange] { all.withLock { $0 } }

    init(_ client: MemcachedClient) {
        let stream = client.changes
        Task { [weak self] in
            for await change in stream { self?.all.withLock { $0.append(change) } }
        }
    }
}
