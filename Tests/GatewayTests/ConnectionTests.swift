import Foundation
import HummingbirdTesting
import TestSupport
import Testing

@testable import Gateway

@Suite struct `A connection` {
    private func test(
        _ configure: (inout GatewayConfiguration) -> Void = { _ in },
        _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        let world = try World { configuration in
            // Nothing below ends because a connection was idle.
            configuration.limits.idleConnectionMilliseconds = 3_600_000
            configure(&configuration)
        }
        try await world.test(.live) { client in try await body(try #require(client.port)) }
    }

    /// Everything the server says to these bytes, until it closes.
    private func answer(to text: String, port: Int) async throws -> String {
        let socket = try RawSocket(port: port)
        defer { socket.close() }
        await socket.send(text)
        let (answer, isClosed) = await socket.receiveAll()
        #expect(isClosed, "still open after \(text.prefix(200))")
        return answer
    }

    @Test(arguments: ["close", "Close", "keep-alive, CLOSE", "foo , close"])
    func `ends when the client says so, in any spelling`(_ words: String) async throws {
        try await test { port in
            let request = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: \(words)\r\n\r\n"
            let answer = try await answer(to: request + request, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
        }
    }

    @Test func `of HTTP/1.0 ends after its answer`() async throws {
        try await test { port in
            let answer = try await answer(to: "GET /health HTTP/1.0\r\n\r\n", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.hasSuffix("\r\n\r\nok"))
        }
    }

    @Test func `of HTTP/1.0 stays when asked to`() async throws {
        try await test { port in
            let socket = try RawSocket(port: port)
            defer { socket.close() }
            for _ in 0..<3 {
                await socket.send("GET /health HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                let answer = await socket.receive(until: "\r\n\r\nok")
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
                #expect(answer.lowercased().contains("\r\nconnection: keep-alive\r\n"))
            }
            await socket.send("GET /health HTTP/1.0\r\n\r\n")
            #expect(await socket.receiveAll().isClosed)
        }
    }

    @Test func `stays between requests of HTTP/1.1`() async throws {
        try await test { port in
            let socket = try RawSocket(port: port)
            defer { socket.close() }
            for _ in 0..<3 {
                await socket.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = await socket.receive(until: "\r\n\r\nok")
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
                #expect(!answer.lowercased().contains("\r\nconnection:"))
            }
        }
    }

    private static let refused = [
        ("GET /health HTTP/1.1\r\n\r\n", "400", "BAD_REQUEST"),
        ("GET /health HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "400", "BAD_REQUEST"),
        ("GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n", "400", "BAD_REQUEST"),
        ("GET /health HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400", "BAD_REQUEST"),
        (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "400", "BAD_REQUEST"
        ),
        (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n", "400",
            "BAD_REQUEST"
        ),
        (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            "400", "BAD_REQUEST"
        ),
        ("NONSENSE\r\n\r\n", "400", "BAD_REQUEST"),
        ("GET /health HTTP/9.9\r\nHost: x\r\n\r\n", "505", "HTTP_VERSION_NOT_SUPPORTED"),
        (
            "GET /health HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "x", count: 3_000))\r\n\r\n",
            "431", "HEADERS_TOO_LARGE"
        ),
        (
            "GET /health HTTP/1.1\r\nHost: x\r\n\(String(repeating: "X: y\r\n", count: 30))\r\n",
            "431", "HEADERS_TOO_LARGE"
        ),
    ]

    @Test(
        .crosses(\GatewayLimits.headerBytesMax, \GatewayLimits.headerFieldsMax), arguments: refused)
    func `is told what is wrong and ends`(
        _ text: String, _ status: String, _ code: String
    ) async throws {
        let configure: (inout GatewayConfiguration) -> Void = { configuration in
            configuration.limits.headerBytesMax = 2_000
            configuration.limits.headerFieldsMax = 20
        }
        try await test(configure) { port in
            let answer = try await answer(to: text, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
            #expect(answer.contains("\"code\":\"\(code)\""))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
        }
    }

    @Test func `answers what came before nonsense first`() async throws {
        try await test { port in
            let body = #"{"query":"{sleep(milliseconds:100)}"}"#
            let slow = """
                POST /graphql HTTP/1.1\r
                Host: x\r
                Content-Type: application/json\r
                Content-Length: \(body.utf8.count)\r
                \r
                \(body)
                """
            let answer = try await answer(to: slow + "NONSENSE\r\n\r\n", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
            let parts = answer.components(separatedBy: "HTTP/1.1 400 ")
            #expect(parts.count == 2 && parts[0].contains("\"woke\""), "\(answer)")
        }
    }

    @Test func `ends behind a request for another protocol`() async throws {
        try await test { port in
            let answer = try await answer(
                to: """
                    GET /health HTTP/1.1\r
                    Host: x\r
                    Connection: Upgrade\r
                    Upgrade: websocket\r
                    \r

                    """, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    private func expecting(_ version: String, type: String = "application/json") -> String {
        """
        POST /graphql HTTP/\(version)\r
        Host: x\r
        Content-Type: \(type)\r
        Content-Length: 19\r
        Expect: 100-continue\r
        \r

        """
    }

    @Test func `is told to go ahead when the body is wanted`() async throws {
        try await test { port in
            let socket = try RawSocket(port: port)
            defer { socket.close() }
            await socket.send(expecting("1.1"))
            #expect(await socket.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await socket.send(#"{"query":"{hello}"}"#)
            let answer = await socket.receive(until: "\"world\"")
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
        }
    }

    @Test func `is not told to go ahead before a refusal, nor in HTTP/1.0`() async throws {
        try await test { port in
            let refusal = try await answer(to: expecting("1.1", type: "text/plain"), port: port)
            #expect(refusal.hasPrefix("HTTP/1.1 415 "), "\(refusal)")
            #expect(refusal.lowercased().contains("\r\nconnection: close\r\n"))
            let old = try await answer(
                to: expecting("1.0") + #"{"query":"{hello}"}"#, port: port)
            #expect(old.hasPrefix("HTTP/1.1 200 "), "\(old)")
        }
    }
}
