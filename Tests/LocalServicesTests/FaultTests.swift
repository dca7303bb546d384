import Foundation
import Glibc
import TestSupport
import Testing

@testable import LocalServices

@Suite(.serialized) struct `Failures of private servers` {
    @Test func `a killed process leaves no servers`() async throws {
        let folder = "/tmp/tintype-test-\(getpid())-killed"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let services = try await start("/tmp/tintype-test-\(getppid())-killed")
            _ = try psql(services.databaseURL, "CREATE TABLE kept AS SELECT 42 AS answer")
            kill(getpid(), SIGKILL)
        }
        #expect(try await eventually { servers(in: folder).isEmpty })
        let again = try await start(folder)
        #expect(try psql(again.databaseURL, "SELECT answer FROM kept") == "42")
        await again.stop()
    }

    @Test func `orphans that do not answer are ended by the next start`() async throws {
        let folder = "/tmp/tintype-test-\(getpid())-frozen"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let services = try await start("/tmp/tintype-test-\(getppid())-frozen")
            services.pausePostgres()
            kill(getpid(), SIGKILL)
        }
        #expect(!servers(in: folder).isEmpty)
        let again = try await start(folder)
        #expect(try psql(again.databaseURL, "SELECT 1") == "1")
        await again.stop()
        #expect(servers(in: folder).isEmpty)
    }

    @Test func `a stale pid file with the number of a living process is no obstacle`()
        async throws
    {
        try await withFolder { folder in
            await (try start(folder)).stop()
            let stale = "\(getpid())\n\(folder)/postgres\n0\n5432\n\(folder)/run\n\n0 0\nready\n"
            let file = URL(fileURLWithPath: folder + "/postgres/postmaster.pid")
            try Data(stale.utf8).write(to: file)
            let again = try await start(folder)
            #expect(try psql(again.databaseURL, "SELECT 1") == "1")
            await again.stop()
        }
    }

    @Test func `a server that ends by itself is reported`() async throws {
        let services = try await TestServices.start()
        services.crashMemcached()
        services.crashPostgres()
        var programs: Set<String> = []
        for await failure in services.failures {
            guard case .endedUnexpectedly(let program, let how, _) = failure else { continue }
            #expect(how == "signal 9")
            programs.insert(program)
            if programs.count == 2 { break }
        }
        #expect(programs == ["The private PostgreSQL", "The private memcached"])
        try await services.startPostgres()
        #expect(try psql(services.databaseURL, "SELECT 1") == "1")
        await services.stop()
    }

    @Test func `stopping is not reported as a failure`() async throws {
        let services = try await TestServices.start()
        await services.stop()
        for await failure in services.failures { Issue.record("\(failure)") }
    }

    @Test func `a restarted memcached is empty and at the same address`() async throws {
        let services = try await TestServices.start(memcachedCount: 2)
        let address = services.memcachedServers[1]
        #expect(memcached(address, "set k 0 0 1\r\nv") == "STORED\r\n")
        #expect(memcached(address, "get k")?.hasPrefix("VALUE k") == true)
        try await services.restartMemcached(1)
        #expect(memcached(address, "get k") == "END\r\n")
        await services.stop()
    }

    @Test func `a paused memcached is silent until it is resumed`() async throws {
        let services = try await TestServices.start()
        let address = services.memcachedServers[0]
        services.pauseMemcached()
        #expect(memcached(address, "version") == nil)
        services.resumeMemcached()
        #expect(memcached(address, "version") != nil)
        await services.stop()
    }

    @Test func `PostgreSQL restarts with its data`() async throws {
        let services = try await TestServices.start()
        _ = try psql(services.databaseURL, "CREATE TABLE kept AS SELECT 42 AS answer")
        try await services.restartPostgres()
        #expect(try psql(services.databaseURL, "SELECT answer FROM kept") == "42")
        services.pausePostgres()
        await services.stop()
    }
}
