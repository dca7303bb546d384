import TestSupport
import Testing

@testable import Memcached

/// What the commands mean.
@Suite struct CommandTests {
    @Test func `values come in the order of the keys, with repeats and gaps`() async throws {
        let cache = try await Cache()
        await cache.set("a", "1")
        await cache.set("b", "2")
        #expect(await cache.get("b", "none", "a", "b") == ["2", nil, "1", "2"])
        #expect(await cache.client.get(KeyBatch()).count == 0)
        #expect(await cache.delete("a", "none") == [])
        #expect(await cache.get("a", "b") == [nil, "2"])
    }

    @Test func `every kind of change does what it says`() async throws {
        let cache = try await Cache()
        let key = cache.keys(["k"])[0]
        var mutations = Mutations()
        mutations.add(key, Array("b".utf8), seconds: 0)
        mutations.add(key, Array("c".utf8), seconds: 0)
        #expect(await cache.client.deliver(mutations) == [])
        #expect(await cache.get("k") == ["b"])
        var rest = Mutations()
        rest.set(key, Array("new".utf8), seconds: 0)
        rest.delete(cache.keys(["other"])[0])
        #expect(await cache.client.deliver(rest) == [])
        #expect(await cache.get("k") == ["new"])
    }

    @Test(.crosses(\MemcachedLimits.Type.valueBytesMax))
    func `values of every length survive, too long ones remove the old value`() async throws {
        let cache = try await Cache()
        let lengths = [0, 1, 8_195, 8_196, 8_197, 500_000, MemcachedLimits.valueBytesMax]
        for length in lengths {
            let value = String(repeating: "v\r.\n", count: length / 4 + 1).utf8.prefix(length)
            let text = String(decoding: value, as: UTF8.self)
            #expect(await cache.set("long", text))
            #expect(await cache.get("long", "long").allSatisfy { $0 == text })
        }
        let tooLong = String(repeating: "x", count: MemcachedLimits.valueBytesMax + 1)
        #expect(await cache.set("long", tooLong))
        #expect(await cache.get("long") == [nil])
    }

    @Test(.crosses(\MemcachedLimits.Type.keyBytesMax))
    func `a key memcached cannot hold is a miss and harms nobody`() async throws {
        let cache = try await Cache()
        let room = MemcachedLimits.keyBytesMax - cache.prefix.utf8.count
        let longest = String(repeating: "k", count: room)
        await cache.set(longest, "fits")
        let bad = [longest + "k", "with space", "with\nline", "\u{7F}"]
        for name in bad {
            #expect(await cache.set(name, "no"))
            #expect(await cache.get(name, longest) == [nil, "fits"])
            #expect(await cache.delete(name) == [])
        }
        #expect(await cache.client.get(KeyBatch([""]))[0].text == nil)
        #expect(await cache.get(bad[0], bad[1]) == [nil, nil])
    }

    @Test(.crosses(\MemcachedLimits.Type.keysPerCommandMax))
    func `thousands of keys in one request`() async throws {
        let cache = try await Cache()
        let names = (0..<2 * MemcachedLimits.keysPerCommandMax + 500).map { "n\($0)" }
        var mutations = Mutations()
        let keys = cache.keys(names)
        for index in stride(from: 0, to: names.count, by: 2) {
            mutations.set(keys[index], Array("v\(index)".utf8), seconds: 0)
        }
        #expect(await cache.client.deliver(mutations) == [])
        let reply = await cache.client.get(keys)
        for index in names.indices {
            #expect(reply[index].text == (index % 2 == 0 ? "v\(index)" : nil))
        }
    }

    @Test func `requests that wait together are one command with each key once`() async throws {
        let cache = try await Cache()
        await cache.set("hot", "1")
        let before = cache.client.statistics[0]
        let total = 2_000
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<total {
                group.addTask {
                    let values = await cache.get("hot", "own\(number % 10)")
                    #expect(values == ["1", nil])
                }
            }
        }
        let after = cache.client.statistics[0]
        #expect(after.commands - before.commands < total)
        #expect(after.keysRead - before.keysRead < total * 2)
    }

    @Test func `values expire`() async throws {
        let cache = try await Cache()
        var mutations = Mutations()
        mutations.set(cache.keys(["short"])[0], [1], seconds: 1)
        #expect(await cache.client.deliver(mutations) == [])
        #expect(try await eventually { await cache.get("short") == [nil] })
    }

    @Test func `a caller that may wait drives the connection itself`() async throws {
        let cache = try await Cache()
        await cache.set("a", "1")
        await cache.set("b", "2")
        for _ in 0..<200 {
            async let driven = withCheckedContinuation { continuation in
                cache.client.get(cache.keys(["a"]), mayDrive: true) {
                    continuation.resume(returning: $0[0].text)
                }
            }
            async let other = cache.get("b")
            #expect(await driven == "1")
            #expect(await other == ["2"])
        }
    }

    @Test func `addresses`() {
        let table: [(String, ServerAddress?)] = [
            ("localhost:1", .tcp(host: "localhost", port: 1)),
            ("localhost", .tcp(host: "localhost", port: 11_211)),
            ("[::1]:70", .tcp(host: "[::1]", port: 70)),
            ("[::1]", .tcp(host: "[::1]", port: 11_211)),
            ("/run/m.sock", .unix(path: "/run/m.sock")), ("", nil), ("host:0", nil),
            ("host:99999", nil), (":5", nil), ("a b", nil),
            ("/" + String(repeating: "p", count: 107), nil),
        ]
        for (text, address) in table { #expect(ServerAddress(text) == address, "\(text)") }
        #expect(throws: MemcachedClient.BadAddress(server: "host:x")) {
            try MemcachedClient(MemcachedConfiguration(servers: ["localhost", "host:x"]))
        }
        #expect(throws: MemcachedClient.BadAddress(server: "")) {
            try MemcachedClient(MemcachedConfiguration(servers: []))
        }
    }
}
