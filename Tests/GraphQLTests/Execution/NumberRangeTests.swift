import Testing

@testable import GraphQL

/// A number means the same wherever it comes in.
@Suite struct `Numbers of any size` {
    private static let sdl = """
        scalar Any
        type Query { int(a: Int): Int float(a: Float): Int id(a: ID): Int any(a: Any): Int }
        """

    /// What the resolver is given, or nil if the number is refused.
    private struct Row: Sendable {
        let field: String
        let number: String
        let value: InputValue?

        init(_ field: String, _ number: String, _ value: InputValue?) {
            self.field = field
            self.number = number
            self.value = value
        }
    }

    private static let digits = String(repeating: "123456789", count: 40)

    private static let rows = [
        Row("int", "2147483647", .int(2_147_483_647)),
        Row("int", "-2147483648", .int(-2_147_483_648)),
        Row("int", "2147483648", nil), Row("int", "9223372036854775807", nil),
        Row("int", "9223372036854775808", nil), Row("int", digits, nil), Row("int", "1e400", nil),
        Row("float", "1.7976931348623157e308", .float(1.7976931348623157e308)),
        Row("float", "1e309", nil), Row("float", "-1e400", nil), Row("float", "1e-400", .float(0)),
        Row("float", "9223372036854775808", .float(9_223_372_036_854_775_808)),
        Row("float", digits, nil),
        Row("float", "1" + String(repeating: "0", count: 300), .float(1e300)),
        Row("id", "9223372036854775807", .string("9223372036854775807")),
        Row("id", "9223372036854775808", .string("9223372036854775808")),
        Row("id", "-9223372036854775809", .string("-9223372036854775809")),
        Row("id", digits, .string(digits)), Row("id", "1e400", nil),
        Row("any", "9223372036854775808", .number("9223372036854775808")),
        Row("any", "1e400", .number("1e400")),
    ]

    /// As a reader of JSON gives it.
    private static func read(_ number: String) -> InputValue {
        number.contains { "e.".contains($0) }
            ? InputValue(number: number) : InputValue(wholeNumber: number)
    }

    private static func run(
        _ text: String, _ field: String, _ variables: [InputField] = [], sdl: String = sdl
    ) async throws -> InputValue? {
        let engine = try GivenWorld.engine(sdl)
        let context = GivenWorld.Context()
        let response = await GivenWorld.run(text, variables, on: engine, context: context)
        let given = context.arguments(of: "Query.\(field)")?["a"]
        #expect((given == nil) == response.contains("errors"), "\(response)")
        return given
    }

    @Test(arguments: rows)
    private func `are the same as literals, variables and defaults`(row: Row) async throws {
        let type = ["int": "Int", "float": "Float", "id": "ID", "any": "Any"][row.field] ?? ""
        let literal = "{ \(row.field)(a: \(row.number)) }"
        #expect(try await Self.run(literal, row.field) == row.value, "a literal")
        let text = "query ($v: \(type)) { \(row.field)(a: $v) }"
        #expect(
            try await Self.run(text, row.field, [InputField("v", Self.read(row.number))])
                == row.value, "a variable")
        let defaulted = "query ($v: \(type) = \(row.number)) { \(row.field)(a: $v) }"
        #expect(try await Self.run(defaulted, row.field) == row.value, "a variable's default")
        let sdl = "scalar Any type Query { \(row.field)(a: \(type) = \(row.number)): Int }"
        if row.value == nil {
            #expect(throws: GraphQLErrors.self) { try buildSchema(sdl) }
        } else {
            #expect(
                try await Self.run("{ \(row.field) }", row.field, sdl: sdl) == row.value,
                "an argument's default")
        }
    }

    @Test(arguments: rows.filter { $0.value == nil })
    private func `are refused before anything runs`(row: Row) async throws {
        let type = ["int": "Int", "float": "Float", "id": "ID"][row.field] ?? ""
        for (text, variables) in [
            ("{ \(row.field)(a: \(row.number)) }", []),
            ("query ($v: \(type) = \(row.number)) { \(row.field)(a: $v) }", []),
            (
                "query ($v: \(type)) { \(row.field)(a: $v) }",
                [InputField("v", Self.read(row.number))]
            ),
        ] {
            let response = await GivenWorld.run(
                text, variables, on: try GivenWorld.engine(Self.sdl))
            #expect(!response.contains("\"data\""), "\(response)")
        }
    }

    @Test func `are written with their digits`() async throws {
        var json = JSONWriter()
        json.value(.list([.number("9223372036854775808"), .number("1e400")]))
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[9223372036854775808,1e400]")
    }

    @Test func `are shown as graphql-js shows values that are nested`() {
        func nested(_ depth: Int) -> InputValue {
            (0..<depth).reduce(.int(1)) { value, _ in .list([value]) }
        }
        func objects(_ depth: Int) -> InputValue {
            (0..<depth).reduce(.int(1)) { value, _ in .object([InputField("a", value)]) }
        }
        #expect(inspect(nested(2)) == "[[1]]")
        #expect(inspect(nested(3)) == "[[[Array]]]")
        #expect(inspect(objects(2)) == "{ a: { a: 1 } }")
        #expect(inspect(objects(3)) == "{ a: { a: [Object] } }")
    }
}
