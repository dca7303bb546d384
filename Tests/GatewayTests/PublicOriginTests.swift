import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Gateway

@Suite struct `The public address` {
    private static let hosts: [(host: String?, origin: String)] = [
        ("localhost:8080", "http://localhost:8080"), ("LocalHost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"), ("127.9.9.9", "http://127.9.9.9"),
        ("[::1]:9000", "http://[::1]:9000"), ("app.localhost:1", "http://app.localhost:1"),
        ("192.0.2.7:80", "http://192.0.2.7:80"), ("box:80", "http://box:80"),
        ("box.local:80", "http://box.local:80"),
    ]

    @Test(arguments: hosts)
    func `is the request's own where that is this machine`(
        _ host: String?, _ origin: String
    ) throws {
        let local = try SocketAddress(ipAddress: "192.0.2.7", port: 8080)
        let unset = PublicOrigin(configured: nil, machine: "Box")
        #expect(unset.text(authority: host, local: local) == origin)
        let set = PublicOrigin(configured: "https://t.example/", machine: "Box")
        #expect(set.text(authority: host, local: local) == "https://t.example")
    }

    @Test(
        arguments: [
            nil, "", "evil.example", "evil.example:8080", "localhost.evil.example",
            "localhost:8080@evil.example", "evil.example/localhost", "192.0.2.8", "10.0.0.1:1",
            "localhost:", "localhost:99999", "localhost:+1", "localhost:8080#", "[::2]:8080",
            "local host", "localhost\"", "notlocalhost", "1:2:3",
        ] as [String?])
    func `is never one that strangers make up`(_ host: String?) throws {
        let unset = PublicOrigin(configured: nil, machine: "box")
        for (ip, origin) in [("192.0.2.7", "http://192.0.2.7:8080"), ("::1", "http://[::1]:8080")] {
            let local = try SocketAddress(ipAddress: ip, port: 8080)
            #expect(unset.text(authority: host, local: local) == origin)
        }
    }

    private func origin(_ client: any TestClientProtocol, host: String) async throws -> String {
        let socket = try RawSocket(port: try #require(client.port))
        let body = #"{"query":"{origin}"}"#
        await socket.send(
            """
            POST /graphql HTTP/1.1\r
            Host: \(host)\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            Connection: close\r
            \r
            \(body)
            """)
        let answer = await socket.receive()
        socket.close()
        return answer
    }

    @Test func `is what the resolvers are told`() async throws {
        try await World().test(.live) { client in
            let port = try #require(client.port)
            let own = try await origin(client, host: "localhost:\(port)")
            #expect(own.contains(#""origin":"http://localhost:\#(port)""#))
            let foreign = try await origin(client, host: "evil.example")
            #expect(foreign.contains(#""origin":"http://127.0.0.1:\#(port)""#))
        }
        try await World { $0.publicURL = "https://t.example/" }.test(.live) { client in
            let answer = try await origin(client, host: "localhost")
            #expect(answer.contains(#""origin":"https://t.example""#))
        }
    }
}
