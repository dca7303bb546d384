import Foundation
import GraphQL

/// One measured figure, and what it is compared with in the same run.
struct BenchRow {
    var name: String
    var value: Double
    var unit: String
    /// What `ratio` compares with; empty if nothing.
    var against: String = ""
    /// How many times better than `against`: above 1 is better.
    var ratio: Double?
}

/// Tells rows as they come: a table for people, or one JSON object a line for programs.
package struct BenchReport: Sendable {
    let isJSON: Bool
    /// Takes a line of the result.
    let say: @Sendable (String) throws -> Void
    /// Takes a line about how it goes.
    let tell: @Sendable (String) -> Void

    package init(
        isJSON: Bool, say: @escaping @Sendable (String) throws -> Void,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.isJSON = isJSON
        self.say = say
        self.tell = tell
    }

    func begin(_ title: String) throws {
        guard !isJSON else { return }
        try say(title)
        try say(line("", "value", "unit", "against", "ratio"))
    }

    func add(_ row: BenchRow) throws {
        guard isJSON else {
            let ratio = row.ratio.map { format($0) + "x" } ?? ""
            try say(line(row.name, format(row.value), row.unit, row.against, ratio))
            return
        }
        var json = JSONWriter()
        json.value(
            .object([
                InputField(name: "name", value: .string(row.name)),
                InputField(name: "value", value: .float(row.value)),
                InputField(name: "unit", value: .string(row.unit)),
                InputField(name: "against", value: .string(row.against)),
                InputField(name: "ratio", value: row.ratio.map { .float($0) } ?? .null),
            ]))
        try say(String(decoding: json.bytes, as: UTF8.self))
    }

    private func line(
        _ name: String, _ value: String, _ unit: String, _ against: String, _ ratio: String
    ) -> String {
        name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + right(value, 12) + " " + unit.padding(toLength: 14, withPad: " ", startingAt: 0)
            + against.padding(toLength: 22, withPad: " ", startingAt: 0) + right(ratio, 9)
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }

    private func format(_ value: Double) -> String {
        String(
            format: value.magnitude < 10 ? "%.3f" : value.magnitude < 1000 ? "%.1f" : "%.0f", value)
    }
}
