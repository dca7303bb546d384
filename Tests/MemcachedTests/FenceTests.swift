import LocalServices
import TestSupport
import Testing

@testable import Memcached

/// Whether deletes came between two reads.
@Suite struct FenceTests {
    @Test func `only deletes move the fence, whoever sends them`() async throws {
        let services = try await TestServices.start()
        let (cache, other) = (try await Cache(services), try await Cache(services))
        let keys = cache.keys(["a", "b"])
        let first = try #require(await fence(cache, keys))
        await other.set("a", "1")
        let lease = await other.client.lease(other.keys(["c"]), token: [7], seconds: 10)
        var mutations = Mutations()
        mutations.add(keys[0], [1], seconds: 0)
        mutations.swap(
            other.keys(["c"])[0], [8], seconds: 0, token: try #require(lease.swapToken(0)))
        #expect(await other.client.deliver(mutations) == [])
        #expect(await fence(cache, keys) == first)
        #expect(await cache.client.get(keys).fence(0) == nil, "not asked for")
        #expect(await cache.delete("a") == [])
        let second = try #require(await fence(cache, keys))
        #expect(second != first)
        #expect(await other.delete("nothing is there", "nor there") == [])
        #expect(await fence(cache, keys) != second)
    }

    @Test func `a fence that was evicted is laid anew and is another one`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let keys = cache.keys(["a"])
        let first = try #require(await fence(cache, keys))
        let item = KeyBatch([String(decoding: Fence.key, as: UTF8.self)])
        #expect(await cache.client.delete(item) == [])
        #expect(await fence(cache, keys) == nil)
        let second = try #require(await fence(cache, keys))
        #expect(second != first)
        for foreign in ["", "-1", "12a", "99999999999999999999999"] {
            var mutations = Mutations()
            mutations.set(item[0], Array(foreign.utf8), seconds: 0)
            #expect(await cache.client.deliver(mutations) == [])
            #expect(await fence(cache, keys) == nil, "\(foreign)")
        }
    }

    @Test func `another connection has another fence`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let keys = cache.keys(["a"])
        let first = try #require(await fence(cache, keys))
        try await services.restartMemcached(0)
        var second: Fence?
        #expect(
            try await eventually {
                second = await fence(cache, keys)
                return second != nil
            })
        #expect(second != first)
    }

    @Test func `a lease is given back, but not another's`() async throws {
        let services = try await TestServices.start()
        let cache = try await Cache(services)
        let keys = cache.keys(["mine", "yours"])
        let lease = await cache.client.lease(keys, token: [7], seconds: 10)
        await cache.set("yours", "\u{8}")
        let before = try #require(await fence(cache, keys))
        var mutations = Mutations()
        for index in 0..<keys.count {
            mutations.release(keys[index], token: try #require(lease.swapToken(index)))
        }
        #expect(await cache.client.deliver(mutations) == [])
        #expect(await cache.get("mine", "yours") == [nil, "\u{8}"])
        #expect(await fence(cache, keys) == before, "nothing was written")
    }

    private func fence(_ cache: Cache, _ keys: KeyBatch) async -> Fence? {
        await cache.client.get(keys, fence: true).fence(0)
    }
}
