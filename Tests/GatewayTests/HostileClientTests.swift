import Foundation
import Hummingbird
import HummingbirdTesting
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite struct `Hostile clients` {
    /// Runs a test with raw sockets and checks that the server still answers afterwards.
    private func test(
        _ world: World, _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        try await world.test(.live) { client in
            try await body(try #require(client.port))
            let response = try await client.query("{hello}")
            #expect(response.text == #"{"data":{"hello":"world"}}"#)
        }
    }

    private func post(_ body: String, length: Int? = nil, close: Bool = true) -> String {
        """
        POST /graphql HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Content-Length: \(length ?? body.utf8.count)\r
        \(close ? "Connection: close\r\n" : "")\r
        \(body)
        """
    }

    @Test func `that hang up in the middle of a body get nothing done`() async throws {
        try await test(try World()) { port in
            for length in [0, 1, 10] {
                let socket = try RawSocket(port: port)
                await socket.send(post(String(#"{"query":"{hello}"}"#.prefix(length)), length: 500))
                socket.finishSending()
                let answer = await socket.receive()
                #expect(!answer.contains("world"))
                socket.close()
            }
        }
    }

    @Test func `that hang up in the middle of an upload leave no file`() async throws {
        let world = try World()
        let ticket = UploadTicket(
            mediaID: 5, ownerID: 1, expiresMilliseconds: World.nowMilliseconds + 1_000,
            byteCount: 1_000_000, contentType: "image/jpeg")
        let token = world.signer.token(for: ticket)
        try await test(world) { port in
            let socket = try RawSocket(port: port)
            await socket.send(
                """
                PUT /upload/\(token) HTTP/1.1\r
                Host: localhost\r
                Content-Type: image/jpeg\r
                Content-Length: 1000000\r
                \r
                \(String(repeating: "x", count: 100_000))
                """)
            try await Task.sleep(for: .milliseconds(200))
            socket.close()
            var names = ["?"]
            for _ in 0..<100 where !names.isEmpty {
                try await Task.sleep(for: .milliseconds(20))
                names = try world.staged()
            }
            #expect(names == [])
        }
    }

    @Test func `that send in chunks are counted too`() async throws {
        try await test(try World { $0.limits.bodyBytesMax = 1_000 }) { port in
            let socket = try RawSocket(port: port)
            await socket.send(
                """
                POST /graphql HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Transfer-Encoding: chunked\r
                \r
                800\r
                \(String(repeating: " ", count: 0x800))\r
                0\r
                \r

                """)
            let answer = await socket.receive(until: "BODY_TOO_LARGE")
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            socket.close()
        }
    }

    @Test func `that drip are told to stop`() async throws {
        try await test(try World { $0.limits.bodyArrivalMillisecondsMax = 100 }) { port in
            let socket = try RawSocket(port: port)
            await socket.send(post("{", length: 100))
            for _ in 0..<4 {
                try await Task.sleep(for: .milliseconds(60))
                await socket.send(" ")
            }
            // Until the server closes its side.
            let answer = await socket.receive()
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.contains("BODY_TOO_SLOW"))
            socket.close()
        }
    }

    @Test(.crosses(\GatewayLimits.idleConnectionMilliseconds)) func `that say nothing are cut off`()
        async throws
    {
        try await World { $0.limits.idleConnectionMilliseconds = 200 }.test(.live) { client in
            let port = try #require(client.port)
            for text in ["", "POST /graphql HTTP/1.1\r\nHost: x\r\n", post("{", length: 100)] {
                let socket = try RawSocket(port: port)
                await socket.send(text)
                let start = ContinuousClock.now
                _ = await socket.receive()
                #expect(ContinuousClock.now - start < .seconds(50))
                socket.close()
            }
        }
    }

    private static let nonsense = [
        "NONSENSE\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET /graphql HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 100_000))\r\n\r\n",
        """
        POST /graphql HTTP/1.1\r
        Host: x\r
        Content-Type: application/json\r
        Transfer-Encoding: chunked\r
        \r
        zz\r

        """,
    ]

    @Test func `that do not speak HTTP are sent away`() async throws {
        try await test(try World()) { port in
            for text in Self.nonsense {
                let socket = try RawSocket(port: port)
                await socket.send(text)
                socket.finishSending()
                let answer = await socket.receive()
                #expect(
                    answer == "" || answer.hasPrefix("HTTP/1.1 4")
                        || answer.hasPrefix("HTTP/1.1 5"),
                    "\(text.prefix(200))")
                socket.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func `that leave end the queries they sent`() async throws {
        let world = try World()
        try await test(world) { port in
            for (count, leaves) in [RawSocket.close, RawSocket.finishSending].enumerated() {
                let socket = try RawSocket(port: port)
                await socket.send(post(#"{"query":"{waits}"}"#, close: false))
                while world.patience.waiting.load(ordering: .relaxed) == count {
                    try await Task.sleep(for: .milliseconds(5))
                }
                leaves(socket)()
                while world.patience.cancelled.load(ordering: .relaxed) == count {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
    }

    /// Also one that has left before its request begins to run.
    @Test(.timeLimit(.minutes(2))) func `that leave give up their place in line`() async throws {
        let world = try World()
        try await test(world) { port in
            for (count, leaves) in [
                RawSocket.close, RawSocket.finishSending, RawSocket.close,
            ].enumerated() {
                let socket = try RawSocket(port: port)
                await socket.send(post(#"{"query":"mutation{standsInLine}"}"#, close: false))
                while count < 2, world.patience.waiting.load(ordering: .relaxed) == count {
                    try await Task.sleep(for: .milliseconds(5))
                }
                leaves(socket)()
                while world.patience.cancelled.load(ordering: .relaxed) == count {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
    }

    @Test func `that send requests ahead are answered in order`() async throws {
        try await test(try World()) { port in
            let socket = try RawSocket(port: port)
            let slow = post(#"{"query":"{sleep(milliseconds:100)}"}"#, close: false)
            let fast = post(#"{"query":"{hello}"}"#, close: false)
            await socket.send(slow + fast + fast)
            var answer = ""
            while answer.components(separatedBy: "\"world\"").count < 3 {
                answer += await socket.receive(until: "\"world\"")
            }
            let woke = try #require(answer.range(of: "\"woke\""))
            let world = try #require(answer.range(of: "\"world\""))
            #expect(woke.lowerBound < world.lowerBound)
            socket.close()
        }
    }

    @Test func `that nest without end are refused`() async throws {
        try await test(try World()) { port in
            let deep = [
                String(repeating: "[", count: 1_000_000),
                #"{"query":"{hello}","variables":"# + String(repeating: #"{"a":"#, count: 200_000),
                #"{"query":""# + String(repeating: "{a", count: 400_000) + #""}"#,
            ]
            for body in deep {
                let socket = try RawSocket(port: port)
                await socket.send(post(body))
                let answer = await socket.receive()
                #expect(!answer.contains("\"data\""), "\(answer.prefix(300))")
                #expect(answer.lowercased().contains("nested"), "\(answer.prefix(300))")
                socket.close()
            }
        }
    }
}
