import TestSupport
import Testing

@testable import GraphQL

/// Planning costs about as much as what is planned, however it is written. Without limits, which
/// would end all of these early.
@Suite(.serialized) struct `Planning` {
    private struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let size: Int
        let sdl: @Sendable (Int) -> String
        let text: @Sendable (Int) -> String
        var isIncremental = false

        var testDescription: String { name }
    }

    private static func each(_ count: Int, _ part: (Int) -> String) -> String {
        (0..<count).map(part).joined(separator: " ")
    }

    private static let thing = "type Query { q: Thing } type Thing { a: Int b: Thing }"

    /// A union of so many types, each with an interface and a field of its own.
    private static let union: @Sendable (Int) -> String = { size in
        "type Query { q: Any n: Node } interface Node { id: ID } "
            + "union Any = \((0..<size).map { "T\($0)" }.joined(separator: " | ")) "
            + each(size) { "type T\($0) implements Node { id: ID f\($0): Int }" }
    }

    private static let cases = [
        Case(
            name: "fragments side by side", size: 1_000, sdl: { _ in thing },
            text: { size in
                "{ q { \(each(size) { "...F\($0)" }) } } "
                    + each(size) { "fragment F\($0) on Thing { a\($0): a }" }
            }),
        Case(
            name: "fields with a fragment each", size: 1_000, sdl: { _ in thing },
            text: { size in
                "{ q { \(each(size) { "b\($0): b { ...F\($0) }" }) } } "
                    + each(size) { "fragment F\($0) on Thing { a }" }
            }),
        Case(
            name: "fragments of one field", size: 1_000, sdl: { _ in thing },
            text: { size in
                "{ q { \(each(size) { "b { ...F\($0) }" }) } } "
                    + each(size) { "fragment F\($0) on Thing { a\($0): a b { a } }" }
            }),
        Case(
            name: "a large fragment everywhere", size: 500, sdl: { _ in thing },
            text: { size in
                "{ q { \(each(size) { "b\($0): b { ...F }" }) } } "
                    + "fragment F on Thing { \(each(size) { "a\($0): a" }) }"
            }),
        Case(
            name: "deferred fragments", size: 500, sdl: { _ in thing },
            text: { size in
                "{ q { \(each(size) { "...F\($0) @defer" }) } } "
                    + each(size) { "fragment F\($0) on Thing { a\($0): a }" }
            }, isIncremental: true),
        Case(
            name: "a union with a fragment for each type", size: 200, sdl: union,
            text: { size in "{ q { \(each(size) { "... on T\($0) { f\($0) }" }) } }" }),
        Case(
            name: "a union with a named fragment for each type", size: 200, sdl: union,
            text: { size in
                "{ q { \(each(size) { "...F\($0)" }) } } "
                    + each(size) { "fragment F\($0) on T\($0) { f\($0) }" }
            }),
        Case(
            name: "an interface of many types", size: 200, sdl: union,
            text: { _ in "{ n { \(each(200) { "i\($0): id" }) } }" }),
        Case(
            name: "conditions", size: 500, sdl: { _ in thing },
            text: { size in
                "query (\(each(size) { "$v\($0): Boolean!" })) "
                    + "{ q { \(each(size) { "a\($0): a @skip(if: $v\($0))" }) } }"
            }),
        Case(
            name: "a chain of default values", size: 200,
            sdl: { size in
                "type Query { q(by: I0 = {}): Int } "
                    + each(size) { "input I\($0) { next: I\($0 + 1) = {} }" }
                    + " input I\(size) { a: Int = 1 }"
            }, text: { _ in "{ q }" }),
    ]

    private static func prepared(_ given: Case, _ size: Int) throws -> () throws -> Void {
        let schema = try buildSchema(
            given.sdl(size), incrementalDelivery: given.isIncremental)
        let executable = try InventedWorld.engine(schema, limits: .unlimited).schema
        let document = PreparedDocument(
            try validate(
                try parse(Source(given.text(size)), limits: .unlimited), against: schema,
                limits: .unlimited))
        let definition = try getOperation(document.value, name: nil)
        return {
            var planner = Planner(
                schema: executable, document: document.value, conditions: [:],
                isIncremental: given.isIncremental, limits: .unlimited)
            _ = try planner.plan(definition)
        }
    }

    @Test(arguments: cases)
    private func `takes four times as long for four times as much`(given: Case) throws {
        try expectLinear(given.name, from: given.size) { try Self.prepared(given, $0) }
    }

    @Test func `looks for the conditions of a document once`() throws {
        try expectLinear("conditions", from: 1_000) { size in
            let names = (0..<size).map { "v\($0)" }
            let text =
                "query (\(names.map { "$\($0): Boolean!" }.joined(separator: " "))) "
                + "{ q { \(names.map { "\($0): a @skip(if: $\($0))" }.joined(separator: " ")) } }"
            let valid = try validate(
                try parse(Source(text), limits: .unlimited), against: try buildSchema(Self.thing),
                limits: .unlimited)
            return { _ = PreparedDocument(valid) }
        }
    }

    @Test func `shares default values that double`() async throws {
        // Written out, the value has 2^60 parts.
        let sdl =
            "type Query { q(by: I0 = {}): Int } "
            + Self.each(60) { "input I\($0) { a: I\($0 + 1) = {} b: I\($0 + 1) = {} }" }
            + " input I60 { a: Int = 1 }"
        let engine = try GivenWorld.engine(sdl, limits: .unlimited)
        let context = GivenWorld.Context()
        #expect(
            await GivenWorld.run("{ q }", on: engine, context: context) == #"{"data":{"q":null}}"#)
        var value = context.arguments(of: "Query.q")?["by"]
        for _ in 0..<60 { value = value?["b"] }
        #expect(value == .object([InputField("a", .int(1))]))
    }

    @Test func `ends where default values contain themselves`() throws {
        let sdl = """
            type Query { q(by: I = {}): Int }
            input I { a: I = {} b: Int = 1 c: J = {} } input J { i: I = {} d: Int = 2 }
            """
        let schema = try buildSchema(sdl, assumeValid: true)
        let defaults = InputDefaults(schema, scalars: [:])
        let type = try #require(schema.type(named: "I"))
        #expect(defaults.value(of: 1, in: type) == .int(1))
        #expect(defaults.value(of: 2, in: type)?["d"] == .int(2))
    }
}
