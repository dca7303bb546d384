import TAO

@testable import Social

/// Makes round trips readable: keys with the names of the small world, statements by their tables.
struct TripText {
    private let names: [String: String]
    private let types: [String: String]

    init(_ stage: Stage) {
        names = Dictionary(
            stage.names.map { ($0.value.object.description, $0.key) },
            uniquingKeysWith: { $0.count < $1.count ? $0 : $1 })
        types = Dictionary(
            uniqueKeysWithValues: GraphTypes.social(.standard).associations.map {
                ("\($0)", $1.name)
            })
    }

    /// `cache: get o:alice a:alice:FOLLOWS` or `sql: objects, associations x 2`.
    func callAsFunction(_ trip: String) -> String {
        if trip.hasPrefix("sql: ") { return "sql: " + tables(trip.dropFirst(5)) }
        return trip.split(separator: " ").map(key).joined(separator: " ")
    }

    private func key(_ text: Substring) -> String {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, parts[0] == "o" || parts[0] == "a" else { return String(text) }
        parts[1] = names[parts[1]] ?? parts[1]
        if parts.count > 2 { parts[2] = types[parts[2]] ?? parts[2] }
        return parts.joined(separator: ":")
    }

    /// The tables that statements speak of, in the order of their first appearance.
    private func tables(_ statements: Substring) -> String {
        var counts: [(tables: String, count: Int)] = []
        for statement in statements.split(separator: ";") {
            let tables = tables(of: statement)
            if let index = counts.firstIndex(where: { $0.tables == tables }) {
                counts[index].count += 1
            } else {
                counts.append((tables, 1))
            }
        }
        return counts.map { $0.count == 1 ? $0.tables : "\($0.tables) x \($0.count)" }
            .joined(separator: ", ")
    }

    private func tables(of statement: Substring) -> String {
        let known: Set = ["objects", "associations", "association_counts", "names"]
        let words = statement.split { !($0.isLetter || $0 == "_") }.map(String.init)
        let found = words.filter(known.contains).unique()
        return found.isEmpty ? words.joined(separator: " ") : found.joined(separator: " + ")
    }
}
