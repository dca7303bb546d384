import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Events

/// An empty database with the tables of the log.
func eventsDatabase() async throws -> Database {
    var configuration = DatabaseConfiguration(url: try await TestServices.freshDatabase())
    configuration.connectionsMax = 16
    // The machine may be busy with other tests.
    configuration.statementTimeoutMilliseconds = 20_000
    configuration.waitMilliseconds = 20_000
    let database = try Database(configuration)
    // The file about events alone, under a number of its own: it needs no other table.
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let folder = NSTemporaryDirectory() + "/events-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(
        atPath: root.appendingPathComponent("migrations/0018_create_events.sql").path,
        toPath: folder + "/0001_create_events.sql")
    try await migrate(database: database, directory: folder)
    return database
}

/// An event of an account, which says a number.
func event(_ number: Int, by account: Int64 = 1) throws -> NewEvent {
    try NewEvent(account: account, kind: "test", version: 1, payload: number)
}

extension Database {
    func tell(_ numbers: [Int], by account: Int64 = 1) async throws {
        for number in numbers { _ = try await query(event(number, by: account).query) }
    }
}

extension [Event] {
    var numbers: [Int] {
        map { (try? $0.decoded(as: Int.self)) ?? -1 }
    }
}

/// Keeps the numbers it is given.
final class Notes: EventConsumer {
    let name: String
    private let state = Mutex<(batches: [[Int]], failures: Int)>(([], 0))
    private let pause: Duration

    /// - Parameters:
    ///   - failures: how often it fails, having noted what it was given.
    ///   - pause: how long it takes.
    init(_ name: String = "notes", failures: Int = 0, pause: Duration = .zero) {
        self.name = name
        self.pause = pause
        state.withLock { $0.failures = failures }
    }

    struct Failed: Error {}

    func handle(_ events: [Event]) async throws {
        let fails = state.withLock { state in
            state.batches.append(events.numbers)
            defer { state.failures -= 1 }
            return state.failures > 0
        }
        try await Task.sleep(for: pause)
        if fails { throw Failed() }
    }

    var batches: [[Int]] { state.withLock { $0.batches } }
    var numbers: [Int] { batches.flatMap(\.self) }
}

/// Waits for what must become true.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    if try await eventually(condition) { return }
    Issue.record("never became true: \(what)", sourceLocation: sourceLocation)
}

/// Runs runners until the body returns.
func running(_ runners: [EventRunner], _ body: () async throws -> Void) async throws {
    let tasks = runners.map { runner in Task { await runner.run() } }
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    for task in tasks {
        task.cancel()
        await task.value
    }
    try result.get()
}
