import LocalServices
import TestSupport
import Testing

@testable import Memcached

/// `add` a token, read it back, fill by swap: who may fill, and what takes that right away.
@Suite struct LeaseTests {
    private let mine = Array("mine".utf8)

    @Test func `one of two wins, and sees that it has`() async throws {
        let cache = try await Cache()
        let keys = cache.keys(["k", "full"])
        await cache.set("full", "value")
        let first = await cache.client.lease(keys, token: mine, seconds: 10)
        let second = await cache.client.lease(keys, token: Array("yours".utf8), seconds: 10)
        #expect(first.all.map(\.text) == ["mine", "value"])
        #expect(second.all.map(\.text) == ["mine", "value"])
        #expect(first.swapToken(0) == second.swapToken(0))
        #expect(await cache.client.get(keys).swapToken(0) == nil, "not asked for")
    }

    @Test func `a token that is laid over another takes the lease away, who cannot fill any more`()
        async throws
    {
        let cache = try await Cache()
        let keys = cache.keys((0..<20).map { "k\($0)" })
        let first = await cache.client.lease(keys, token: mine, seconds: 10)
        var tokens = Mutations()
        for index in 0..<keys.count { tokens.set(keys[index], Array("yours".utf8), seconds: 10) }
        cache.client.post(tokens)
        let second = await cache.client.get(keys, tokens: true)
        #expect(first.all.allSatisfy { $0.text == "mine" })
        #expect(second.all.allSatisfy { $0.text == "yours" })
        var old = Mutations()
        var new = Mutations()
        for index in 0..<keys.count {
            let token = try #require(first.swapToken(index))
            old.swap(keys[index], Array("old".utf8), seconds: 0, token: token)
            let other = try #require(second.swapToken(index))
            new.swap(keys[index], Array("new".utf8), seconds: 0, token: other)
        }
        #expect(await cache.client.deliver(old) == [])
        #expect(await cache.client.get(keys).all.allSatisfy { $0.text == "yours" })
        #expect(await cache.client.deliver(new) == [])
        #expect(await cache.client.get(keys).all.allSatisfy { $0.text == "new" })
    }

    @Test func `the holder fills once`() async throws {
        let cache = try await Cache()
        let keys = cache.keys(["k"])
        let lease = await cache.client.lease(keys, token: mine, seconds: 10)
        let token = try #require(lease.swapToken(0))
        for value in ["filled", "again"] {
            var mutations = Mutations()
            mutations.swap(keys[0], Array(value.utf8), seconds: 0, token: token)
            cache.client.post(mutations)
            #expect(await cache.get("k") == ["filled"], "a fill is seen by whoever reads later")
        }
    }

    @Test func `a delete takes the lease away, even when another one follows`() async throws {
        let cache = try await Cache()
        let keys = cache.keys(["k"])
        for isLeasedAgain in [false, true] {
            let lease = await cache.client.lease(keys, token: mine, seconds: 10)
            let token = try #require(lease.swapToken(0))
            #expect(await cache.delete("k") == [])
            if isLeasedAgain {
                _ = await cache.client.lease(keys, token: Array("other".utf8), seconds: 10)
            }
            var mutations = Mutations()
            mutations.swap(keys[0], Array("old".utf8), seconds: 0, token: token)
            #expect(await cache.client.deliver(mutations) == [])
            #expect(await cache.get("k") == [isLeasedAgain ? "other" : nil])
            #expect(await cache.delete("k") == [])
        }
    }

    @Test func `a lease lapses`() async throws {
        let cache = try await Cache()
        let keys = cache.keys(["k"])
        _ = await cache.client.lease(keys, token: mine, seconds: 1)
        #expect(
            try await eventually {
                await cache.client.lease(keys, token: Array("next".utf8), seconds: 1)[0].text
                    == "next"
            })
    }

    @Test(.timeLimit(.minutes(2)))
    func `a lease that a full server has thrown out does not fill`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let keys = cache.keys(["k"])
        let room = (0..<250).map { "large\($0)" }
        for name in room { await cache.set(name, String(repeating: "x", count: 400_000)) }
        for isLeasedAgain in [false, true] {
            let lease = await cache.client.lease(keys, token: mine, seconds: 1_000)
            let token = try #require(lease.swapToken(0))
            let isThrownOut = try await eventually {
                try await crowdOutSmallItems(cache)
                return await cache.get("k") == [nil]
            }
            try #require(isThrownOut, "the lease is still there: the test would prove nothing")
            if isLeasedAgain {
                _ = await cache.client.lease(keys, token: Array("other".utf8), seconds: 1_000)
            }
            var mutations = Mutations()
            mutations.swap(keys[0], Array("old".utf8), seconds: 0, token: token)
            #expect(await cache.client.deliver(mutations) == [])
            #expect(await cache.get("k") == [isLeasedAgain ? "other" : nil])
        }
    }

    /// Many values of about the size of a lease. A server keeps what is asked for now and then, so
    /// nobody should ask for the lease meanwhile.
    private func crowdOutSmallItems(_ cache: Cache) async throws {
        for _ in 0..<60 {
            let keys = cache.keys((0..<1_000).map { _ in "\(UInt32.random(in: .min ... .max))" })
            var mutations = Mutations()
            for index in 0..<keys.count {
                let value = [UInt8](repeating: 7, count: [4, 30, 60][index % 3])
                mutations.set(keys[index], value, seconds: 0)
            }
            #expect(await cache.client.deliver(mutations) == [])
        }
    }

    /// memcached counts its items from 1 again after a restart: the number of an old lease can be
    /// that of a new one on the same key.
    @Test func `a lease from before a restart does not fill afterwards`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let keys = cache.keys(["k"])
        let first = await cache.client.lease(keys, token: mine, seconds: 100)
        let old = try #require(first.swapToken(0))
        try await services.restartMemcached()
        #expect(try await eventually { await cache.get("k") == [nil] })
        var isReached = false
        for _ in 0..<100 {
            await cache.set("k", "new")
            let again = await cache.client.get(keys, tokens: true)
            let token = try #require(again.swapToken(0))
            #expect(token.generation != old.generation)
            if token.unique == old.unique { isReached = true }
            if token.unique >= old.unique { break }
        }
        try #require(isReached, "the numbers must meet for the test to prove anything")
        var mutations = Mutations()
        mutations.swap(keys[0], Array("old".utf8), seconds: 0, token: old)
        #expect(await cache.client.deliver(mutations) == [])
        #expect(await cache.get("k") == ["new"])
    }
}
