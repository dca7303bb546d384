import TestSupport
import Testing

@testable import GraphQL

/// Messages about values cost no more than the values do, whatever is wrong with them and however
/// they are built.
@Suite(.serialized) struct `Messages about values` {
    private static let sdl = """
        scalar Custom
        enum Mood { HAPPY SAD }
        input Point { x: Int! inner: Point points: [Point!] mood: Mood }
        input Either @oneOf { a: Int b: Either }
        type Query {
          int(a: Int): Int float(a: Float): Int string(a: String): Int boolean(a: Boolean): Int
          id(a: ID): Int mood(a: Mood): Int point(a: Point): Int either(a: Either): Int
          custom(a: Custom): Int list(a: [Int!]): Int points(a: [Point!]!): Int
        }
        """

    private static let fields = [
        "int", "float", "string", "boolean", "id", "mood", "point", "either", "custom", "list",
        "points",
    ]

    /// Ways to make a literal of any size, and the size to begin with: nesting has its limit.
    private static let literals: [(name: String, size: Int, make: @Sendable (Int) -> String)] = [
        ("nested lists", 48, { nested("[", "1", "]", $0) }),
        ("nested objects", 48, { nested("{inner:", "null", "}", $0) }),
        ("nested objects in lists", 24, { nested("[{points:", "[]", "}]", $0) }),
        ("nested long names", 48, { nested("{aVeryLongNameOfAFieldThatIsNone:", "1", "}", $0) }),
        ("nested choices", 48, { nested("{a:1,b:", "{}", "}", $0) }),
        ("a long list", 500, { "[" + String(repeating: "\"a\",", count: $0) + "]" }),
        ("a long list of objects", 250, { "[" + String(repeating: "{y:1},", count: $0) + "]" }),
        (
            "a long object", 250,
            { size in "{" + (0..<size).map { "f\($0):1" }.joined(separator: ",") + "}" }
        ),
        ("a long string", 5_000, { "\"" + String(repeating: "\\u0041", count: $0) + "\"" }),
        (
            "a long block string", 5_000,
            { "\"\"\"" + String(repeating: "\n a", count: $0) + "\"\"\"" }
        ),
        ("a long number", 5_000, { String(repeating: "9", count: $0) }),
        ("a long fraction", 5_000, { "0." + String(repeating: "9", count: $0) + "e999" }),
        ("a long name", 5_000, { String(repeating: "A", count: $0) }),
    ]

    private static func nested(
        _ open: String, _ inner: String, _ close: String, _ depth: Int
    ) -> String {
        String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }

    private static func messages(_ document: Document, _ schema: Schema) -> [GraphQLError] {
        do throws(GraphQLErrors) {
            _ = try validate(
                document, against: schema,
                scalars: ["Custom": ScalarCoercion(input: { _ in throw Kennel.Secret() })])
            return []
        } catch {
            return error.errors
        }
    }

    @Test func `of documents grow no faster than these`() throws {
        let schema = try buildSchema(Self.sdl)
        for field in Self.fields {
            for literal in Self.literals {
                try expectLinear("\(literal.name) for \(field)", from: literal.size) { size in
                    let text = "{ \(field)(a: \(literal.make(size))) }"
                    let document = try parse(Source(text), limits: .unlimited)
                    return {
                        for error in Self.messages(document, schema) {
                            #expect(error.message.utf8.count < 1_500)
                        }
                    }
                }
            }
        }
    }

    @Test func `of default values grow no faster than these`() throws {
        for literal in Self.literals {
            for type in ["Int", "Mood", "Point", "[Point!]"] {
                try expectLinear("\(literal.name) for \(type)", from: literal.size) { size in
                    let text =
                        Self.sdl
                        + " extend type Query { q(a: \(type) = \(literal.make(size))): Int }"
                    return { _ = try? buildSchema(text) }
                }
            }
        }
    }

