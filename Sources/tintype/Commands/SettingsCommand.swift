import ArgumentParser
import Foundation

/// A command that has settings.
protocol SettingsCommand: AsyncParsableCommand {
    /// All settings of the command.
    var given: [Given] { get }

    func run(with settings: Settings) async throws
}

extension SettingsCommand {
    /// The settings for one run.
    ///
    /// - Throws: `Failure` if one of them is wrong.
    func settings(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        environmentFile: String = ".env"
    ) throws(Failure) -> Settings {
        try Settings(
            of: Self.path, given, environment: environment, environmentFile: environmentFile)
    }

    /// How it is called behind `tintype`: `serve`, `role give`.
    private static var path: String {
        let group = Tintype.configuration.subcommands.first { group in
            group.configuration.subcommands.contains { $0 == Self.self }
        }
        return ((group?._commandName).map { $0 + " " } ?? "") + _commandName
    }

    func run() async throws {
        try await run(with: try settings())
    }
}

/// - Throws: `ValidationError` if a number is not in its range.
func check(_ number: Int, _ flag: String, in range: ClosedRange<Int>) throws {
    guard range.contains(number) else {
        throw ValidationError(
            "\(flag) is \(number), but must be a number from \(range.lowerBound) to "
                + "\(range.upperBound).")
    }
}
