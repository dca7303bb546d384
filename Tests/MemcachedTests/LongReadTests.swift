import LocalServices
import Synchronization
import TestSupport
import Testing

@testable import Memcached

/// Reads of so many keys that they are asked for in pieces.
@Suite(.timeLimit(.minutes(2))) struct LongReadTests {
    private static let count = 4 * MemcachedLimits.keysPerPieceMax + 1

    /// A client of one server behind a link, which holds every second of very many keys.
    private struct Far {
        let link: Link
        let cache: Cache
        let keys: KeyBatch

        init(servers: Int = 1) async throws {
            let services = try await TestServices.start()
            link = try services.link()
            let others = services.memcachedServers.dropFirst().prefix(servers - 1)
            cache = Cache(
                client: try MemcachedClient(
                    MemcachedConfiguration(
                        servers: [link.path] + others, timeoutMilliseconds: 5_000,
                        rejoinMilliseconds: 10_000)))
            keys = cache.keys((0..<count).map { "k\($0)" })
            var mutations = Mutations()
            for index in stride(from: 0, to: keys.count, by: 2) {
                mutations.set(keys[index], Array("v\(index)".utf8), seconds: 0)
            }
            #expect(await cache.client.deliver(mutations) == [])
        }
    }

    @Test(.crosses(\MemcachedLimits.Type.keysPerPieceMax), arguments: [1, 2])
    func `are answered whole, with tokens and fences, by one server and by several`(
        servers: Int
    ) async throws {
        let far = try await Far(servers: servers)
        let reply = await far.cache.client.get(far.keys, tokens: true, fence: true)
        for index in 0..<far.keys.count {
            let isThere = index % 2 == 0
            #expect(reply[index].text == (isThere ? "v\(index)" : nil))
            #expect((reply.swapToken(index) != nil) == isThere)
            #expect(reply.fence(index) != nil)
        }
        let taken = await far.cache.client.lease(far.keys, token: Array("mine".utf8), seconds: 60)
        for index in 0..<far.keys.count {
            #expect(taken[index].text == (index % 2 == 0 ? "v\(index)" : "mine"))
        }
    }

    @Test func `let what others ask come in between`() async throws {
        let far = try await Far()
        far.link.set(LinkFault(delayMilliseconds: 100))
        let ended = Mutex<[String]>([])
        let long = Task {
            let reply = await far.cache.client.get(far.keys)
            #expect(reply[0].text == "v0")
            ended.withLock { $0.append("long") }
        }
        // It is on its way.
        try await Task.sleep(for: .milliseconds(50))
        #expect(await far.cache.get("k2") == ["v2"])
        ended.withLock { $0.append("short") }
        await long.value
        #expect(ended.withLock { $0 } == ["short", "long"])
    }

    @Test func `end with the server, and keep what came before`() async throws {
        let far = try await Far(servers: 2)
        far.link.set(LinkFault(delayMilliseconds: 100))
        async let reading = far.cache.client.get(far.keys)
        try await Task.sleep(for: .milliseconds(150))
        far.link.cut()
        let reply = await reading
        let texts = reply.all.map(\.text)
        for index in texts.indices where texts[index] != "?" {
            #expect(texts[index] == (index % 2 == 0 ? "v\(index)" : nil))
        }
        #expect(texts.contains("?"))
        #expect(texts.contains("v0") || texts.contains("v2"))
    }
}
