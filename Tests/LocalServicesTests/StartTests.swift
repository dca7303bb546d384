import Foundation
import Glibc
import TestSupport
import Testing

@testable import LocalServices

@Suite(.serialized) struct `Starting private servers` {
    @Test func `the second start makes no new cluster and keeps the data`() async throws {
        try await withFolder { folder in
            let first = try await start(folder)
            _ = try psql(first.databaseURL, "CREATE TABLE kept AS SELECT 42 AS answer")
            await first.stop()
            #expect(servers(in: folder).isEmpty)

            let clock = ContinuousClock()
            var second: LocalServices?
            let time = try await clock.measure { second = try await start(folder) }
            // Under three seconds on a quiet machine; a busy one is given far more.
            #expect(time < .seconds(60))
            let url = try #require(second?.databaseURL)
            #expect(try psql(url, "SELECT answer FROM kept") == "42")
            await second?.stop()
        }
    }

    @Test func `an empty start removes what a killed run has left, and not what is in use`()
        async throws
    {
        try await withFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/postgres/base", withIntermediateDirectories: true)
            #expect(await failure(folder)?.description.contains("no PostgreSQL cluster") == true)

            let services = try await start(folder, startsEmpty: true)
            _ = try psql(services.databaseURL, "CREATE TABLE kept AS SELECT 42 AS answer")
            await #expect(throws: LocalServicesError.self) {
                try await start(folder, startsEmpty: true)
            }
            #expect(try psql(services.databaseURL, "SELECT answer FROM kept") == "42")
            await services.stop()

            let next = try await start(folder, startsEmpty: true)
            #expect(
                try psql(
                    next.databaseURL,
                    "SELECT count(*) FROM pg_tables "
                        + "WHERE schemaname = 'public'") == "0")
            await next.stop()
        }
    }

    @Test func `each memcached is a server of its own`() async throws {
        try await withFolder { folder in
            let services = try await start(folder, memcachedCount: 3)
            #expect(Set(services.memcachedServers).count == 3)
            for server in services.memcachedServers {
                #expect(memcached(server, "version")?.hasPrefix("VERSION") == true)
            }
            await services.stop()
            #expect(memcached(services.memcachedServers[0], "version") == nil)
        }
    }

    @Test func `servers are in a process group of their own`() async throws {
        let services = try await TestServices.shared
        let folder = services.memcachedServers[0].replacing("/run/memcached-0.sock", with: "")
        let found = servers(in: folder)
        #expect(found.count > 1)
        for pid in found { #expect(getpgid(pid) != getpgrp()) }
    }

    @Test func `fresh databases are empty and apart`() async throws {
        let first = try await TestServices.freshDatabase()
        let second = try await TestServices.freshDatabase()
        #expect(first != second)
        _ = try psql(first, "CREATE TABLE here (id int)")
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        #expect(try psql(first, tables) == "1")
        #expect(try psql(second, tables) == "0")
    }

    @Test func `text sorts by bytes and lower-cases beyond ASCII`() async throws {
        let url = try await TestServices.freshDatabase()
        #expect(try psql(url, "SELECT 'Z' < 'a', lower('ÄÖ')") == "t|äö")
    }

    @Test func `a path may hold spaces, commas and quotes`() async throws {
        try await withFolder { folder in
            let services = try await start(folder + "/my \"data\", 100%")
            #expect(try psql(services.databaseURL, "SELECT 1") == "1")
            let socket = services.memcachedServers[0]
            #expect(memcached(socket, "version") != nil)
            await services.stop()
            try FileManager.default.removeItem(
                atPath: URL(fileURLWithPath: socket).deletingLastPathComponent().path)
        }
    }

    @Test(.crosses(\ServiceLimits.Type.socketPathBytesMax))
    func `sockets move when the path of the folder is too long`() async throws {
        try await withFolder { folder in
            let deep = folder + "/" + String(repeating: "long/", count: 20) + "end"
            let services = try await start(deep)
            let socket = services.memcachedServers[0]
            #expect(socket.hasPrefix("/tmp/tintype-"))
            #expect(socket.utf8.count <= ServiceLimits.socketPathBytesMax)
            #expect(memcached(socket, "version") != nil)
            #expect(try psql(services.databaseURL, "SELECT 1") == "1")
            await services.stop()
            try FileManager.default.removeItem(
                atPath: URL(fileURLWithPath: socket).deletingLastPathComponent().path)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root changes to another account"))
    func `a folder the account cannot enter gets a base elsewhere`() async throws {
        try await withFolder { folder in
            chmod(folder, 0o700)
            let services = try await start(folder + "/data")
            let base = "/var/lib/tintype/" + ServiceFolders.name(for: folder + "/data")
            #expect(services.memcachedServers[0].hasPrefix(base))
            #expect(try psql(services.databaseURL, "SELECT 1") == "1")
            await services.stop()
            try FileManager.default.removeItem(atPath: base)
        }
    }

    @Test(.crosses(\ServiceLimits.Type.logBytesMax))
    func `a log that has grown too long is emptied`() async throws {
        try await withFolder { folder in
            let log = folder + "/postgres.log"
            let long = Data(repeating: 10, count: ServiceLimits.logBytesMax + 1)
            try long.write(to: URL(fileURLWithPath: log))
            let services = try await start(folder)
            let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
            #expect(try #require(size) < ServiceLimits.logBytesMax)
            await services.stop()
        }
    }

    @Test(
        .crosses(
            \ServiceLimits.Type.memcachedMegabytesMin, \ServiceLimits.Type.memcachedMegabytesMax),
        arguments: [
            (1, ServiceLimits.memcachedMegabytesMin),
            (100_000, ServiceLimits.memcachedMegabytesMax),
        ])
    func `memory of memcached keeps within its bounds`(asked: Int, given: Int) async throws {
        try await withFolder { folder in
            let services = try await LocalServices.start(
                in: folder, memcachedMegabytes: asked, isDurable: false)
            let stats = memcached(services.memcachedServers[0], "stats settings")
            #expect(stats?.contains("STAT maxbytes \(given << 20)\r\n") == true)
            await services.stop()
        }
    }
}
