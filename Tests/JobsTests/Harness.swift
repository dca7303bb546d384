import Foundation
import LocalServices
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// An empty database with the table of jobs.
func jobsDatabase() async throws -> Database {
    var configuration = DatabaseConfiguration(url: try await TestServices.freshDatabase())
    configuration.connectionsMax = 4
    // The machine may be busy with other tests.
    configuration.statementTimeoutMilliseconds = 20_000
    configuration.waitMilliseconds = 20_000
    let database = try Database(configuration)
    // The files about jobs alone, under numbers of their own: they need no other table.
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let folder = NSTemporaryDirectory() + "/jobs-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (file, copy) in [
        ("0005_create_jobs.sql", "0001_create_jobs.sql"),
        ("0014_name_job_queues.sql", "0002_name_job_queues.sql"),
    ] {
        try FileManager.default.copyItem(
            atPath: root.appendingPathComponent("migrations/" + file).path,
            toPath: folder + "/" + copy)
    }
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

/// Adds a job of the kind `Errand`, or what `change` makes of it.
@discardableResult
func enqueue(
    _ text: String = "", in database: Database, _ change: (inout NewJob) -> Void = { _ in }
) async throws -> Int64? {
    try await enqueue(Errand.self, text, in: database, change)
}

@discardableResult
func enqueue<Kind: WorkKind>(
    _ kind: Kind.Type, _ text: String = "", in database: Database,
    _ change: (inout NewJob) -> Void = { _ in }
) async throws -> Int64? {
    var job = try kind.job(text)
    change(&job)
    return try await database.query(job.query).first?.int64(0)
}

extension Job {
    var text: String { (try? JSONDecoder().decode(String.self, from: Data(payload))) ?? "?" }
}

/// How many jobs of all kinds are in each state.
func counts(_ database: Database) async throws -> (waiting: Int, running: Int, dead: Int) {
    let all = try await JobLedger(database).counts()
    return (
        all.reduce(0) { $0 + $1.waiting }, all.reduce(0) { $0 + $1.running },
        all.reduce(0) { $0 + $1.dead }
    )
}

// MARK: Kinds

/// What a test has the jobs of all its kinds do.
struct Work: Sendable {
    var run: @Sendable (_ text: String, _ context: JobContext<Work>) async throws -> Void
    var giveUp: @Sendable (_ text: String) async throws -> Void = { _ in }
}

protocol WorkKind: JobKind where Services == Work, Payload == String {}

extension WorkKind {
    static func run(_ text: String, in context: JobContext<Work>) async throws {
        try await context.services.run(text, context)
    }

    static func giveUp(_ text: String, in context: JobContext<Work>) async throws {
        try await context.services.giveUp(text)
    }
}

enum Errand: WorkKind {
    static let name = "errand"
    static let queue = Queue.default
}

/// Fails for good at once, and in no time.
enum Hasty: WorkKind {
    static let name = "hasty"
    static let queue = Queue.default
    static let deadlineMilliseconds = 800
    static var retries: JobRetries {
        var retries = JobRetries()
        retries.attemptsMax = 2
        retries.pauseMillisecondsMin = 1
        return retries
    }
}

enum Alarm: WorkKind {
    static let name = "alarm"
    static let queue = Queue.critical
}

/// What may wait for strangers.
enum Letter: WorkKind {
    static let name = "letter"
    static let queue = Queue.critical
    static func ownPlaces(beside slots: Int) -> Int? { slots / 2 }
    static var retries: JobRetries {
        var retries = JobRetries()
        retries.pauseMillisecondsMin = 3_600_000
        return retries
    }
}

enum Like: WorkKind {
    static let name = "like"
    static let queue = Queue.high
}

enum Digest: WorkKind {
    static let name = "digest"
    static let queue = Queue.low
}

enum Picture: WorkKind {
    static let name = "picture"
    static let queue = Queue.media
}

let workKinds: [any JobKind<Work>.Type] = [
    Errand.self, Hasty.self, Alarm.self, Letter.self, Like.self, Digest.self, Picture.self,
]

/// A runner of all kinds, which as little as possible sets apart from that of a process.
func runner(
    _ database: Database, _ configuration: JobRunnerConfiguration = quick(),
    bell: JobBell? = nil, log: @escaping @Sendable (String) -> Void = { _ in },
    giveUp: @escaping @Sendable (String) async throws -> Void = { _ in },
    _ run: @escaping @Sendable (_ text: String, _ context: JobContext<Work>) async throws -> Void
) -> JobRunner {
    JobRunner(
        database: database, kinds: workKinds, services: Work(run: run, giveUp: giveUp),
        configuration: configuration, bell: bell ?? JobBell(database: database), log: log)
}

struct Failed: Error {}
