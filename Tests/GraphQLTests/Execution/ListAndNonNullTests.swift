import Testing

@testable import GraphQL

/// Every list and non-null mark, up to lists of lists, with a value, a null or a failure at every
/// place, compared with the algorithm of the specification written down once more, plainly.
/// https://spec.graphql.org/September2026/#CompleteValue()
@Suite struct `Lists and non-null marks` {
    private static let leaves = ["Int", "Int!"]
    private static let lists = leaves.flatMap { ["[\($0)]", "[\($0)]!"] }
    private static let listsOfLists = lists.flatMap { ["[\($0)]", "[\($0)]!"] }

    private static let values: [Given] = [.leaf(.int(1)), .null, .failure]
    private static let listValues = atMostTwo(of: values) + [.null, .failure]
    private static let listOfListValues = atMostTwo(of: listValues) + [.null, .failure]

    private static func atMostTwo(of values: [Given]) -> [Given] {
        [.list([])] + values.map { .list([$0]) }
            + values.flatMap { first in values.map { .list([first, $0]) } }
    }

    @Test(arguments: leaves) func `around a value`(type: String) async throws {
        try await check(type, Self.values)
    }

    @Test(arguments: lists) func `around a list`(type: String) async throws {
        try await check(type, Self.listValues)
    }

    @Test(arguments: listsOfLists) func `around a list of lists`(type: String) async throws {
        try await check(type, Self.listOfListValues)
    }

    /// The same with objects in place of numbers; a number is what an object's field gives.
    @Test(arguments: leaves + lists) func `around objects`(type: String) async throws {
        let objects = type.replacing("Int", with: "Thing")
        let engine = try GivenWorld.engine(
            "type Query { f: \(objects) other: Int } type Thing { v: Int! }")
        let schema = engine.schema.schema
        let root = try #require(schema.queryType)
        let field = schema[root].fields[0]
        for given in type.hasPrefix("[") ? Self.listValues : Self.values {
            for inner in [Given.leaf(.int(1)), .failure] {
                var reference = Completion(fieldName: "Query.f", inner: inner)
                let expected = reference.response(given, field.type)
                let context = GivenWorld.Context([
                    "Query.f": asObjects(given), "Thing.v": inner, "Query.other": .leaf(.int(7)),
                ])
                let body = await GivenWorld.run("{ f { v } other }", on: engine, context: context)
                #expect(body == expected, "\(objects): \(given), \(inner)")
            }
        }
    }

    private func asObjects(_ given: Given) -> Given {
        switch given {
        case .leaf: .object("Thing")
        case .list(let items): .list(items.map(asObjects))
        case .null, .failure, .object: given
        }
    }

    private func check(_ type: String, _ values: [Given]) async throws {
        let engine = try GivenWorld.engine("type Query { f: \(type) other: Int }")
        let schema = engine.schema.schema
        let root = try #require(schema.queryType)
        let field = schema[root].fields[0]
        for given in values {
            var reference = Completion(fieldName: "Query.f")
            let expected = reference.response(given, field.type)
            let context = GivenWorld.Context([
                "Query.f": given, "Query.other": .leaf(.int(7)),
            ])
            let body = await GivenWorld.run("{ f other }", on: engine, context: context)
            #expect(body == expected, "\(type): \(given)")
        }
    }
}

/// The algorithm of the specification, for a root field `f` beside a field `other`.
private struct Completion {
    let fieldName: String
    /// What the field `v` of each object gives, a non-null number; nil if there are no objects.
    var inner: Given?
    private var errors: [String] = []

    /// A null that has to go to what holds the value.
    private struct Propagates: Error {}

    init(fieldName: String, inner: Given? = nil) {
        self.fieldName = fieldName
        self.inner = inner
    }

    mutating func response(_ given: Given, _ type: SchemaType) -> String {
        var data = "null"
        if let value = try? complete(given, type, at: ["\"f\""]) {
            data = #"{"f":\#(value),"other":7}"#
        }
        let head = errors.isEmpty ? "" : "\"errors\":[" + errors.joined(separator: ",") + "],"
        return "{\(head)\"data\":\(data)}"
    }

    private mutating func complete(
        _ given: Given, _ type: SchemaType, at path: [String]
    ) throws -> String {
        do {
            switch given {
            case .null:
                if !type.isNonNull { return "null" }
                fail("Cannot return null for non-nullable field \(fieldName).", 3, path)
            case .failure: fail("It fails.", 3, path)
            case .leaf(let value):
                guard let inner else { return "\(value.inputValue.int ?? 0)" }
                guard case .leaf = inner else {
                    fail("It fails.", 7, path + ["\"v\""])
                    throw Propagates()
                }
                return #"{"v":1}"#
            case .list(let items):
                var parts: [String] = []
                for (index, item) in items.enumerated() {
                    parts.append(try complete(item, type.item, at: path + ["\(index)"]))
                }
                return "[" + parts.joined(separator: ",") + "]"
            case .object: break
            }
            throw Propagates()
        } catch {
            if type.isNonNull { throw error }
            return "null"
        }
    }

    private mutating func fail(_ message: String, _ column: Int, _ path: [String]) {
        errors.append(
            #"{"message":"\#(message)","locations":[{"line":1,"column":\#(column)}],"#
                + #""path":[\#(path.joined(separator: ","))]}"#)
    }
}
