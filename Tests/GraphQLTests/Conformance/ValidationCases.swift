import Foundation

/// The validation tests of the reference implementation, as the Debian package
/// `golang-github-vektah-gqlparser-dev` installs them: graphql-js 16 written as YAML.
///
/// Only as much of YAML is read as these files use.
struct ValidationCase: Sendable, CustomStringConvertible {
    var rule = ""
    var name = ""
    var schema = 0
    var query = ""
    /// `line:column line:column message`
    var errors: [String] = []

    var description: String { "\(rule)/\(name)" }

    static let directory =
        "/usr/share/gocode/src/github.com/vektah/gqlparser/validator/imported/spec"

    static var isInstalled: Bool {
        FileManager.default.fileExists(atPath: directory + "/schemas.yml")
    }

    /// The schemas that cases name by their position.
    static func schemas() throws -> [String] {
        var schemas: [String] = []
        for line in try lines(of: "schemas.yml") {
            if line.hasPrefix("- ") {
                schemas.append("")
            } else if let last = schemas.indices.last {
                schemas[last] += line + "\n"
            }
        }
        return schemas
    }

    static func all() throws -> [ValidationCase] {
        guard isInstalled else { return [] }
        let files = try FileManager.default.contentsOfDirectory(atPath: directory)
        return try files.filter { $0.hasSuffix(".spec.yml") }.sorted()
            .flatMap { cases(in: try lines(of: $0)) }
    }

    private static func lines(of file: String) throws -> [String] {
        let text = try String(contentsOfFile: directory + "/" + file, encoding: .utf8)
        return text.components(separatedBy: "\n")
    }

    private static func cases(in lines: [String]) -> [ValidationCase] {
        var cases: [ValidationCase] = []
        var reader = ErrorReader()
        var isInQuery = false
        for line in lines {
            if let name = line.value(of: "- name") {
                reader.finish(&cases)
                cases.append(ValidationCase(name: name))
                isInQuery = false
            }
            guard let last = cases.indices.last else { continue }
            if let rule = line.value(of: "  rule") { cases[last].rule = rule }
            if let schema = line.value(of: "  schema") { cases[last].schema = Int(schema) ?? 0 }
            if let query = line.value(of: "  query") {
                isInQuery = query == "|2-"
                if !isInQuery { cases[last].query = query }
            } else if line.hasPrefix("  errors:") {
                isInQuery = false
            } else if isInQuery {
                cases[last].query += line.dropFirst(4) + "\n"
            } else {
                reader.read(line)
            }
        }
        reader.finish(&cases)
        return cases
    }
}

/// Collects the errors of one case from lines such as `- message: ...` and `- {line: 3, column: 9}`.
private struct ErrorReader {
    private var errors: [(places: [String], message: String)] = []

    mutating func read(_ line: String) {
        if line.hasPrefix("    - ") { errors.append(([], "")) }
        guard let last = errors.indices.last else { return }
        if let message = ("      " + line.dropFirst(6)).value(of: "      message") {
            errors[last].message = message
        }
        if let row = line.number(after: "line: "), let column = line.number(after: "column: ") {
            errors[last].places.append("\(row):\(column)")
        }
    }

    mutating func finish(_ cases: inout [ValidationCase]) {
        guard let last = cases.indices.last else { return }
        cases[last].errors = errors.map { ($0.places + [$0.message]).joined(separator: " ") }
        errors = []
    }
}

extension String {
    fileprivate func number(after key: String) -> Int? {
        range(of: key).flatMap { Int(self[$0.upperBound...].prefix { $0.isNumber }) }
    }

    /// What stands behind `key: `, without the quotes around it.
    fileprivate func value(of key: String) -> String? {
        guard hasPrefix(key + ": ") else { return nil }
        let value = dropFirst(key.count + 2)
        guard value.first == "'", value.last == "'", value.count > 1 else { return String(value) }
        return value.dropFirst().dropLast().replacingOccurrences(of: "''", with: "'")
    }
}
