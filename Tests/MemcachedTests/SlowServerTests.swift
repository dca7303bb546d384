import Dispatch
import LocalServices
import Synchronization
import TestSupport
import Testing

@testable import Memcached

/// A server that answers, but late.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SlowServerTests {
    private let link: Link
    private let cache: Cache
    /// Reaches the same server at once.
    private let near: Cache

    init() async throws {
        let services = try await TestServices.start()
        link = try services.link()
        cache = Cache(
            client: try MemcachedClient(
                MemcachedConfiguration(
                    servers: [link.path], timeoutMilliseconds: 5_000, rejoinMilliseconds: 10_000)))
        near = Cache(client: try MemcachedClient(.init(servers: services.memcachedServers)))
        #expect(try await eventually { await near.get("a") == [nil] })
    }

    @Test func `a server that is slow is not waited for, and hears of every change`() async throws {
        cache.client.compareLatency { 1 }
        let told = Told(cache.client)
        let keys = (0..<20).map { "k\($0)" }
        for name in keys { await cache.set(name, "old") }
        try await slowDown()
        let refused = cache.client.statistics[0].refusedRequests
        for name in keys { #expect(await cache.get(name) == ["?"]) }
        #expect(cache.client.statistics[0].refusedRequests == refused + keys.count, "not asked")
        for name in keys.prefix(5) { #expect(await cache.delete(name) == []) }
        let seen = await near.client.get(cache.keys(keys)).all.map(\.text)
        #expect(seen == Array(repeating: nil, count: 5) + Array(repeating: "old", count: 15))

        link.set(.none)
        #expect(try await eventually { cache.client.statistics[0].isUp })
        let values = await cache.client.get(cache.keys(keys)).all.map(\.text)
        #expect(values == seen, "nothing that was deleted has come back")
        #expect(try await eventually { told.changes.count == 2 })
        #expect(told.changes.map(\.state) == [.slow, .up])
        guard case .late(let slowness) = told.changes[0].cause else {
            Issue.record("told for another reason: \(told.changes[0])")
            return
        }
        #expect(slowness.milliseconds > 100 && slowness.storeMilliseconds == 1)
        #expect(cache.client.statistics[0].slowPeriods == 1)
    }

    @Test func `a share of the reads finds out whether it is quick again`() async throws {
        cache.client.compareLatency { 1 }
        await cache.set("a", "1")
        try await slowDown()
        link.set(.none)
        var answers: [String?] = []
        while !cache.client.statistics[0].isUp {
            answers += await cache.get("a")
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(answers.contains("1"), "some were let through before all were")
        #expect(answers.count { $0 == "1" } < answers.count / 2)
    }

    @Test func `slow is better than nothing where the store does not answer`() async throws {
        let store = Mutex<Double?>(1)
        cache.client.compareLatency { store.withLock { $0 } }
        await cache.set("a", "1")
        try await slowDown()
        store.withLock { $0 = nil }
        #expect(try await eventually { await cache.get("a") == ["1"] })
        link.set(.none)
    }

    @Test(.crosses(\MemcachedLimits.Type.storeAnswerMilliseconds))
    func `a store that never says how long it takes holds nothing up`() async throws {
        let store = Mutex(true)
        cache.client.compareLatency {
            if store.withLock({ $0 }) { return 1 }
            try? await Task.sleep(for: .seconds(3_600))
            return nil
        }
        await cache.set("a", "1")
        try await slowDown()
        store.withLock { $0 = false }
        #expect(try await eventually { await cache.get("a") == ["1"] })
        link.set(.none)
    }

    @Test func `a slow server that is lost comes back slow`() async throws {
        cache.client.compareLatency { 1 }
        try await slowDown()
        let generation = cache.client.statistics[0].generation
        link.cut()
        #expect(try await eventually { cache.client.statistics[0].state == .down })
        try link.mend()
        #expect(try await eventually { cache.client.statistics[0].state == .slow })
        #expect(cache.client.statistics[0].generation > generation)
        #expect(await cache.get("a") == ["?"])
    }

    @Test func `a connection that was closed while it was idle costs nobody anything`() async throws
    {
        let told = Told(cache.client)
        for round in 0..<12 {
            await cache.set("a", "\(round)")
            #expect(await near.client.get(cache.keys(["a"]))[0].text == "\(round)")
            link.endConnections()
            #expect(await cache.delete("a") == [], "delivered by a new connection")
            #expect(await near.client.get(cache.keys(["a"]))[0].text == nil)
            await cache.set("b", "\(round)")
            link.endConnections()
            #expect(await cache.get("b") == ["\(round)"])
            link.halfClose()
            #expect(await cache.set("b", "half"))
        }
        #expect(told.changes.isEmpty, "nothing was lost")
    }

    @Test(.crosses(\MemcachedLimits.Type.guestMillisecondsMax))
    func `is not waited for by callers that would drive it`() async throws {
        await cache.set("a", "1")
        // Whether the answer is there when the call comes back.
        func isDriven() async -> Bool {
            let seen = Seen()
            return await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    cache.client.get(cache.keys(["a"]), mayDrive: true) { _ in seen.note() }
                    continuation.resume(returning: seen.isNoted)
                }
            }
        }
        let isUsual = try await eventually {
            _ = await cache.get("a")
            guard
                cache.client.statistics[0].answerMilliseconds < MemcachedLimits.guestMillisecondsMax
            else { return false }
            return await isDriven()
        }
        #expect(isUsual)
        link.set(LinkFault(delayMilliseconds: Int(MemcachedLimits.guestMillisecondsMax) + 20))
        _ = await cache.get("a")
        for _ in 0..<5 {
            #expect(await !isDriven())
            _ = await cache.get("a")
        }
    }

    private final class Seen: Sendable {
        private let state = Mutex(false)

        var isNoted: Bool { state.withLock { $0 } }
        func note() { state.withLock { $0 = true } }
    }

    private func slowDown() async throws {
        link.set(LinkFault(delayMilliseconds: 200))
        #expect(
            try await eventually {
                _ = await cache.get("a")
                return cache.client.statistics[0].state == .slow
            })
    }
}
