import ArgumentParser
import Foundation
import GraphQL
import Jobs

/// `tintype jobs`: what waits in the background, and what has failed for good.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists background jobs; tries dead ones again, or discards them.",
        discussion: """
            A job is dead when its attempts are used up. Dead jobs are kept for \
            \(JobsLimits.deadKeptDays) days, \(JobsLimits.deadCountMax) of them at most.
            """,
        subcommands: [List.self, Retry.self, Discard.self], defaultSubcommand: List.self)

    struct List: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Counts the jobs of each queue and kind, or lists the dead ones.")

        @Flag(help: "Lists dead jobs, the newest first.") var dead = false
        @Option(
            help: "Only of this queue.", completion: .list(Queue.allCases.map(\.rawValue)),
            transform: namedQueue)
        var queue: Queue?
        @Option(help: ArgumentHelp("So many dead jobs at most.", valueName: "n")) var limit: Int?
        @Flag(name: .shortAndLong, help: "Prints one JSON object a line.") var json = false
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        static let limits = 1...JobsLimits.deadCountMax
        private static let standardLimit = 50

        func validate() throws {
            guard let limit else { return }
            guard dead else { throw ValidationError("--limit is for --dead.") }
            try check(limit, "--limit", in: Self.limits)
        }

        func run(with settings: Settings) async throws {
            let rows = try await settings.withMigratedDatabase { database in
                let ledger = JobLedger(database)
                if dead {
                    let jobs = try await ledger.dead(
                        queue: queue, limit: limit ?? Self.standardLimit)
                    return jobs.map(\.fields)
                }
                return try await ledger.counts(queue: queue).map(\.fields)
            }
            if json {
                for row in rows { try say(line(row)) }
            } else if rows.isEmpty {
                try say(dead ? "No job is dead." : "There are no jobs.")
            } else {
                for line in table(rows) { try say(line) }
            }
        }
    }

    struct Retry: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a dead job be tried once more.")

        @ArgumentParser.Argument(help: "The job.") var id: Int64?
        @Flag(help: "Every dead job.") var all = false
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func validate() throws {
            guard (id != nil) != all else {
                throw ValidationError("Name a job, or all of them with --all.")
            }
        }

        func run(with settings: Settings) async throws {
            let count = try await settings.withMigratedDatabase {
                try await JobLedger($0).retry(id)
            }
            if let id, count == 0 { throw Failure.notDead(id) }
            try say("\(count) \(count == 1 ? "job is" : "jobs are") tried once more.")
        }
    }

    struct Discard: SettingsCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a dead job.")

        @ArgumentParser.Argument(help: "The job.") var id: Int64
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func run(with settings: Settings) async throws {
            guard
                try await settings.withMigratedDatabase({
                    try await JobLedger($0).discard(id)
                })
            else {
                throw Failure.notDead(id)
            }
            try say("The job \(id) is gone.")
        }
    }
}

extension Failure {
    fileprivate static func notDead(_ id: Int64) -> Failure {
        Failure("No job \(id) is dead. See tintype jobs list --dead.")
    }
}

/// - Throws: `ValidationError` if a word names no queue.
@Sendable private func namedQueue(_ word: String) throws -> Queue {
    guard let queue = Queue(rawValue: word) else {
        throw ValidationError("It \(queuesMistake(in: word) ?? "").")
    }
    return queue
}

// MARK: Rows

extension JobCounts {
    fileprivate var fields: [InputField] {
        [
            InputField(name: "queue", value: .string(queue)),
            InputField(name: "kind", value: .string(kind)),
            InputField(name: "waiting", value: .int(waiting)),
            InputField(name: "running", value: .int(running)),
            InputField(name: "dead", value: .int(dead)),
            InputField(name: "oldestWaitMilliseconds", value: .int(oldestWaitMilliseconds)),
        ]
    }
}

extension DeadJob {
    fileprivate var fields: [InputField] {
        let time = Date(timeIntervalSince1970: Double(diedAt) / 1_000)
        return [
            InputField(name: "id", value: .int(Int(id))),
            InputField(name: "queue", value: .string(queue)),
            InputField(name: "kind", value: .string(kind)),
            InputField(name: "attempts", value: .int(attempts)),
            InputField(name: "diedAt", value: .string(time.formatted(.iso8601))),
            InputField(name: "error", value: .string(error)),
        ]
    }
}

private func line(_ fields: [InputField]) -> String {
    var writer = JSONWriter()
    writer.value(.object(fields))
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// The rows under their names, each on one line.
func table(_ rows: [[InputField]]) -> [String] {
    let cells = [rows.first?.map(\.name) ?? []] + rows.map { $0.map(\.value).map(cell) }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
        zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
            .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }
}

/// What an error says may have lines of its own, or what moves a cursor.
private func cell(_ value: InputValue) -> String {
    switch value {
    case .int(let number): "\(number)"
    case .string(let text):
        String(
            text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 } }
                .joined(separator: " ").prefix(CommandLimits.cellCharactersMax))
    default: ""
    }
}