    @Test func `of variables grow no faster than these`() throws {
        let schema = try buildSchema(Self.sdl)
        let coercion = InputCoercion(schema: schema, scalars: [:])
        func value(_ size: Int, _ wrap: (InputValue) -> InputValue) -> InputValue {
            (0..<size).reduce(.string("a")) { value, _ in wrap(value) }
        }
        let values: [(String, Int, (Int) -> InputValue)] = [
            ("nested lists", 50, { value($0) { .list([$0]) } }),
            ("nested objects", 50, { value($0) { .object([InputField("inner", $0)]) } }),
            (
                "unknown fields", 200,
                { size in
                    .object((0..<size).map { InputField("f\($0)", .int(1)) })
                }
            ),
            (
                "objects", 200,
                { size in
                    .list(Array(repeating: .object([InputField("y", .int(1))]), count: size))
                }
            ),
            ("strings", 200, { size in .list(Array(repeating: .string("a"), count: size)) }),
        ]
        for field in Self.fields {
            let document = try parse(
                Source("query ($v: \(Self.type(of: field, schema))) { \(field)(a: $v) }"))
            let definition = try getOperation(document, name: nil)
            for (name, size, make) in values {
                try expectLinear("\(name) for \(field)", from: size) { size in
                    let given = [InputField("v", make(size))]
                    return {
                        _ = try? coerceVariableValues(
                            definition, in: document, given: given, coercion: coercion)
                    }
                }
            }
        }
    }

    private static func type(of field: String, _ schema: Schema) throws -> String {
        let query = try #require(schema.queryType)
        let argument = try #require(schema[query].field(named: field)?.arguments.first)
        return schema.typeName(argument.type)
    }

    @Test(
        arguments: [
            // One group of fields; fields that conflict below; fragments; and all of these.
            { size in "{ \(each(size) { "x: human(id: \($0)) { name }" }) }" },
            { size in "{ \(each(size) { "human { x: \($0 % 2 == 0 ? "id" : "name") }" }) }" },
            { size in
                "{ human { \(each(size) { "...F\($0)" }) } } "
                    + each(size) { "fragment F\($0) on Human { x: friend(id: \($0)) { name } }" }
            },
            { size in
                "{ \(each(size) { "human { friend(id: 1) { ...F\($0) } }" }) } "
                    + each(size) {
                        "fragment F\($0) on Human { x: \($0 % 2 == 0 ? "id" : "name") }"
                    }
            },
        ] as [@Sendable (Int) -> String])
    func `of conflicts grow no faster than the fields in them`(
        make: @Sendable (Int) -> String
    ) throws {
        let schema = try buildSchema(
            """
            type Query { human(id: Int): Human }
            type Human { id: ID name: String friend(id: Int): Human }
            """)
        var limits = Limits.unlimited
        limits.validationErrorsMax = 100
        try expectLinear("conflicts", from: 500) { size in
            let document = try parse(Source(make(size)), limits: .unlimited)
            return {
                let errors = #expect(throws: GraphQLErrors.self) {
                    try validate(
                        document, against: schema, rules: [.overlappingFieldsCanBeMerged],
                        limits: limits)
                }
                #expect((errors?.errors.count ?? 0) <= 101)
            }
        }
    }

    private static func each(_ count: Int, _ part: (Int) -> String) -> String {
        (0..<count).map(part).joined(separator: " ")
    }

    @Test func `print default values once for each of their parts`() throws {
        for literal in Self.literals.prefix(3) {
            // A nested value takes a line for each level, which begins with as many blanks: the
            // text grows with the square, and the work as the text does.
            let factor = try Growth.factor(from: literal.size) { size in
                let document = try parseValue(Source(literal.make(size)), limits: .unlimited)
                let value = document.value(ofLiteral: 0)
                let length = document.printedValue(at: 0).utf8.count
                return {
                    for _ in 0..<max(1, 400_000 / length) {
                        if literalText(value).utf8.count != length { Issue.record("It differs.") }
                    }
                }
            }
            #expect(factor < 2.5, "\(literal.name)")
        }
    }

    @Test(arguments: [
        ("[[[1]]]", "[[[1]]]"),
        ("{inner: {x: 1}}", "{ inner: { x: 1 } }"),
        (
            "[\(String(repeating: "1, ", count: 100))]",
            "[\n" + String(repeating: "  1\n", count: 49) + "  …"
        ),
    ])
    func `show the beginning as the printer would print it`(literal: String, shown: String) throws {
        let document = try parseValue(Source(literal))
        #expect(document.excerpt(ofValue: 0) == shown)
    }
}
