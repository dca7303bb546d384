import Social

/// A setting: how it is called, what it takes and what it is for. This is the one place that knows;
/// flag, variable, help, completion and checks follow from it.
///
/// A setting can be given as a flag, as an environment variable or in the file `.env` of the current
/// folder, in this order of precedence. What is true of one run only, or destroys or repairs
/// something, is no setting but an option of its command, and given on the command line only.
struct Setting: Sendable {
    enum Value: Sendable {
        /// Any text that passes the check; `placeholder` is what the help shows.
        case text(placeholder: String, check: Check? = nil)
        case folder
        /// A whole number in a range.
        case number(ClosedRange<Int>)
        case choice([String])
        /// On or off: `--name` and `--no-name`, or a variable that is true or false.
        case flag
    }

    /// What is wrong with a value, as the end of a sentence that begins with the value: `must be …`.
    /// Nil if nothing is.
    typealias Check = @Sendable (_ text: String) -> String?

    /// Words in lower case with dots between them.
    let key: String
    /// For the short flag.
    var letter: Character?
    let value: Value
    /// As it would be given; nil if there is none.
    var standard: String?
    /// Whether its variable has the name that hosting platforms give it, without our prefix.
    var isNamedByHosts = false
    /// Whether the value must not be shown.
    var isSecret = false
    let summary: String

    /// What our own environment variables begin with.
    static let variablePrefix = "TINTYPE_"

    /// `database.url` -> `database-url`
    var name: String { key.replacing(".", with: "-") }

    /// `database.url` -> `--database-url`
    var flag: String { "--" + name }

    /// `log.level` -> `TINTYPE_LOG_LEVEL`
    var variable: String {
        (isNamedByHosts ? "" : Self.variablePrefix) + key.replacing(".", with: "_").uppercased()
    }

    /// What a flag may be in the environment.
    static let switches = [
        "true": true, "yes": true, "1": true, "false": false, "no": false, "0": false,
    ]

    /// What is wrong with a value; nil if nothing is.
    func mistake(in text: String) -> String? {
        switch value {
        case .text(_, let check): return check?(text)
        case .folder: return text.isEmpty ? "must be the path of a folder" : nil
        case .number(let range):
            guard let number = Int(text), range.contains(number) else {
                return "must be a number from \(range.lowerBound) to \(range.upperBound)"
            }
            return nil
        case .choice(let words):
            return words.contains(text.lowercased())
                ? nil : "must be one of \(words.joined(separator: ", "))"
        case .flag: return Self.switches[text.lowercased()] == nil ? "must be true or false" : nil
        }
    }
}

/// What a setting was given on the command line, if it was.
struct Given: Sendable, SecretHolder {
    let setting: Setting
    var text: String?

    init(setting: Setting, text: String? = nil) {
        self.setting = setting
        self.text = text
    }

    init(_ setting: Setting, _ isOn: Bool?) {
        self.init(setting: setting, text: isOn.map { $0 ? "true" : "false" })
    }
}
