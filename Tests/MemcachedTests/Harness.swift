import LocalServices
import TestSupport
import Testing

@testable import Memcached

/// A client of servers that all tests share, with keys of its own.
struct Cache: Sendable {
    let client: MemcachedClient
    let prefix: String

    init(client: MemcachedClient) {
        self.client = client
        prefix = Self.newPrefix
    }

    private static var newPrefix: String {
        "test" + String(UInt64.random(in: .min ... .max), radix: 36) + ":"
    }

    init(_ services: LocalServices? = nil, timeoutMilliseconds: Int = 2_000) async throws {
        let servers: [String]
        if let services {
            servers = services.memcachedServers
        } else {
            servers = try await TestServices.shared.memcachedServers
        }
        prefix = Self.newPrefix
        client = try MemcachedClient(
            MemcachedConfiguration(
                servers: servers, timeoutMilliseconds: timeoutMilliseconds,
                rejoinMilliseconds: 10_000))
    }

    func keys(_ names: [String]) -> KeyBatch { KeyBatch(names.map { prefix + $0 }) }

    func get(_ names: String...) async -> [String?] {
        await client.get(keys(names)).all.map(\.text)
    }

    @discardableResult
    func set(_ name: String, _ value: String) async -> Bool {
        var mutations = Mutations()
        mutations.set(keys([name])[0], Array(value.utf8), seconds: 0)
        return await client.deliver(mutations).isEmpty
    }

    func delete(_ names: String...) async -> [Int] { await client.delete(keys(names)) }
}

extension Mutations {
    mutating func swap(
        _ key: ArraySlice<UInt8>, _ value: [UInt8], seconds: Int, token: SwapToken
    ) {
        swap(key, seconds: seconds, token: token) { $0 += value }
    }
}

extension GetReply {
    var all: [Lookup] { (0..<count).map { self[$0] } }
}

extension Lookup {
    /// The value of a hit, nil for a miss, "?" when nothing is known.
    var text: String? {
        switch self {
        case .hit(let value): String(decoding: value, as: UTF8.self)
        case .miss: nil
        case .unavailable: "?"
        }
    }
}
