import Foundation
import Glibc
import TestSupport
import Testing

@testable import LocalServices

/// How many connections private servers accept: some less than they are told, as they keep a few for
/// themselves.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Connections of private servers` {
    @Test(.crosses(\ServiceLimits.Type.memcachedConnectionsMax))
    func `of memcached end before the limit`() async throws {
        let services = try await TestServices.start()
        let socket = services.memcachedServers[0]
        let accepted = accepted(by: socket, asked: ServiceLimits.memcachedConnectionsMax + 1) {
            ask($0, Array("version\r\n".utf8)).starts(with: Array("VERSION".utf8))
        }
        #expect(
            (ServiceLimits.memcachedConnectionsMax - 64...ServiceLimits.memcachedConnectionsMax)
                .contains(accepted), "\(accepted)")
        await services.stop()
    }

    @Test(.crosses(\ServiceLimits.Type.postgresConnectionsMax))
    func `of PostgreSQL end before the limit`() async throws {
        let services = try await TestServices.start()
        let user = try psql(services.databaseURL, "SELECT current_user")
        let folder = try psql(services.databaseURL, "SHOW unix_socket_directories")
        let port = try psql(services.databaseURL, "SHOW port")
        // Protocol 3.0: length, version, names and values.
        let names = Array("user\0\(user)\0database\0postgres\0\0".utf8)
        let startup = [0, 0, 0, UInt8(8 + names.count), 0, 3, 0, 0] + names
        let accepted = accepted(
            by: "\(folder)/.s.PGSQL.\(port)", asked: ServiceLimits.postgresConnectionsMax + 1
        ) { ask($0, startup).first == UInt8(ascii: "R") }
        #expect(
            (ServiceLimits.postgresConnectionsMax - 8...ServiceLimits.postgresConnectionsMax)
                .contains(accepted), "\(accepted)")
        await services.stop()
    }

    /// Opens connections one after the other, and keeps them all; how many are welcome.
    private func accepted(
        by path: String, asked count: Int, _ isWelcome: (Int32) -> Bool
    ) -> Int {
        var descriptors: [Int32] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        var accepted = 0
        for _ in 0..<count {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            descriptors.append(descriptor)
            guard withSocketAddress(path, { connect(descriptor, $0, $1) == 0 }) == true else {
                continue
            }
            if isWelcome(descriptor) { accepted += 1 }
        }
        return accepted
    }

    /// The first bytes of an answer; none if there is none within five seconds.
    private func ask(_ descriptor: Int32, _ request: [UInt8]) -> [UInt8] {
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        // A server that has closed already must not end this process.
        send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        var answer = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &answer, answer.count)
        return Array(answer.prefix(max(0, count)))
    }
}
