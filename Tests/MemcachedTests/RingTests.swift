import LocalServices
import TestSupport
import Testing

@testable import Memcached

/// Which server has which key.
@Suite struct RingTests {
    private func owners(_ servers: [String], count: Int = 20_000) -> [String] {
        let ring = HashRing(servers: servers)
        return (0..<count).map { number in
            servers[Array("t1:o:\(number)".utf8).withUnsafeBytes { ring.server(of: $0) }]
        }
    }

    @Test func `servers get about the same share`() {
        let servers = ["a:1", "b:1", "c:1", "d:1"]
        let shares = Dictionary(grouping: owners(servers)) { $0 }.mapValues(\.count)
        for server in servers { #expect((3_500...6_500).contains(shares[server] ?? 0)) }
    }

    @Test func `the order of the servers does not matter`() {
        #expect(owners(["a:1", "b:1", "c:1"]) == owners(["c:1", "a:1", "b:1"]))
    }

    @Test func `a server that is added takes keys and moves no others`() {
        let before = owners(["a:1", "b:1", "c:1"])
        let after = owners(["a:1", "b:1", "c:1", "d:1"])
        let moved = zip(before, after).filter { $0 != $1 }
        #expect(moved.allSatisfy { $0.1 == "d:1" })
        #expect((3_000...7_000).contains(moved.count))
    }

    @Test func `the hash is the same for ever`() {
        let hashes = ["", "a", "t1:o:764930051908043776"].map { text in
            Array(text.utf8).withUnsafeBytes { HashRing.hash($0) }
        }
        #expect(hashes == hashesOfRelease1)
    }

    @Test func `keys of several servers make one answer, and one that is down is no other's`()
        async throws
    {
        let services = try await TestServices.start(memcachedCount: 3)
        let cache = try await Cache(services)
        let names = (0..<200).map { "k\($0)" }
        let keys = cache.keys(names + ["a bad key"])
        var mutations = Mutations()
        for index in names.indices {
            mutations.set(keys[index], Array(names[index].utf8), seconds: 0)
        }
        #expect(await cache.client.deliver(mutations) == [])
        #expect(await cache.client.get(keys).all.map(\.text) == names + [nil])
        #expect(cache.client.statistics.allSatisfy { $0.hits > 20 })
        await services.stopMemcached(1)
        let reply = await cache.client.get(keys).all.map(\.text)
        let gone = names.indices.filter { reply[$0] == "?" }
        #expect(gone.count > 20 && gone.count < 150)
        #expect(names.indices.allSatisfy { reply[$0] == "?" || reply[$0] == names[$0] })
        #expect(await cache.client.delete(cache.keys(names)) == gone)
    }
}

/// Pinned: other gateways and other releases must agree.
private let hashesOfRelease1: [UInt64] = [
    17_665_956_581_633_026_203, 198_367_012_849_983_736, 10_613_261_712_071_828_210,
]
