/// The texts of `--help`, made from the tables of commands and options.
enum Help {
    /// Columns a line may have.
    private static let columns = 100

    static let version = "tintype 0.1.0"

    static var overview: String {
        var lines = [
            "Tintype: a GraphQL gateway for sharing photos.", "",
            "Usage: tintype COMMAND [OPTIONS]", "",
        ]
        for command in Command.allCases {
            lines += row(command.rawValue, command.summary, width: 10)
        }
        lines += ["", "Options, and the commands that have them:", ""]
        for option in Option.all {
            let commands = Command.allCases.filter(option.commands.contains).map(\.rawValue)
            lines += describe(option, suffix: "(" + commands.joined(separator: ", ") + ")")
        }
        lines += ["", precedence, "tintype COMMAND --help tells more about one of them."]
        return lines.joined(separator: "\n")
    }

    static func text(for command: Command) -> String {
        let words = command.words.isEmpty ? "" : " " + command.words
        var lines = [
            "Usage: tintype \(command.rawValue)\(words) [OPTIONS]", "", command.summary, "",
        ]
        lines += command.details.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        let options = Option.all(of: command)
        if !options.isEmpty {
            lines += ["", "Options:", ""]
            for option in options { lines += describe(option, suffix: "") }
            lines += ["", precedence]
        }
        return lines.joined(separator: "\n")
    }

    private static let precedence =
        "An option counts before an environment variable, and that before a line in the file .env."

    /// Flag, variable and default; below them what it is for.
    private static func describe(_ option: Option, suffix: String) -> [String] {
        let standard = option.standard.map { $0.isEmpty ? "none" : $0 } ?? ""
        let head =
            "  " + padded(option.flag + placeholder(of: option), 36) + padded(option.variable, 24)
            + (standard.isEmpty ? "" : "default: \(standard)")
        let text = [option.summary, suffix].filter { !$0.isEmpty }.joined(separator: " ")
        return [trimmedEnd(head)] + wrapped(text, indent: 6)
    }

    private static func placeholder(of option: Option) -> String {
        switch option.value {
        case .text(let placeholder): " \(placeholder)"
        case .number: " N"
        case .flag: ""
        }
    }

    private static func row(_ name: String, _ text: String, width: Int) -> [String] {
        ["  " + padded(name, width) + text]
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func trimmedEnd(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Lines of at most `columns`.
    private static func wrapped(_ text: String, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent + line.count + 1 + word.count > columns {
                lines.append(space + line)
                line = ""
            }
            line += line.isEmpty ? word : " " + word
        }
        return lines + [space + line]
    }
}
