import ArgumentParser
import Foundation
import GraphQL
import Media
import Memcached
import Postgres

/// The process.
@main
enum Main {
    static func main() async {
        Terminal.prepare()
        Descriptors.raiseLimit()
        exit(await status(of: Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs a command line; what the process ends with.
    private static func status(of arguments: [String]) async -> Int32 {
        do {
            try checkNames(in: arguments)
            var command = try Tintype.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch {
            return status(of: error)
        }
    }

    /// Says what went wrong, or what was asked for: help and version come as errors too.
    private static func status(of error: any Error) -> Int32 {
        if let error = error as? OutputError {
            if let sentence = error.sentence { complain("tintype: \(sentence)") }
            return OutputError.status
        }
        if let failure = error as? Failure {
            if !failure.isTold { complain("tintype: \(failure)") }
            return failure.status
        }
        switch Tintype.exitCode(for: error) {
        case .success:
            do {
                try say(Tintype.fullMessage(for: error))
                return 0
            } catch {
                return status(of: error)
            }
        case .validationFailure:
            complain(Tintype.fullMessage(for: error))
            return Failure.misused
        default:
            complain("tintype: \(sentence(for: error))")
            return Failure.failed
        }
    }

    /// - Throws: `Failure` for a word that stands where the name of a command should and is none.
    static func checkNames(in arguments: [String]) throws(Failure) {
        var words = arguments[...]
        if words.first == "help" { words.removeFirst() }
        var command: any ParsableCommand.Type = Tintype.self
        while let word = words.popFirst(), !word.hasPrefix("-") {
            let subcommands = command.configuration.subcommands
            guard !subcommands.isEmpty else { return }
            guard let next = subcommands.first(where: { $0._commandName == word }) else {
                let names = subcommands.map { $0._commandName }
                let path = command == Tintype.self ? "" : " \(command._commandName)"
                throw Failure(
                    "There is no command \"\(word)\"."
                        + didYouMean(nil, suggestionList(word, names))
                        + " See tintype\(path) --help.", status: Failure.misused)
            }
            command = next
        }
    }

    /// What is said of an error. Those that were made to be read speak for themselves.
    private static func sentence(for error: any Error) -> String {
        switch error {
        case let error as PostgresError where error.isForPooled: PostgresError.poolerSentence
        case let error as PostgresError: sentence(for: error)
        case let error as MemcachedClient.BadAddress:
            "The memcached server \"\(error.server)\" must be host:port or the path of a socket."
        case let error as MediaError: error.description
        // The system's errors: a sentence without the names of types, which their description has.
        case let error as CocoaError: error.localizedDescription
        case let error as any CustomStringConvertible: error.description
        default: error.localizedDescription
        }
    }

    /// Without the statement, which only those can do something about who wrote it.
    private static func sentence(for error: PostgresError) -> String {
        let message = error.messageOnOneLine
        return switch error.kind {
        case .unavailable: "The database cannot be reached: \(message)"
        case .invalidRequest: message.prefix(1).uppercased() + message.dropFirst() + "."
        case .server: "The database refuses: \(message) (\(error.sqlState))"
        case .timeout, .poolExhausted: "The database is too slow: \(message)"
        }
    }
}
