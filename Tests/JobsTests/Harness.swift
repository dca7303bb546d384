import Foundation
import Jobs
import LocalServices
import Postgres
import Synchronization
import TestSupport
import Testing

/// An empty database with the table of jobs.
func jobsDatabase() async throws -> Database {
    var configuration = DatabaseConfiguration(url: try await TestServices.freshDatabase())
    configuration.connectionsMax = 4
    // The machine may be busy with other tests.
    configuration.statementTimeoutMilliseconds = 20_000
    configuration.waitMilliseconds = 20_000
    let database = try Database(configuration)
    // The file alone, under a number of its own: the jobs need no other table.
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let folder = NSTemporaryDirectory() + "/jobs-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(
        atPath: root.appendingPathComponent("migrations/0005_create_jobs.sql").path,
        toPath: folder + "/0001_create_jobs.sql")
    try await migrate(database: database, directory: folder)
    return database
}

/// A configuration that waits little.
func quick(_ change: (inout JobRunnerConfiguration) -> Void = { _ in }) -> JobRunnerConfiguration {
    var configuration = JobRunnerConfiguration()
    configuration.pollMilliseconds = 20
    configuration.stopMilliseconds = 2_000
    change(&configuration)
    return configuration
}

/// What handlers did, in the order they did it.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// Runs `runners` until `body` returns, then stops them and waits for their end.
func running(_ runners: [JobRunner], _ body: () async throws -> Void) async throws {
    let tasks = runners.map { runner in Task { await runner.run() } }
    var caught: (any Error)?
    do { try await body() } catch { caught = error }
    for runner in runners { runner.stop() }
    for task in tasks { await task.value }
    if let caught { throw caught }
}

/// Waits for what must become true.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    if try await eventually(condition) { return }
    Issue.record("never became true: \(what)", sourceLocation: sourceLocation)
}

func isEmpty(_ database: Database) async throws -> Bool {
    try await database.query("SELECT count(*) FROM jobs WHERE state < 2")[0].int(0) == 0
}

@discardableResult
func enqueue(
    _ kind: String, _ text: String = "", in database: Database,
    _ change: (inout NewJob) -> Void = { _ in }
) async throws -> Int64? {
    var job = NewJob(kind, payload: Array(text.utf8))
    change(&job)
    return try await database.query(enqueueQuery(job)).first?.int64(0)
}

extension Job {
    var text: String { String(decoding: payload, as: UTF8.self) }
}

struct Failed: Error {}
