import ArgumentParser
import Events
import Foundation
import Gateway
import GraphQL
import Logging

/// `tintype events`: the log of what has happened in the product.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Prints the log of what has happened, or how far its consumers are.",
        discussion: """
            An event is kept for \(EventsLimits.keptHours / 24) days. With --consumer the place is kept \
            in the database: every event is printed at least once, by one process of that name at a \
            time, wherever it runs.
            """,
        subcommands: [Print.self, Consumers.self], defaultSubcommand: Print.self)

    struct Print: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints events in their order, each a line of JSON.")

        @Option(
            help: ArgumentHelp(
                "Goes on where the last of this name has ended, and keeps the place.",
                valueName: "name"))
        var consumer: String?
        @Option(help: ArgumentHelp("Begins behind this event.", valueName: "id"))
        var after: Int64?
        @Flag(name: .shortAndLong, help: "Waits for more, until Ctrl-C.") var follow = false
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func validate() throws {
            guard let consumer else { return }
            if after != nil { throw ValidationError("A consumer has a place: omit --after.") }
            guard (1...EventsLimits.nameBytesMax).contains(consumer.utf8.count) else {
                throw ValidationError(
                    "The name of a consumer has 1 to \(EventsLimits.nameBytesMax) bytes.")
            }
        }

        func run(with settings: Settings) async throws {
            let interruption = Interruption()
            let printing = Task {
                try await Terminal.whileRead { try await print(with: settings) }
            }
            interruption.whenRequested { printing.cancel() }
            do {
                try await printing.value
            } catch is CancellationError where interruption.isRequested {
                if let failure = interruption.failure { throw failure }
            }
        }

        private func print(with settings: Settings) async throws {
            let logger = settings.logger()
            try await settings.withMigratedDatabase { database in
                let log = { @Sendable (text: String) in logger.warning("\(text)") }
                guard let consumer else {
                    return try await printAll(of: EventLog(database, log: log))
                }
                let runner = EventRunner(
                    database: database, consumers: [EventPrinter(name: consumer)], log: log)
                if follow { try await runner.follow() } else { try await runner.catchUp() }
            }
        }

        private func printAll(of log: EventLog) async throws {
            var place = after ?? 0
            while true {
                let events = try await log.events(after: place)
                if let last = events.last {
                    try printEvents(events)
                    place = last.id
                } else if follow {
                    try await Task.sleep(for: .milliseconds(EventsLimits.pollMilliseconds))
                } else {
                    return
                }
            }
        }
    }

    struct Consumers: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the consumers that keep a place, each a line of JSON.")

        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func run(with settings: Settings) async throws {
            let consumers = try await settings.withMigratedDatabase {
                try await EventLog($0).consumers()
            }
            for consumer in consumers { try printLine(consumer.fields) }
        }
    }
}

/// Prints what it is given. What is printed twice has the same `id`.
private struct EventPrinter: EventConsumer {
    let name: String

    func handle(_ events: [Event]) throws {
        try printEvents(events)
    }
}

private func printEvents(_ events: [Event]) throws {
    for event in events { try printLine(event.fields) }
}

private func printLine(_ fields: [InputField]) throws {
    var writer = JSONWriter()
    writer.value(.object(fields))
    try say(String(decoding: writer.bytes, as: UTF8.self))
}

extension Event {
    fileprivate var fields: [InputField] {
        [
            InputField(name: "id", value: .int(Int(id))),
            InputField(name: "at", value: .string(time(milliseconds))),
            InputField(name: "account", value: .int(Int(account))),
            InputField(name: "kind", value: .string(kind)),
            InputField(name: "version", value: .int(Int(version))),
            InputField(name: "payload", value: shownPayload),
        ]
    }
}

extension Event {
    /// A payload that is no JSON, as a text.
    private var shownPayload: InputValue {
        (try? readJSON(payload)) ?? .string(String(decoding: payload, as: UTF8.self))
    }
}

extension EventConsumerState {
    fileprivate var fields: [InputField] {
        [
            InputField(name: "name", value: .string(name)),
            InputField(name: "after", value: .int(Int(place))),
            InputField(name: "isRunning", value: .boolean(isHeld)),
            InputField(name: "lagMilliseconds", value: .int(lagMilliseconds)),
            InputField(name: "missedAt", value: missedAt.map { .string(time($0)) } ?? .null),
        ]
    }
}

private func time(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
        .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
}
