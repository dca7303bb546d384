import Foundation
import Testing

@testable import GraphQL

/// What the operations of the product cost, by `Schema/` as it is.
@Suite struct `The product's schema` {
    private static let project = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../..").standardized

    private static func texts(in folder: String) throws -> [(name: String, text: String)] {
        let folder = project.appending(path: folder)
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try files.sorted().filter { $0.hasSuffix(".graphql") }.map { name in
            (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
    }

    private static let engine = Result {
        let sources = try texts(in: "Schema").map { Source($0.text) }
        return try InventedWorld.engine(try buildSchema(sources), limits: .unlimited)
    }

    /// What the operation of a text costs, with something for each of its variables.
    private static func cost(_ text: String) throws -> Int {
        let document = try parse(Source(text))
        let operation = try getOperation(document, name: nil)
        let variables = operation.variableDefinitions.map { index in
            let variable = document.variableDefinitions[Int(index)]
            let type = document.printed(variable.type)
            let value: InputValue = type.hasPrefix("Int") ? .int(20) : .string("alice")
            return InputField(
                name: document.text(variable.name),
                value: type.hasPrefix("[")
                    ? .list([InputValue](repeating: value, count: 10)) : value)
        }
        let request = Request(source: document.source, variables: variables)
        return try engine.get().prepare(request).cost.points
    }

    @Test(arguments: ["playground/queries", "Tests/QueryTests/Queries"])
    func `prices what the product asks for below the limit`(folder: String) throws {
        let costs = try Self.texts(in: folder).map {
            (name: $0.name, points: try Self.cost($0.text))
        }
        let tooDear = costs.filter { $0.points > Limits.standard.costMax }
        #expect(tooDear.map { "\($0.name): \($0.points)" } == [])
        #expect(!costs.isEmpty)
    }

    @Test(arguments: [
        ("{ limits { storyHours } }", 0),
        // As many as are given, though there can be a hundred.
        ("{ nodes(ids: [1, 2, 3]) { id } }", 3),
        // A page of a feed with all that a card can show is about the dearest that makes sense.
        (
            """
            { viewer { feed(kind: FOLLOWING) { items { nodes {
              caption author { username avatar { url } viewerRelationship { followState } }
              media { ... on Image { url variants { url } } }
              comments(first: 3) { nodes { text author { username } } }
            } } } } }
            """, 282
        ),
        ("{ viewer { storyTrays { nodes { stories { id } author { username } } } } }", 241),
        // What hashes a password is dearer than what does not.
        ("mutation { sessionRefresh(input: {refreshToken: \"\"}) { userErrors { code } } }", 11),
        (
            "mutation { sessionCreate(input: {login: \"\", password: \"\"}) { userErrors { code } } }",
            101
        ),
        // Followers of followers of followers.
        (
            """
            { user(username: "a") { followers(first: 100) { nodes { followers(first: 100) {
              nodes { followers(first: 100) { nodes { id } } } } } } } }
            """, 1_010_101
        ),
    ])
    func `prices`(text: String, points: Int) throws {
        #expect(try Self.cost(text) == points)
    }
}
