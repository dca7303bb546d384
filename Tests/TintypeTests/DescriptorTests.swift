import Foundation
import Testing

@testable import tintype

@Suite struct `File descriptors` {
    @Test func `are left for databases and files, whatever clients do`() throws {
        let shares = try Descriptors.shares(
            limit: 1_024, wanted: 8_192, databaseConnections: 8, memcachedServers: 2)
        // Each client may have a file open beside its connection.
        #expect(shares.connections * 2 <= shares.descriptors)
        #expect(shares.descriptors <= 1_024 - 8 * 2 - 2)
        #expect(shares.connections >= 400)
    }

    @Test func `are not used for more connections than are wanted`() throws {
        let shares = try Descriptors.shares(
            limit: 1 << 20, wanted: 8_192, databaseConnections: 8, memcachedServers: 2)
        #expect(shares.connections == 8_192)
    }

    @Test func `must be enough for some`() {
        #expect(throws: Failure.self) {
            try Descriptors.shares(
                limit: 128, wanted: 8_192, databaseConnections: 8, memcachedServers: 2)
        }
    }

    @Test func `are as many as this process may have`() {
        var limit = rlimit()
        let most = Descriptors.raiseLimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == limit.rlim_max && most == Int(clamping: limit.rlim_max))
    }
}
