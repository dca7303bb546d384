import Foundation

/// An answer, laid flat.
struct Told {
    enum Value: Equatable {
        case nothing
        case text(String)
        /// What is in it are facts of their own.
        case compound
    }

    struct Fact: CustomStringConvertible {
        /// Of the object that it is about; nil for what has no id.
        var id: String?
        var key: String
        var value: Value
        var path: String

        var place: String { "\(id ?? path) \(key)" }
        /// Null or false.
        var isNothing: Bool { value == .nothing }
        var description: String { "\(key) of \(path): \(value)" }
    }

    /// A list with the number that is told of it.
    struct List {
        var path: String
        var total: Int
        var shown: Int
    }

    private(set) var facts: [Fact] = []
    private(set) var lists: [List] = []

    var ids: Set<String> { Set(facts.compactMap(\.id)) }

    init(_ json: String) {
        visit(try? JSONSerialization.jsonObject(with: Data(json.utf8)), "")
    }

    private mutating func visit(_ value: Any?, _ path: String) {
        if let items = value as? [Any] {
            for (index, item) in items.enumerated() { visit(item, "\(path)/\(index)") }
        } else if let object = value as? [String: Any] {
            note(object, path)
            for (key, member) in object { visit(member, "\(path)/\(key)") }
        }
    }

    private mutating func note(_ object: [String: Any], _ path: String) {
        let id = object["id"] as? String
        for (key, value) in object {
            facts.append(Fact(id: id, key: key, value: Self.value(value), path: path))
        }
        func member(_ name: String) -> Any? {
            object.first { $0.key.hasSuffix("Connection_\(name)_0") }?.value
        }
        if let total = member("totalCount") as? Int, let shown = member("nodes") as? [Any] {
            lists.append(List(path: path, total: total, shown: shown.count))
        }
    }

    private static func value(_ value: Any) -> Value {
        if value is NSNull || value as? Bool == false { return .nothing }
        return value is [Any] || value is [String: Any] ? .compound : .text("\(value)")
    }
}
