import Foundation
import Glibc
import Testing

@testable import LocalServices

@Suite(.serialized) struct `Refusing to start` {
    @Test func `a folder in use names the process that has it`() async throws {
        try await withFolder { folder in
            let services = try await start(folder)
            let error = await failure(folder)
            #expect(error == .alreadyRunning(path: folder, process: getpid()))
            let sentence = error.map { "\($0)" }
            #expect(sentence?.contains("(process \(getpid())) already uses") == true)
            #expect(try psql(services.databaseURL, "SELECT 1") == "1")
            await services.stop()
        }
    }

    @Test func `a folder that cannot be made says why`() async throws {
        try await withFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let error = await failure(folder + "/file/data")
            #expect(
                error?.description
                    == "The data folder \(folder)/file/data cannot be used: not a directory.")
        }
    }

    @Test func `files that are no cluster are not touched`() async throws {
        try await withFolder { folder in
            let precious = folder + "/postgres/precious"
            try FileManager.default.createDirectory(
                atPath: folder + "/postgres", withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: URL(fileURLWithPath: precious))
            let error = await failure(folder)
            #expect(error?.description.contains("is no PostgreSQL cluster") == true)
            #expect(FileManager.default.contents(atPath: precious) == Data("mine".utf8))
        }
    }

    @Test func `a cluster of another version is named`() async throws {
        try await withFolder { folder in
            await (try start(folder)).stop()
            let version = folder + "/postgres/PG_VERSION"
            try Data("9.6\n".utf8).write(to: URL(fileURLWithPath: version))
            let error = await failure(folder)
            #expect(error?.description.contains("was made by PostgreSQL 9.6, but") == true)
        }
    }

    @Test func `the programs that fit the cluster are chosen`() async throws {
        try await withFolder { folder in
            try Data("16\n".utf8).write(to: URL(fileURLWithPath: folder + "/PG_VERSION"))
            let installed = ["17", "16"].map {
                Programs.Postgres(majorVersion: $0, folder: "/versions/\($0)")
            }
            let fitting = try PrivatePostgres.programs(for: folder, installed: installed)
            #expect(fitting.majorVersion == "16")
            let newest = try PrivatePostgres.programs(for: "/none", installed: installed)
            #expect(newest.majorVersion == "17")
        }
    }

    @Test func `no PostgreSQL at all names the package`() {
        #expect(throws: LocalServicesError.self) {
            try PrivatePostgres.programs(for: "/none", installed: [])
        }
        let error = LocalServicesError.programMissing(program: "postgres", package: "postgresql")
        #expect(
            "\(error)" == "The program postgres was not found; install the package postgresql.")
    }

    @Test func `a damaged cluster gives the reason of PostgreSQL`() async throws {
        try await withFolder { folder in
            await (try start(folder)).stop()
            try FileManager.default.removeItem(atPath: folder + "/postgres/global/pg_control")
            let error = try #require(await failure(folder))
            guard case .startFailed(let program, let reason, let log) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(program == "PostgreSQL")
            #expect(reason.contains("could not find the database system") || !reason.isEmpty)
            #expect(log == folder + "/postgres.log")
            #expect(servers(in: folder).isEmpty)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "the trap needs somebody else's folder"))
    func `a socket folder of somebody else is refused`() async throws {
        try await withFolder { folder in
            let deep = folder + "/" + String(repeating: "long/", count: 20) + "end"
            let sockets = "/tmp/tintype-" + ServiceFolders.name(for: deep)
            mkdir(sockets, 0o777)
            chown(sockets, 65_534, 65_534)
            defer { rmdir(sockets) }
            #expect(await failure(deep) == .socketFolderTaken(path: sockets))
        }
    }
}
