import Foundation
import Gateway
import GraphQL
import LocalServices
import Postgres
import Social
import Testing

@testable import tintype

@Suite struct `The demo` {
    private let project = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    @Test(arguments: DemoQueries.all)
    func `suggests queries that are valid`(_ query: String) throws {
        let schema = try buildSchema(try Social.schemaSources(directory: project + "/Schema"))
        let document = try parse(Source(query))
        #expect(throws: Never.self) { try validate(document, against: schema) }
    }

    @Test func `keeps its secret to itself`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tintype-demo-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let first = try DemoSecret.key(in: folder).derived(for: "test")
        let second = try DemoSecret.key(in: folder).derived(for: "test")

        #expect(first == second)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/secret")
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        try "short".write(toFile: folder + "/secret", atomically: true, encoding: .utf8)
        #expect(throws: Failure.self) { try DemoSecret.key(in: folder) }
    }

    @Test func `finds the project that it was built in`() throws {
        let chosen = try Settings(parsing: ["demo", "--resources", project])
        #expect(try ProjectFolder.find(chosen).schema == project + "/Schema")
        let wrong = try Settings(parsing: ["demo", "--resources", "/tmp"])
        #expect(throws: Failure.self) { try ProjectFolder.find(wrong) }
    }
}

/// The program itself, begun again on what it has made.
@Suite(.timeLimit(.minutes(5))) struct `A demo of last week` {
    /// Runs the demo until it listens.
    private func visit(_ folder: String) async throws {
        let demo = try await RunningProgram(
            ["demo", "--port", "0", "--data", folder + "/data"], in: folder)
        _ = try await demo.line("listening on ")
        #expect(await demo.stop() == "exit status 0")
    }

    /// What the databases of the demo, which is not running, answer.
    private func ask(_ folder: String, _ query: Query) async throws -> Rows {
        let services = try await LocalServices.start(in: folder + "/data")
        let database = try Database(url: services.databaseURL)
        let rows = try await database.query(query)
        await database.shutdown()
        await services.stop()
        return rows
    }

    @Test func `has stories again before its first visitor comes`() async throws {
        try await BuiltProgram.withFolder { folder in
            try await visit(folder)
            let aged = try await ask(
                folder,
                """
                WITH aged AS (UPDATE associations SET time = time - 7 * 86400000 WHERE type = 16 RETURNING 1)
                SELECT count(*) FROM aged
                """)
            #expect(aged[0].int(0) > 0)
            try await visit(folder)
            let fresh = try await ask(
                folder,
                """
                SELECT count(*) FROM associations
                WHERE type = 16 AND time > (extract(epoch FROM now()) - 86400) * 1000
                """)
            #expect(fresh[0].int(0) > 0)
        }
    }
}

@Suite struct `An interruption` {
    @Test func `does what was asked for once`() throws {
        let interruption = Interruption()
        #expect(throws: Never.self) { try interruption.check() }
        let counter = Counter()
        interruption.whenRequested { counter.add() }
        interruption.request(because: Failure("first"))
        interruption.request(because: Failure("second"))
        interruption.whenRequested { counter.add() }
        #expect(counter.value == 2)
        #expect(interruption.failure?.description == "first")
        #expect(throws: Failure.self) { try interruption.check() }
    }
}
