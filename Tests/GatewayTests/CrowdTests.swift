import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// More connections than there may be.
@Suite(.timeLimit(.minutes(5))) struct `A crowd` {
    /// How long a connection may wait for a request before it has to make room: longer than what is
    /// under way here needs. The tests' own client has a connection that always waits.
    private static let waitMilliseconds = 1_000

    private func world(connections: Int, perAddress: Int) throws -> World {
        try World { configuration in
            configuration.limits.idleConnectionMilliseconds = 3_600_000
            configuration.limits.connectionsMax = connections
            configuration.limits.connectionsPerAddressMax = perAddress
            configuration.limits.connectionWaitMillisecondsMin = Self.waitMilliseconds
        }
    }

    private static let health = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    private static func post(_ query: String) -> String {
        let body = #"{"query":"\#(query)"}"#
        return """
            POST /graphql HTTP/1.1\r
            Host: x\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
    }

    /// Sockets whose requests the gateway has, and does not answer.
    private func busy(_ count: Int, _ world: World, port: Int) async throws -> [RawSocket] {
        var sockets: [RawSocket] = []
        for _ in 0..<count {
            let socket = try RawSocket(port: port)
            await socket.send(Self.post("{waits}"))
            sockets.append(socket)
        }
        while world.patience.waiting.load(ordering: .relaxed) < count {
            try await Task.sleep(for: .milliseconds(5))
        }
        return sockets
    }

    @Test(
        .crosses(\GatewayLimits.connectionsMax, \GatewayLimits.connectionWaitMillisecondsMin),
        arguments: [(16, 16), (100, 16)])
    func `of silent connections pushes itself out, and nobody who asks`(
        _ connections: Int, _ perAddress: Int
    ) async throws {
        let world = try world(connections: connections, perAddress: perAddress)
        try await world.testLive { gateway, port in
            let patient = try RawSocket(port: port)
            await patient.send(Self.post("{sleep(milliseconds:1000)}"))
            var silent: [RawSocket] = []
            for _ in 0..<100 { silent.append(try RawSocket(port: port)) }
            // From now on those that are too many must leave.
            try await Task.sleep(for: .milliseconds(Self.waitMilliseconds + 200))
            let good = try RawSocket(port: port)
            await good.send(Self.health)
            #expect(await good.receiveAll().text.hasPrefix("HTTP/1.1 200 "))
            #expect(await patient.receive(until: "\"woke\"").hasPrefix("HTTP/1.1 200 "))
            while gateway.connections.count > 17 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(gateway.connections.statistics.evicted >= 80)
            for socket in silent + [good, patient] { socket.close() }
        }
    }

    @Test(.crosses(\GatewayLimits.connectionsPerAddressMax))
    func `of busy connections leaves the others of its address out`() async throws {
        let world = try world(connections: 100, perAddress: 4)
        try await world.testLive { gateway, port in
            let sockets = try await busy(4, world, port: port)
            try await Task.sleep(for: .milliseconds(Self.waitMilliseconds + 200))
            let fifth = try RawSocket(port: port)
            await fifth.send(Self.health)
            let (answer, isClosed) = await fifth.receiveAll()
            #expect(answer == "" && isClosed)
            #expect(gateway.connections.statistics.refused == 1)
            sockets[0].close()
            while gateway.connections.count > 3 { try await Task.sleep(for: .milliseconds(5)) }
            let sixth = try RawSocket(port: port)
            await sixth.send(Self.health)
            #expect(await sixth.receiveAll().text.hasPrefix("HTTP/1.1 200 "))
            for socket in sockets.dropFirst() + [fifth, sixth] { socket.close() }
        }
    }

    @Test func `of busy connections makes others wait, and then goes on`() async throws {
        let world = try world(connections: 4, perAddress: 4)
        try await world.testLive { gateway, port in
            let sockets = try await busy(4, world, port: port)
            let fifth = try RawSocket(port: port)
            await fifth.send(Self.health)
            async let answer = fifth.receiveAll()
            try await Task.sleep(for: .milliseconds(300))
            // The tests' own may be one too many, as it was accepted together with others.
            #expect(gateway.connections.count <= 5)
            sockets[0].close()
            #expect(await answer.text.hasPrefix("HTTP/1.1 200 "))
            for socket in sockets.dropFirst() + [fifth] { socket.close() }
        }
    }

    @Test func `is counted by address, and by network in IPv6`() throws {
        func address(_ text: String) throws -> ClientAddress {
            ClientAddress(try SocketAddress(ipAddress: text, port: 1))
        }
        let pairs = [
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
            ("2001:db8:1:2::3", "2001:db8:1:2:ffff::", true),
            ("2001:db8:1:2::3", "2001:db8:1:3::3", false), ("::1", "0.0.0.1", false),
        ]
        for (left, right, areSame) in pairs {
            let (one, other) = (try address(left), try address(right))
            #expect((one == other) == areSame, "\(left) and \(right)")
        }
    }
}
