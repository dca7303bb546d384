import Foundation
import Gateway
import LocalServices
import Postgres

/// The command line.
@main
struct Tintype {
    static func main() async {
        // A client that hangs up must not end the server.
        signal(SIGPIPE, SIG_IGN)
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let isTold = (error as? Failure)?.isTold ?? false
            if !isTold { complain("tintype: \(sentence(for: error))") }
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        guard let name = arguments.first else {
            say(Help.overview)
            return
        }
        switch name {
        case "help", "--help", "-h":
            let command = arguments.dropFirst().first.flatMap(Command.init)
            say(command.map(Help.text) ?? Help.overview)
        case "--version": say(Help.version)
        default:
            guard let command = Command(rawValue: name) else {
                throw Failure("There is no command \"\(name)\". See tintype --help.")
            }
            let rest = Array(arguments.dropFirst())
            if rest.contains("--help") || rest.contains("-h") {
                return say(Help.text(for: command))
            }
            try await command.run(Settings(command, arguments: rest))
        }
    }

    /// What is said at the terminal. Errors that were made to be read speak for themselves.
    private static func sentence(for error: any Error) -> String {
        switch error {
        case let error as PostgresError where error.kind == .unavailable:
            "The database cannot be reached: \(error.message)"
        case let error as any CustomStringConvertible: error.description
        default: String(reflecting: error)
        }
    }
}

extension Command {
    fileprivate func run(_ settings: Settings) async throws {
        switch self {
        case .demo: try await Demo(settings).run()
        case .serve: try await Serve(settings).run()
        case .worker: try await Worker(settings).run()
        case .migrate: try await Migrate(settings).run()
        case .verify: try await Verify(settings).run()
        case .seed: try await Seed(settings).run()
        case .bench: try await Bench(settings).run()
        case .graphql: try await GraphQLCommand(settings).run()
        }
    }
}

/// Prints a line at once, so that whoever reads through a pipe need not wait.
func say(_ text: String, terminator: String = "\n") {
    FileHandle.standardOutput.write(Data((text + terminator).utf8))
}

/// Prints a line to standard error.
func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
