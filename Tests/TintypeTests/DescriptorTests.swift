import Foundation
import Testing

@testable import tintype

@Suite struct `File descriptors` {
    @Test func `are left for databases and files, whatever clients do`() throws {
        let shares = try Descriptors.shares(
            limit: 1_024, wanted: 8_192,
            needs: Descriptors.needs(databaseConnections: 8, memcachedServers: 2, jobs: 8))
        // Each client may have a file open beside its connection.
        #expect(shares.connections * 2 <= shares.descriptors)
        #expect(shares.descriptors <= 1_024 - 8 * 2 - 2 - 8 * 2)
        #expect(shares.connections >= 400)
    }

    @Test func `are not used for more connections than are wanted`() throws {
        let shares = try Descriptors.shares(
            limit: 1 << 20, wanted: 8_192, needs: 200)
        #expect(shares.connections == 8_192)
    }

    @Test func `are used for few files that stay open`() throws {
        #expect(Descriptors.openFiles(limit: 20_000, wanted: 1_000, needs: 200) == 1_000)
        let files = Descriptors.openFiles(limit: 1_024, wanted: 1_000, needs: 200)
        #expect((50...150).contains(files))
        let shares = try Descriptors.shares(limit: 1_024, wanted: 8_192, needs: 200 + files)
        #expect(shares.connections >= 300)
        #expect(Descriptors.openFiles(limit: 100, wanted: 1_000, needs: 200) == 0)
    }

    @Test func `must be enough for some`() {
        #expect(throws: Failure.self) {
            try Descriptors.shares(limit: 128, wanted: 8_192, needs: 100)
        }
        #expect(throws: Failure.self) { try Descriptors.check(limit: 127, needs: 128) }
        #expect(throws: Never.self) { try Descriptors.check(limit: 128, needs: 128) }
    }

    @Test func `are counted before a process begins that has many jobs`() async throws {
        for command in ["worker", "serve --port 0"] {
            let ended = try await BuiltProgram.withFolder {
                try await BuiltProgram.bash(
                    """
                    ulimit -n 1024
                    export DATABASE_URL=postgres://u@/nosuch SECRET_KEY=0123456789abcdef0123456789abcdef
                    timeout 20 $T \(command) --workers 256 -d data
                    """, in: $0)
            }
            #expect(ended.status == 1)
            #expect(ended.output.contains("This process may have 1024 file descriptors, but needs"))
        }
    }

    @Test func `are as many as this process may have`() {
        var limit = rlimit()
        let most = Descriptors.raiseLimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == limit.rlim_max && most == Int(clamping: limit.rlim_max))
    }
}
