import Glibc
import LocalServices
import Memcached
import TestSupport
import Testing

@testable import TAO

/// How long values live in memcached.
@Suite struct ExpiryTests {
    @Test(.crosses(\TAOLimits.Type.valueSeconds))
    func `a value lives for a day at most, and no longer because it is read`() async throws {
        let world = try await World()
        let users = try await world.users(40)
        _ = try await world.tao.loader().objects(users)
        try #require(try await world.areFilled(users.map { .object($0) }))
        let first = try users.map { try seconds(world, .object($0)) }
        let most = TAOLimits.valueSeconds
        #expect(first.allSatisfy { $0 > most / 10 * 9 - 60 && $0 <= most }, "\(first)")
        #expect(Set(first).count > 20, "what was filled together does not expire together")
        // A server counts whole seconds.
        try await Task.sleep(for: .milliseconds(2_100))
        for _ in 0..<20 { _ = try await world.tao.loader().objects(users) }
        let later = try users.map { try seconds(world, .object($0)) }
        #expect(zip(later, first).allSatisfy { $0 < $1 })
    }

    private struct Unreadable: Error {
        let answer: String
    }

    /// What is left of an item's life. https://docs.memcached.org/protocols/meta/
    private func seconds(_ world: World, _ item: ItemKey) throws -> Int {
        let key = String(decoding: world.keys(item)[0], as: UTF8.self)
        let answer = try say("mg \(key) t\r\n", to: world.services.memcachedServers[0])
        // The end of the line is one `Character`.
        guard answer.hasPrefix("HD t"), let seconds = Int(answer.dropFirst(4).dropLast()) else {
            throw Unreadable(answer: answer)
        }
        return seconds
    }

    private func say(_ command: String, to path: String) throws -> String {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(server) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        var buffer = [UInt8](repeating: 0, count: 1_000)
        guard isConnected, send(server, command, command.utf8.count, 0) > 0 else {
            throw Unreadable(answer: "no connection")
        }
        return String(decoding: buffer[..<max(0, recv(server, &buffer, 1_000, 0))], as: UTF8.self)
    }
}
