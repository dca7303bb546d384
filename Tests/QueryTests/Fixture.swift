import Foundation
import Testing

/// A whole query with its answer and its round trips: `Queries/<area>/<name>.graphql`, `.json` and
/// `.trips`. The header of the query file is written by hand and says what must hold:
///
///     # One sentence on what the query shows.
///     # viewer: alice
///     # variables: { "first": 2 }
///     # cold: 3 sql, 4 cache
///     # warm: 0 sql, 3 cache
struct Fixture: Sendable, CustomTestStringConvertible {
    struct Trips: Sendable, Equatable, CustomStringConvertible {
        var sql: Int
        var cache: Int

        var description: String { "\(sql) sql, \(cache) cache" }
    }

    struct Broken: Error, CustomStringConvertible {
        var description: String
    }

    let path: String
    let operation: String
    let viewer: String?
    let variables: String
    let cold: Trips
    let warm: Trips

    var testDescription: String { path }
    var isMutation: Bool { operation.contains("\nmutation ") }

    init(path: String) throws {
        self.path = path
        let text = try String(contentsOfFile: Self.file(path, "graphql"), encoding: .utf8)
        let header = text.split(separator: "\n").prefix { $0.hasPrefix("#") }
            .map { $0.dropFirst().trimmingCharacters(in: .whitespaces) }
        func value(_ name: String) -> String? {
            header.first { $0.hasPrefix(name + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
        operation = text
        viewer = value("viewer")
        variables = value("variables") ?? "{}"
        guard let first = header.first, first.hasSuffix("."),
            let cold = value("cold").flatMap(Trips.init),
            let warm = value("warm").flatMap(Trips.init)
        else { throw Broken(description: "\(path): the header must say what, cold and warm") }
        self.cold = cold
        self.warm = warm
    }

    static func file(_ path: String, _ ending: String) -> String {
        "\(Place.queries)/\(path).\(ending)"
    }

    /// All query files, in the order of their paths.
    static let all: [String] = {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: Place.queries)) ?? []
        return names.filter { $0.hasSuffix(".graphql") }.map { String($0.dropLast(8)) }.sorted()
    }()

    /// Whether answers and trips are to be written anew: `UPDATE=1 swift test`.
    static let isUpdating = ProcessInfo.processInfo.environment["UPDATE"] == "1"
}

extension Fixture.Trips {
    /// `3 sql, 4 cache`
    init?(_ text: String) {
        let words = text.split(separator: " ").map { $0.replacing(",", with: "") }
        guard words.count == 4, words[1] == "sql", words[3] == "cache", let sql = Int(words[0]),
            let cache = Int(words[2])
        else { return nil }
        self.init(sql: sql, cache: cache)
    }

    init(_ answer: Stage.Answer) {
        self.init(sql: answer.sqlCount, cache: answer.cacheCount)
    }
}
