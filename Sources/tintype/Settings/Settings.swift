import Configuration
import Foundation
import Logging
import Social

/// What the user has chosen for one run of a command.
struct Settings: Sendable, SecretHolder {
    /// Where values come from, the first that has one counts.
    private let layers: [Layer]
    private let reader: ConfigReader
    private let command: String

    /// The values of one source, and where each stands there.
    private struct Layer: Sendable {
        let provider: InMemoryProvider
        /// By key of the setting.
        let places: [String: String]

        init(_ name: String, _ values: [(setting: Setting, text: String, place: String)]) {
            let pairs = values.map { setting, text, _ in
                (
                    AbsoluteConfigKey(ConfigKey(setting.key)),
                    ConfigValue(.string(text), isSecret: setting.isSecret)
                )
            }
            provider = InMemoryProvider(name: name, values: Dictionary(uniqueKeysWithValues: pairs))
            places = Dictionary(
                uniqueKeysWithValues: values.map { ($0.setting.key, $0.place) })
        }
    }

    /// The command line counts first, then the environment, then the file `.env`, then the default.
    ///
    /// - Parameters:
    ///   - command: its name, for messages.
    ///   - given: its settings, and what the command line says of each.
    /// - Throws: `Failure` if a value is not what the setting takes. It says where the value stands.
    init(
        of command: String, _ given: [Given],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        environmentFile: String = ".env"
    ) throws(Failure) {
        self.command = command
        let file = try EnvironmentFile(environmentFile)
        try file.checkNames(Setting.all)
        layers = [
            Layer(
                "command line",
                given.compactMap { given in
                    given.text.map { (given.setting, $0, given.setting.flag) }
                }),
            Layer(
                "environment",
                given.map(\.setting).compactMap { setting in
                    environment[setting.variable].map {
                        (setting, $0, "\(setting.variable) in the environment")
                    }
                }),
            Layer(
                environmentFile,
                given.map(\.setting).compactMap { setting in
                    file.lines.first { $0.name == setting.variable }.map {
                        (setting, $0.value, "\(file.place($0)): \(setting.variable)")
                    }
                }),
        ]
        reader = ConfigReader(providers: layers.map(\.provider))
        // A mistake is told before anything is begun.
        for setting in given.map(\.setting) { try check(setting) }
    }

    /// Where the value of a setting was given; nil if it was not.
    private func place(of setting: Setting) -> String? {
        layers.lazy.compactMap { $0.places[setting.key] }.first
    }

    private func check(_ setting: Setting) throws(Failure) {
        guard let place = place(of: setting), let text = text(setting),
            let mistake = setting.mistake(in: text)
        else { return }
        let shown = setting.isSecret ? place : "\(place) is \"\(text)\", but"
        throw Failure("\(shown) \(mistake).", status: Failure.misused)
    }

    /// Nil if it is given nowhere and has no default.
    func text(_ setting: Setting) -> String? {
        reader.string(forKey: ConfigKey(setting.key)) ?? setting.standard
    }

    /// - Throws: `Failure` if it is given nowhere.
    func required(_ setting: Setting) throws(Failure) -> String {
        guard let text = text(setting), !text.isEmpty else {
            throw Failure(
                "\(command) needs \(setting.flag), or \(setting.variable) in the environment.",
                status: Failure.misused)
        }
        return text
    }

    /// A setting that is a number.
    func number(_ setting: Setting) throws(Failure) -> Int {
        guard let number = text(setting).flatMap({ Int($0) }) else {
            preconditionFailure("\(setting.key) is checked to be a number, and has a default")
        }
        return number
    }

    /// Whether a flag is on.
    func isSet(_ setting: Setting) -> Bool {
        text(setting).flatMap { Setting.switches[$0.lowercased()] } ?? false
    }

    /// Parts with commas between.
    func list(_ setting: Setting) -> [String] {
        Self.list(text(setting) ?? "")
    }

    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// Writes to standard error, so that standard output is the command's own.
    func logger() -> Logger {
        var logger = Logger(label: "tintype", factory: { LineLog(label: $0) })
        logger.logLevel =
            text(.logLevel).flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .notice
        return logger
    }
}
