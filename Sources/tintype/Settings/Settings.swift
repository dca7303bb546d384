import Configuration
import Foundation
import Logging

/// What the user has chosen for one run of a command.
struct Settings: Sendable {
    let command: Command
    /// Words that are no flags, behind the command.
    let words: [String]
    private let reader: ConfigReader

    /// The command line counts first, then the environment, then the file `.env`, then the default.
    ///
    /// - Parameter arguments: what stands behind the command.
    /// - Throws: `Failure` if there is something on the command line that the command does not know,
    ///   or a number is none.
    init(
        _ command: Command, arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        environmentFile: String = ".env"
    ) throws {
        let line = try CommandLineParts(arguments, command: command)
        self.command = command
        words = line.words
        let given = line.values.map {
            (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue(.string($0.value), isSecret: false))
        }
        reader = ConfigReader(providers: [
            InMemoryProvider(
                name: "command line", values: Dictionary(uniqueKeysWithValues: given)),
            EnvironmentVariablesProvider(environmentVariables: environment),
            EnvironmentVariablesProvider(
                environmentVariables: EnvironmentFile.read(environmentFile)),
        ])
        // A mistake is told before anything is begun.
        for option in Option.all(of: command) {
            if case .number = option.value { _ = try number(option) }
        }
    }

    /// Nil if it is given nowhere and has no default.
    func text(_ option: Option) -> String? {
        reader.string(forKey: ConfigKey(option.key)) ?? option.standard
    }

    /// - Throws: `Failure` if it is given nowhere.
    func required(_ option: Option) throws -> String {
        guard let text = text(option), !text.isEmpty else {
            throw Failure(
                "\(command.rawValue) needs \(option.flag), or \(option.variable) in the environment."
            )
        }
        return text
    }

    /// - Throws: `Failure` if it is no number of the option's range.
    func number(_ option: Option) throws -> Int {
        guard case .number(let range) = option.value else {
            preconditionFailure("\(option.key) is no number")
        }
        let text = text(option) ?? ""
        guard let number = Int(text), range.contains(number) else {
            throw Failure(
                "\(option.flag) (\(option.variable)) is \"\(text)\", but must be a number from "
                    + "\(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func isSet(_ option: Option) -> Bool {
        ["true", "yes", "1"].contains(text(option)?.lowercased())
    }

    /// Parts with commas between.
    func list(_ option: Option) -> [String] {
        (text(option) ?? "").split(separator: ",").map { part in
            part.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
    }

    /// Writes to standard error, so that standard output is the command's own.
    func logger() throws -> Logger {
        let text = text(.logLevel) ?? ""
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw Failure("\(Option.logLevel.flag) is \"\(text)\", which is no level.")
        }
        var logger = Logger(label: "tintype") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

/// A command line, taken apart.
struct CommandLineParts {
    /// By key of the option.
    private(set) var values: [String: String] = [:]
    private(set) var words: [String] = []

    init(_ arguments: [String], command: Command) throws {
        let options = Option.all(of: command)
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            let parts = argument.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let option = options.first(where: { $0.flag == parts[0] }) else {
                throw Failure(
                    "\(command.rawValue) has no option \(parts[0]). "
                        + "See tintype \(command.rawValue) --help.")
            }
            guard values[option.key] == nil else {
                throw Failure("\(option.flag) is given twice.")
            }
            values[option.key] =
                try parts.count > 1 ? String(parts[1]) : Self.value(of: option, in: &rest)
        }
        if let word = words.first, words.count > command.wordsMax {
            throw Failure(
                "\(command.rawValue) does not take \"\(word)\". "
                    + "See tintype \(command.rawValue) --help.")
        }
    }

    private static func value(
        of option: Option, in rest: inout ArraySlice<String>
    ) throws -> String {
        if case .flag = option.value { return "true" }
        guard let value = rest.popFirst(), !value.hasPrefix("--") else {
            throw Failure("\(option.flag) needs a value, such as \(option.example).")
        }
        return value
    }
}

extension Option {
    /// The flag with what it takes: `--port 8080`.
    var example: String {
        switch value {
        case .text(let placeholder): "\(flag) \(placeholder)"
        case .number: "\(flag) \(standard ?? "N")"
        case .flag: flag
        }
    }
}

/// Why a command cannot do what it should: one sentence for the person at the terminal.
struct Failure: Error, CustomStringConvertible {
    let description: String
    /// It has been printed already.
    let isTold: Bool

    init(_ sentence: String, isTold: Bool = false) {
        description = sentence
        self.isTold = isTold
    }
}
