import Foundation
import Glibc
import TestSupport
import Testing

/// What strangers do to the built program by opening connections.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Strangers` {
    /// Connections that say nothing.
    ///
    /// - Parameter addresses: how many of this machine's they come from, beside the clients' own.
    private func silent(_ count: Int, to port: Int, addresses: Int) throws -> [Int32] {
        try Self.raiseLimit()
        return (0..<count).map { index in
            let descriptor = socket(
                AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            var own = sockaddr_in(host: 0x7F00_0002 + UInt32(index % addresses), port: 0)
            var there = sockaddr_in(host: 0x7F00_0001, port: UInt16(port))
            own.withAddress { _ = bind(descriptor, $0, $1) }
            there.withAddress { _ = connect(descriptor, $0, $1) }
            return descriptor
        }
    }

    private static func raiseLimit() throws {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        getrlimit(kind, &limit)
        limit.rlim_cur = limit.rlim_max
        #expect(setrlimit(kind, &limit) == 0 && limit.rlim_cur > 4_000)
    }

    /// What a client with a new connection each time is told, until the time is over.
    private func serve(_ gateway: FleetGateway, seconds: Int) async throws -> [Int] {
        try await onThreads(1) { _ in
            let end = ContinuousClock.now + .seconds(seconds)
            var statuses: [Int] = []
            while ContinuousClock.now < end {
                let client = gateway.client()
                statuses.append(try client.ask("{ viewer { user { id } } }").status)
                statuses.append(try client.send("GET", "/").status)
                usleep(200_000)
            }
            return statuses
        }[0]
    }

    @Test func `that open thousands of connections keep nobody out`() async throws {
        let fleet = try await Fleet()
        for addresses in [1, 8] {
            let gateway = try await fleet.gateway(descriptorsMax: 1_024)
            let before = gateway.process.descriptorCount
            let connections = try silent(3_000, to: gateway.port, addresses: addresses)
            let statuses = try await serve(gateway, seconds: 20)
            #expect(statuses.count > 20 && statuses.allSatisfy { $0 == 200 }, "\(statuses)")
            #expect(gateway.process.descriptorCount < 900)
            for connection in connections { close(connection) }
            #expect(try await eventually { gateway.process.descriptorCount < before + 20 })
            await gateway.process.terminate()
            #expect(await gateway.process.end() == "exit status 0")
        }
        await fleet.stop()
    }

    @Test func `that have gone leave no memory behind`() async throws {
        let fleet = try await Fleet()
        let gateway = try await fleet.gateway()
        _ = try await serve(gateway, seconds: 1)
        let before = gateway.process.residentBytes
        let connections = try silent(6_000, to: gateway.port, addresses: 8)
        #expect(try await eventually { gateway.process.descriptorCount > 3_000 })
        let full = gateway.process.residentBytes
        for connection in connections { close(connection) }
        let most = before + (full - before) / 2
        #expect(try await eventually { gateway.process.residentBytes < most })
        print(
            "  resident: \(before >> 20) MB before, \(full >> 20) MB with 6,000 connections, "
                + "\(gateway.process.residentBytes >> 20) MB behind them")
        await gateway.process.terminate()
        await fleet.stop()
    }

    @Test func `are told that a gateway stops before its port closes`() async throws {
        let fleet = try await Fleet()
        let gateway = try await fleet.gateway(["--shutdown-grace-seconds", "5"])
        #expect(try gateway.client().send("GET", "/ready").status == 200)
        gateway.process.askToEnd()
        #expect(try await eventually { try gateway.client().send("GET", "/ready").status == 503 })
        // Requests that come nevertheless are served.
        #expect(try gateway.client().ask("{ viewer { user { id } } }").status == 200)
        #expect(await gateway.process.end() == "exit status 0")
        #expect(throws: FleetClient.NoAnswer.self) {
            try gateway.client().send("GET", "/ready")
        }
        await fleet.stop()
    }
}

extension FleetProcess {
    /// Files, sockets and the like that it has open.
    fileprivate var descriptorCount: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
    }
}

extension sockaddr_in {
    fileprivate init(host: UInt32, port: UInt16) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = port.bigEndian
        sin_addr.s_addr = host.bigEndian
    }

    fileprivate mutating func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafePointer(to: &self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
        }
    }
}
