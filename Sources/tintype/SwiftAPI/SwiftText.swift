/// Swift source as it is written, in the layout of `swift format`.
struct SwiftText: CustomStringConvertible {
    private(set) var lines: [String] = []
    private var indentation = 0

    static let columnsMax = 100

    mutating func line(_ text: String) {
        lines.append(text.isEmpty ? "" : String(repeating: " ", count: indentation) + text)
    }

    /// An empty line, unless a block has just begun.
    mutating func gap() {
        if let last = lines.last, !last.isEmpty, !last.hasSuffix("{") { lines.append("") }
    }

    /// `head {`, what the body writes four columns further in, and `}`.
    mutating func block(_ head: String, _ body: (inout SwiftText) -> Void) {
        line(head + " {")
        indentation += 4
        body(&self)
        indentation -= 4
        line("}")
    }

    /// A call, `head(argument)` or `head<generics>(argument)`. What is too long for a line goes to one of
    /// its own: the argument, or else the generic arguments.
    mutating func call(_ head: String, of generics: String = "", _ argument: String) {
        let callee = generics.isEmpty ? head : "\(head)<\(generics)>"
        if indentation + callee.count + argument.count + 2 <= Self.columnsMax {
            line("\(callee)(\(argument))")
        } else if indentation + callee.count + 1 <= Self.columnsMax {
            line(callee + "(")
            line("    \(argument))")
        } else {
            line(head + "<")
            line("    " + generics)
            line(">(\(argument))")
        }
    }

    /// `head [`, a line for each item, and `]`.
    mutating func list(_ head: String, _ items: [String]) {
        line(head + " [")
        for item in items { line("    \(item),") }
        line("]")
    }

    /// A doc comment; nothing for no text. Tables keep their lines.
    mutating func documentation(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            for row in wrapped(paragraph) { line(row.isEmpty ? "///" : "/// " + row) }
        }
    }

    private func wrapped(_ paragraph: Substring) -> [String] {
        let columns = Self.columnsMax - indentation - 4
        guard paragraph.count > columns, !paragraph.hasPrefix("|") else {
            return [String(paragraph)]
        }
        var rows: [String] = []
        var row = ""
        for word in paragraph.split(separator: " ") {
            if !row.isEmpty, row.count + 1 + word.count > columns {
                rows.append(row)
                row = ""
            }
            row += (row.isEmpty ? "" : " ") + word
        }
        return rows + [row]
    }

    var description: String { lines.joined(separator: "\n") + "\n" }
}
