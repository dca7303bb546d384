import LocalServices
import Synchronization
import TestSupport
import Testing

@testable import Memcached

/// Servers that are gone, frozen or back: everybody is told the truth, and soon.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FailureTests {
    @Test func `a server that is gone makes its keys unavailable and its changes lost`()
        async throws
    {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        await cache.set("a", "1")
        await services.stopMemcached()
        for _ in 0..<20 {
            #expect(await cache.get("a", "b") == ["?", "?"], "down is not a miss")
            #expect(await cache.delete("a", "b") == [0, 1])
        }
        #expect(!cache.client.statistics[0].isUp)
        try await services.startMemcached()
        #expect(try await eventually { await cache.get("a") == [nil] })
        await cache.set("a", "2")
        #expect(await cache.get("a") == ["2"])
    }

    @Test func `a server that was never there`() async throws {
        let client = try MemcachedClient(
            MemcachedConfiguration(servers: ["/nonexistent/socket", "127.0.0.1:1"]))
        for _ in 0..<5 {
            let reply = await client.get(KeyBatch((0..<20).map { "k\($0)" }))
            #expect(reply.all.allSatisfy { $0.text == "?" })
        }
        #expect(await client.delete(KeyBatch(["a", "b"])) == [0, 1])
    }

    @Test func `a frozen server costs one time-out and then nothing`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services, timeoutMilliseconds: 200)
        await cache.set("a", "1")
        try await services.freeze()
        let clock = ContinuousClock()
        let first = await clock.measure { #expect(await cache.get("a") == ["?"]) }
        #expect(first > .milliseconds(150))
        let rest = await clock.measure {
            for _ in 0..<100 { #expect(await cache.get("a") == ["?"]) }
        }
        print("server frozen: the first answer after \(first), the next hundred after \(rest)")
        let statistics = cache.client.statistics[0]
        #expect(!statistics.isUp)
        #expect(statistics.refusedRequests >= 100, "nobody else has waited for it")
        services.resumeMemcached()
        #expect(try await eventually { await cache.get("a") == ["1"] })
    }

    @Test func `a late answer is never taken for the next one`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services, timeoutMilliseconds: 60)
        let names = (0..<50).map { "k\($0)" }
        for name in names { await cache.set(name, "value of \(name)") }
        for round in 0..<15 {
            async let pause: Void = {
                services.pauseMemcached()
                try? await Task.sleep(for: .milliseconds(40 + 10 * (round % 5)))
                services.resumeMemcached()
            }()
            for step in 0..<30 {
                let asked = [names[(round * 7 + step) % 50], names[(round + step * 3) % 50]]
                let values = await cache.client.get(cache.keys(asked)).all.map(\.text)
                for (name, value) in zip(asked, values) {
                    #expect(value == "value of \(name)" || value == "?")
                }
                try await Task.sleep(for: .milliseconds(3))
            }
            await pause
        }
        #expect(cache.client.statistics[0].failures > 0, "nothing was late: nothing is proved")
        #expect(try await eventually { await cache.get("k1") == ["value of k1"] })
    }

    @Test func `a delete that was acknowledged has happened`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services, timeoutMilliseconds: 60)
        let other = try await Cache(services)
        var acknowledged = 0
        for round in 0..<40 {
            let name = "k\(round)"
            let key = cache.keys([name])
            var mutations = Mutations()
            mutations.set(key[0], [1], seconds: 0)
            #expect(await other.client.deliver(mutations) == [])
            if round % 4 == 3 { services.pauseMemcached() }
            let lost = await cache.client.delete(key)
            if round % 4 == 3 { services.resumeMemcached() }
            if lost.isEmpty {
                acknowledged += 1
                #expect(await other.client.get(key)[0].text == nil)
            }
            try await Task.sleep(for: .milliseconds(round % 4 == 3 ? 80 : 1))
        }
        #expect(acknowledged > 0 && acknowledged < 40)
    }

    @Test func `a server is asked by its gates before it may answer reads`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services, timeoutMilliseconds: 1_000)
        let rejoins = Mutex(0)
        await cache.set("a", "old")
        await cache.set("b", "kept")
        let key = cache.keys(["a"])
        cache.client.addRejoinGate { server in
            rejoins.withLock { $0 += 1 }
            return await server.delete(key) != nil
        }
        #expect(await cache.get("a", "b") == [nil, "kept"])
        let before = rejoins.withLock { $0 }
        #expect(before > 0)
        await cache.set("a", "old again")
        try await services.freeze()
        #expect(await cache.delete("a") == [0], "lost")
        services.resumeMemcached()
        let values = try await firstAnswer(cache, "a", "b")
        #expect(values == [nil, "kept"], "the lost delete was made up for")
        // More than once when the server, just woken, was late again.
        #expect(rejoins.withLock { $0 } > before)
    }

    @Test func `a gate that refuses keeps a server down, one that deletes all empties it`()
        async throws
    {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        await cache.set("a", "1")
        let isOpen = Mutex(false)
        cache.client.addRejoinGate { server in
            if isOpen.withLock({ $0 }) { return await server.deleteAll() }
            return false
        }
        for _ in 0..<5 {
            #expect(await cache.get("a") == ["?"])
            try await Task.sleep(for: .milliseconds(20))
        }
        isOpen.withLock { $0 = true }
        #expect(try await firstAnswer(cache, "a") == [nil])
        await cache.set("a", "2")
        #expect(await cache.get("a") == ["2"])
        #expect(cache.client.statistics[0].isUp)
    }

    @Test func `a slow gate holds reads back no longer than it may`() async throws {
        let services = try await TestServices.start()
        let client = try MemcachedClient(
            MemcachedConfiguration(servers: services.memcachedServers, rejoinMilliseconds: 150))
        let mayPass = Mutex(false)
        let isPassed = Mutex(false)
        client.addRejoinGate { _ in
            while !mayPass.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(5)) }
            isPassed.withLock { $0 = true }
            return true
        }
        let clock = ContinuousClock()
        let waited = await clock.measure {
            #expect(await client.get(KeyBatch(["a"]))[0].text == "?")
        }
        #expect(waited > .milliseconds(100))
        #expect(!isPassed.withLock { $0 }, "the answer came before the gate was through")
        mayPass.withLock { $0 = true }
        #expect(try await eventually { await client.get(KeyBatch(["a"]))[0].text == nil })
    }

    @Test(.crosses(\MemcachedLimits.Type.queuedRequestsMax))
    func `a queue that is full turns requests away at once`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services, timeoutMilliseconds: 3_000)
        await cache.set("a", "1")
        try await services.freeze()
        let key = cache.keys(["a"])
        async let first = cache.client.get(key)
        try await Task.sleep(for: .milliseconds(200))
        let answers = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<MemcachedLimits.queuedRequestsMax + 50 {
                group.addTask { await cache.client.get(key)[0].text }
            }
            return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(answers == ["?"])
        #expect(await first[0].text == "?")
        #expect(cache.client.statistics[0].refusedRequests >= 50)
        services.resumeMemcached()
    }

    @Test func `after shutdown everything is unavailable`() async throws {
        let cache = try await Cache()
        await cache.set("a", "1")
        cache.client.shutdown()
        #expect(await cache.get("a") == ["?"])
        #expect(await cache.delete("a") == [0])
    }

    /// What the server says when it says anything again.
    private func firstAnswer(_ cache: Cache, _ names: String...) async throws -> [String?] {
        for _ in 0..<1_000 {
            let values = await cache.client.get(cache.keys(names)).all.map(\.text)
            if !values.contains("?") { return values }
            try await Task.sleep(for: .milliseconds(5))
        }
        return ["?"]
    }
}

extension LocalServices {
    /// Stops memcached, and waits until the signal has surely arrived.
    fileprivate func freeze() async throws {
        pauseMemcached()
        try await Task.sleep(for: .milliseconds(100))
    }
}
