import LocalServices
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
            #expect(await cache.delete("k") == [])
            let again = await cache.client.lease(keys, token: Array("new".utf8), seconds: 100)
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
