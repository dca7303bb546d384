import GraphQL

@testable import Social

/// Asks for everything: each field of the schema, with each of its arguments' values.
///
/// Response names are `Type_field_NUMBER`, so that an answer says which row of the table each of its
/// values belongs to.
struct PrivacyWalk {
    let schema: Schema
    /// Fields of these classes are left out.
    var leavesOut: Set<PrivacyTable.Class> = []

    struct Untold: Error, CustomStringConvertible {
        let description: String
    }

    /// The account itself, all objects by their ids, and those that have other names by these.
    func document(usernames: [String], shortcodes: [String]) throws -> String {
        let users = usernames.enumerated().map { index, name in
            "u\(index): user(username: \"\(name)\") { __typename id }"
        }
        let posts = shortcodes.enumerated().map { index, code in
            "p\(index): post(shortcode: \"\(code)\") { __typename id }"
        }
        let viewer = try selection("Viewer", depth: 1)
        return """
            query($ids: [ID!]!) {
              viewer \(viewer)
              limits \(try selection("Limits", depth: 0))
              nodes(ids: $ids) { __typename id \(try nodes()) }
              hashtag(name: "Everywhere") \(try selection("Hashtag", depth: 1))
              \((users + posts).joined(separator: "\n  "))
            }
            """
    }

    /// Fields of the type Query that the document asks for.
    static let asked: Set = [
        "viewer", "limits", "node", "nodes", "user", "post", "hashtag",
    ]

    private func nodes() throws -> String {
        guard let node = schema.type(named: "Node") else { throw Untold(description: "no Node") }
        return try schema[node].possibleTypes.map { id in
            "... on \(schema[id].name) \(try selection(schema[id].name, depth: 1))"
        }.joined(separator: "\n    ")
    }

    private func selection(_ name: String, depth: Int) throws -> String {
        guard let typeID = schema.type(named: name) else {
            throw Untold(description: "no \(name)")
        }
        let type = schema[typeID]
        if type.isAbstract {
            let parts = try type.possibleTypes.map {
                "... on \(schema[$0].name) \(try selection(schema[$0].name, depth: depth))"
            }
            return "{ __typename \(parts.joined(separator: " ")) }"
        }
        let parts = try type.fields.flatMap { try asked($0, of: type, depth: depth) }
        let id = isPart(type) ? "" : " id"
        return "{ __typename\(id) \(parts.joined(separator: " ")) }"
    }

    /// A field once for each choice of its arguments; not at all where it leads too deep.
    private func asked(
        _ field: FieldDefinition, of type: TypeDefinition, depth: Int
    ) throws -> [String] {
        if let sort = PrivacyTable.rows[PrivacyTable.row(type, field)], leavesOut.contains(sort) {
            return []
        }
        let target = schema[field.type.named]
        var inner = ""
        if target.isComposite {
            // What has no id is a part of what has one, and no step.
            guard depth > 0 || isPart(type) else { return [] }
            inner =
                type.name.hasSuffix("Edge") && !isPart(target)
                ? " { __typename ... on Node { id } }"
                : " " + (try selection(target.name, depth: isPart(target) ? depth : depth - 1))
        }
        return try choices(of: field, type).enumerated().map { index, arguments in
            "\(type.name)_\(field.name)_\(index): \(field.name)\(arguments)\(inner)"
        }
    }

    private func isPart(_ type: TypeDefinition) -> Bool {
        !type.isAbstract && type.field(named: "id") == nil
    }

    private func choices(of field: FieldDefinition, _ type: TypeDefinition) throws -> [String] {
        var choices: [[String]] = [[]]
        let names = Set(field.arguments.map(\.name))
        if names.contains("first") {
            // A sample has a default, and is short.
            let isSample = field.arguments.contains { $0.name == "first" && $0.type.isNonNull }
            choices = [["first: \(isSample ? 20 : 100)"], ["first: 1"]]
            if names.contains("last") { choices.append(["last: 1"]) }
        }
        for argument in field.arguments
        where !["first", "after", "last", "before"].contains(argument.name) {
            let kind = schema[argument.type.named]
            // What is said of the moment moves things, and shows no others.
            if kind.kind == .inputObject, !argument.type.isNonNull { continue }
            let values =
                kind.kind == .enum
                // An order by numbers tells what these tell.
                ? kind.enumValues.map(\.name).filter { leavesOut.isEmpty || $0 != "TOP" }
                : kind.name == "Boolean" ? ["true", "false"] : []
            if values.isEmpty {
                throw Untold(
                    description:
                        "What is \(type.name).\(field.name)(\(argument.name):) to be asked?")
            }
            let given = argument.type.isNonNull ? values : ["null"] + values
            choices = choices.flatMap { chosen in
                given.map { chosen + ["\(argument.name): \($0)"] }
            }
        }
        return choices.map { $0.isEmpty ? "" : "(\($0.joined(separator: ", ")))" }
    }
}
