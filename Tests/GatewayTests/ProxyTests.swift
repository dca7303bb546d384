import HTTPTypes
import NIOCore
import Testing

@testable import Gateway

@Suite struct `Where a request comes from` {
    private func client(
        _ peer: String, _ forwarded: [String], trusting networks: [String]
    ) throws -> String {
        let proxies = try #require(TrustedProxies(networks))
        let client = try #require(
            proxies.client(peer: IPAddress(peer), forwarded: forwarded))
        let known = [
            "198.51.100.7", "203.0.113.9", "2001:db8:1::9", "10.0.0.1", "10.0.0.2", "192.0.2.1",
        ]
        return known.first { IPAddress($0) == client } ?? "another"
    }

    private static let own = ["10.0.0.0/8", "2001:db8:ffff::/48"]

    @Test func `is what the last proxy of ours was reached from`() throws {
        for (forwarded, expected) in [
            (["203.0.113.9"], "203.0.113.9"),
            (["203.0.113.9, 10.0.0.2"], "203.0.113.9"),
            (["203.0.113.9", "10.0.0.2"], "203.0.113.9"),
            (["198.51.100.7, 203.0.113.9"], "203.0.113.9"),
            (["10.9.9.9, 198.51.100.7, 203.0.113.9 ,10.0.0.2"], "203.0.113.9"),
            (["203.0.113.9:4711"], "203.0.113.9"), (["[2001:db8:1::9]:80"], "2001:db8:1::9"),
            (["2001:db8:1::9"], "2001:db8:1::9"), (["::ffff:203.0.113.9"], "203.0.113.9"),
        ] {
            #expect(try client("10.0.0.1", forwarded, trusting: Self.own) == expected)
        }
    }

    @Test func `is the proxy itself where it tells nothing that could be believed`() throws {
        for forwarded in [[], [""], ["unknown"], ["203.0.113.9, _hidden"]] {
            #expect(try client("10.0.0.1", forwarded, trusting: Self.own) != "203.0.113.9")
        }
        #expect(try client("10.0.0.1", ["nonsense"], trusting: Self.own) == "10.0.0.1")
        #expect(
            try client("10.0.0.1", ["nonsense, 10.0.0.2"], trusting: Self.own) == "10.0.0.2")
    }

    @Test func `is never what a stranger says`() throws {
        #expect(try client("192.0.2.1", ["203.0.113.9"], trusting: Self.own) == "192.0.2.1")
        #expect(try client("192.0.2.1", ["203.0.113.9"], trusting: []) == "192.0.2.1")
        // Nor by the name that IPv4 has in IPv6.
        #expect(
            try client("::ffff:10.0.0.1", ["203.0.113.9"], trusting: Self.own) == "203.0.113.9")
    }

    @Test func `takes addresses and networks, and nothing else`() {
        for good in [["10.0.0.1"], ["::/0"], ["0.0.0.0/0"], ["2001:db8::/32", "192.0.2.0/24"], []] {
            #expect(TrustedProxies(good) != nil, "\(good)")
        }
        for bad in ["10.0.0.1/33", "10.0.0.1/-1", "10.0.0", "::/129", "10.0.0.0/", "proxy", ""] {
            #expect(TrustedProxies([bad]) == nil, "\(bad)")
        }
    }
}
