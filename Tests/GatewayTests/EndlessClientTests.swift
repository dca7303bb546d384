import Foundation
import HummingbirdTesting
import TestSupport
import Testing

@testable import Gateway

/// Clients that would hold a connection for ever.
@Suite(.timeLimit(.minutes(5))) struct `Endless clients` {
    private func test(
        _ configure: (inout GatewayLimits) -> Void,
        _ body: @Sendable (World, Int) async throws -> Void
    ) async throws {
        let world = try Self.world(configure)
        try await world.testLive { _, port in
            try await body(world, port)
            let socket = try RawSocket(port: port)
            await socket.send("GET /health HTTP/1.0\r\n\r\n")
            #expect(await socket.receiveAll().text.hasPrefix("HTTP/1.1 200 "))
            socket.close()
        }
    }

    private static func world(_ configure: (inout GatewayLimits) -> Void) throws -> World {
        try World { configuration in
            configuration.limits.idleConnectionMilliseconds = 3_600_000
            configuration.limits.drainMillisecondsMax = 3_600_000
            configuration.limits.drainBytesMax = .max / 4
            configure(&configuration.limits)
        }
    }

    /// A request that is answered before its body is here, with the status of the answer.
    private static let early = [
        ("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n", "404"),
        (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 100000000\r\n\r\n", "415"
        ),
        (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: 100000000\r\n\r\n", "413"
        ),
    ]

    @Test(.crosses(\GatewayLimits.drainMillisecondsMax), arguments: early)
    func `that go on dripping after their answer are cut off`(
        _ request: String, _ status: String
    ) async throws {
        try await test({ $0.drainMillisecondsMax = 300 }) { _, port in
            let socket = try RawSocket(port: port)
            await socket.send(request)
            #expect(await socket.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 \(status) "))
            while await socket.send("x") { try await Task.sleep(for: .milliseconds(20)) }
            socket.close()
        }
    }

    @Test(.crosses(\GatewayLimits.drainBytesMax), arguments: early)
    func `that go on sending after their answer are cut off`(
        _ request: String, _ status: String
    ) async throws {
        try await test({ $0.drainBytesMax = 100_000 }) { _, port in
            let socket = try RawSocket(port: port)
            await socket.send(request)
            #expect(await socket.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 \(status) "))
            let piece = [UInt8](repeating: 0x78, count: 65_536)
            var pieces = 0
            while pieces < 1_000, await socket.send(piece) { pieces += 1 }
            #expect(pieces < 1_000, "all of it was taken")
            socket.close()
        }
    }

    @Test(.crosses(\GatewayLimits.bodyArrivalMillisecondsMax))
    func `that drip a body are cut off behind the 408`() async throws {
        let limits = { (limits: inout GatewayLimits) in
            limits.bodyArrivalMillisecondsMax = 100
            limits.drainMillisecondsMax = 300
        }
        try await test(limits) { _, port in
            let socket = try RawSocket(port: port)
            await socket.send(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000\r\n\r\n")
            while await socket.send(" ") { try await Task.sleep(for: .milliseconds(20)) }
            socket.close()
        }
    }

    @Test(.crosses(\GatewayLimits.framingBytesMax))
    func `that hide bytes in the sizes of chunks are cut off`() async throws {
        let limits = { (limits: inout GatewayLimits) in
            limits.framingBytesMax = 1_000
            limits.drainBytesMax = 1_000
        }
        try await test(limits) { _, port in
            let socket = try RawSocket(port: port)
            await socket.send(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n")
            let piece = Array("1;\(String(repeating: "x", count: 50_000))\r\n \r\n".utf8)
            var pieces = 0
            while pieces < 1_000, await socket.send(piece) { pieces += 1 }
            #expect(pieces < 1_000, "all of it was taken")
            socket.close()
        }
    }

    @Test func `that send line ends for a request are cut off`() async throws {
        let limits = { (limits: inout GatewayLimits) in
            limits.headerBytesMax = 1_000
            limits.drainBytesMax = 1_000
        }
        try await test(limits) { _, port in
            let socket = try RawSocket(port: port)
            let piece = Array(String(repeating: "\r\n", count: 32_768).utf8)
            var pieces = 0
            while pieces < 1_000, await socket.send(piece) { pieces += 1 }
            #expect(pieces < 1_000, "all of it was taken")
            socket.close()
        }
    }

    @Test func `that send small chunks are served`() async throws {
        try await test({ $0.framingBytesMax = 2_000 }) { _, port in
            let socket = try RawSocket(port: port)
            let body = #"{"query":"{hello}"}"#.map { "1\r\n\($0)\r\n" }.joined()
            await socket.send(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n\(body)0\r\n\r\n")
            #expect(await socket.receiveAll().text.contains("\"world\""))
            socket.close()
        }
    }

    /// Larger than what the system keeps for a connection on both sides.
    private static let fileBytes = 48 << 20

    private func askForFile(_ world: World, port: Int) async throws -> RawSocket {
        let name = try await world.put(String(repeating: "x", count: Self.fileBytes))
        let socket = try RawSocket(port: port)
        await socket.send(
            "GET \(world.publicPath(name)) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return socket
    }

    @Test(.crosses(\GatewayLimits.writeProgressMilliseconds, \GatewayLimits.writeProgressBytesMin))
    func `that do not read what they asked for are given up`() async throws {
        let world = try Self.world { $0.writeProgressMilliseconds = 200 }
        try await world.testLive { gateway, port in
            let socket = try await askForFile(world, port: port)
            while gateway.connections.statistics.closed == 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
            let (answer, isClosed) = await socket.receiveAll()
            #expect(isClosed)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.utf8.count < Self.fileBytes)
            socket.close()
        }
    }

    @Test func `that read slowly, but do, get all`() async throws {
        let limits = { (limits: inout GatewayLimits) in
            limits.writeProgressMilliseconds = 500
            limits.writeProgressBytesMin = 1
        }
        try await test(limits) { world, port in
            let socket = try await askForFile(world, port: port)
            var count = 0
            while true {
                try await Task.sleep(for: .milliseconds(20))
                let more = await socket.receive(atMost: 1 << 20)
                guard more > 0 else { break }
                count += more
            }
            #expect(count > Self.fileBytes)
            socket.close()
        }
    }
}
