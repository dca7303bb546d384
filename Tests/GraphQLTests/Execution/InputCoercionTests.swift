import TestSupport
import Testing

@testable import GraphQL

/// What resolvers are given for what was sent, as a literal and as a variable.
/// https://spec.graphql.org/September2026/#sec-Scalars.Input-Coercion
@Suite struct `Input coercion` {
    /// An argument `a` of a type, besides a few types to choose from.
    static func engine(_ type: String, scalars: [String: ScalarCoercion] = [:]) throws -> Engine {
        try GivenWorld.engine(
            """
            type Query { f(a: \(type)): Int }
            enum Color { RED GREEN }
            scalar Even
            scalar Any
            input Point { x: Int! y: Int = 2 z: Int names: [String!] = ["n"] inner: Point }
            input Choice @oneOf { number: Int text: String points: [Point!] }
            """, scalars: scalars)
    }

    private static func request(_ message: String, column: Int = 8) -> String {
        #"{"errors":[{"message":"\#(message)","locations":[{"line":1,"column":\#(column)}]}]}"#
    }

    @Test(arguments: [
        ("Int", "2147483647", "2147483647"), ("Int", "-2147483648", "-2147483648"),
        ("Int", "-0", "0"), ("Int", "null", "null"), ("Float", "1", "1"),
        ("Float", "1.5e3", "1500"),
        ("Float", "-0.25", "-0.25"), ("Float", "12345678901234567890", "1.2345678901234567e+19"),
        ("String", "\"é\\n\"", "\"é\\n\""), ("String", "\"\"\"  a\n    b\"\"\"", "\"  a\\nb\""),
        ("Boolean", "false", "false"), ("ID", "7", "\"7\""), ("ID", "\"07\"", "\"07\""),
        ("ID", "-0", "\"-0\""),
        ("ID", "123456789012345678901234567890", "\"123456789012345678901234567890\""),
        ("Color", "GREEN", "GREEN"), ("[Int]", "1", "[1]"), ("[Int]", "[]", "[]"),
        ("[Int]", "null", "null"), ("[Int]", "[null]", "[null]"), ("[[Int]]", "1", "[[1]]"),
        ("[[Int]]", "[1, [2], null]", "[[1], [2], null]"), ("[Color!]!", "RED", "[RED]"),
        ("[ID!]", "[1, \"b\"]", "[\"1\", \"b\"]"),
        ("Point", "{ x: 1 }", "{ x: 1, y: 2, names: [\"n\"] }"),
        ("Point", "{ y: null, x: 1, names: \"m\" }", "{ x: 1, y: null, names: [\"m\"] }"),
        (
            "[Point]", "{ x: 1, inner: { x: 3, names: null } }",
            "[{ x: 1, y: 2, names: [\"n\"], inner: { x: 3, y: 2, names: null } }]"
        ),
        ("Choice", "{ number: 1 }", "{ number: 1 }"),
        ("Choice", "{ points: { x: 1 } }", "{ points: [{ x: 1, y: 2, names: [\"n\"] }] }"),
        ("Any", "[1, { a: \"b\", c: RED }, 2.5, null]", "[1, { a: \"b\", c: RED }, 2.5, null]"),
    ])
    func `of literals`(type: String, literal: String, value: String) async throws {
        #expect(await GivenWorld.argument(literal, on: try Self.engine(type)) == value)
    }

    @Test(arguments: [
        ("Int", InputValue.int(2_147_483_647), "2147483647"), ("Int", .float(3), "3"),
        ("Float", .int(1), "1"), ("Float", .float(0.5), "0.5"), ("ID", .int(7), "\"7\""),
        ("ID", .string("x"), "\"x\""), ("Color", .string("RED"), "RED"),
        ("[[Int]]", .int(1), "[[1]]"), ("[Int]", .list([.int(1), .null]), "[1, null]"),
        ("Point", .object([InputField("x", .int(1))]), "{ x: 1, y: 2, names: [\"n\"] }"),
        ("Choice", .object([InputField("text", .string("t"))]), "{ text: \"t\" }"),
        ("Any", .object([InputField("a", .list([.float(1.5)]))]), "{ a: [1.5] }"),
    ])
    func `of variables`(type: String, value: InputValue, given: String) async throws {
        let found = await GivenWorld.argument(
            "$v", [InputField("v", value)], declared: "$v: \(type)", on: try Self.engine(type))
        #expect(found == given)
    }

    @Test(arguments: [
        (
            "Int", InputValue.int(2_147_483_648),
            "Int cannot represent non 32-bit signed integer value: 2147483648"
        ),
        ("Int", .float(1e300), "Int cannot represent non 32-bit signed integer value: 1e+300"),
        ("Int", .float(1.5), "Int cannot represent non-integer value: 1.5"),
        ("Int", .string("1"), #"Int cannot represent non-integer value: \"1\""#),
        ("Int", .boolean(true), "Int cannot represent non-integer value: true"),
        ("Int", .float(.nan), "Int cannot represent non-integer value: nan"),
        ("Float", .float(.infinity), "Float cannot represent non numeric value: inf"),
        ("Float", .string("1"), #"Float cannot represent non numeric value: \"1\""#),
        ("String", .int(1), "String cannot represent a non string value: 1"),
        ("Boolean", .int(1), "Boolean cannot represent a non boolean value: 1"),
        ("ID", .float(1.5), "ID cannot represent value: 1.5"),
        ("ID", .boolean(true), "ID cannot represent value: true"),
        (
            "Color", .string("REDD"),
            #"Value \"REDD\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"?"#
        ),
        ("Color", .int(1), #"Enum \"Color\" cannot represent non-string value: 1."#),
        ("Point", .int(1), #"Expected value of type \"Point\" to be an object, found: 1."#),
        (
            "Point", .object([]),
            #"Expected value of type \"Point\" to include required field \"x\", found: {}."#
        ),
        (
            "Choice", .object([]),
            #"Within OneOf Input Object type \"Choice\", exactly one field must be specified, and the value for that field must be non-null."#
        ),
        (
            "Choice", .object([InputField("number", .int(1)), InputField("text", .string("t"))]),
            #"Within OneOf Input Object type \"Choice\", exactly one field must be specified, and the value for that field must be non-null."#
        ),
    ])
    func `of variables that do not fit`(
        type: String, value: InputValue, message: String
    ) async throws {
        let found = await GivenWorld.argument(
            "$v", [InputField("v", value)], declared: "$v: \(type)", on: try Self.engine(type))
        #expect(found == Self.request(#"Variable \"$v\" has invalid value: \#(message)"#))
    }

    @Test func `places inside a variable are named`() async throws {
        let inner = InputValue.object([
            InputField("x", .int(1)), InputField("inner", .object([InputField("x", .string("?"))])),
        ])
        let found = await GivenWorld.argument(
            "$v", [InputField("v", .list([.null, inner]))], declared: "$v: [Point]",
            on: try Self.engine("[Point]"))
        let message =
            #"Variable \"$v\" has invalid value at [1].inner.x: Int cannot represent non-integer value: \"?\""#
        #expect(found == Self.request(message))
    }

    /// A null inside a OneOf object is told apart from a field too many.
    @Test func `a OneOf variable with a null`() async throws {
        let found = await GivenWorld.argument(
            "$v", [InputField("v", .object([InputField("text", .null)]))],
            declared: "$v: Choice", on: try Self.engine("Choice"))
        #expect(found.contains(#"invalid value at .text: Within OneOf"#))
    }

    @Test(.crosses(\Limits.Type.variableErrorsMax))
    func `no more mistakes are reported than the limit`() async throws {
        let engine = try Self.engine("[Int]")
        for count in [Limits.variableErrorsMax, Limits.variableErrorsMax + 1] {
            let items = InputValue.list(Array(repeating: .string("x"), count: count))
            let found = await GivenWorld.argument(
                "$v", [InputField("v", items)], declared: "$v: [Int]", on: engine)
            #expect(
                found.split(separator: "\"message\"").count - 1
                    == min(count, Limits.variableErrorsMax))
        }
    }
}

/// Values that variables are only a part of. The argument's own error is an execution error.
@Suite struct `Variables inside of literals` {
    @Test(arguments: [
        ("[Int]", "$v: Int", "[1, $v]", InputValue?.some(.int(2)), "[1, 2]"),
        ("[Int]", "$v: Int", "[1, $v]", nil, "[1, null]"),
        ("Point", "$v: Int", "{ x: 1, y: $v }", .int(5), "{ x: 1, y: 5, names: [\"n\"] }"),
        // Nothing given is nothing: the default stands.
        ("Point", "$v: Int", "{ x: 1, y: $v }", nil, "{ x: 1, y: 2, names: [\"n\"] }"),
        ("Point", "$v: Int", "{ x: 1, y: $v }", .null, "{ x: 1, y: null, names: [\"n\"] }"),
        ("Point", "$v: Int", "{ x: 1, z: $v }", nil, "{ x: 1, y: 2, names: [\"n\"] }"),
        ("Point", "$v: Int!", "{ x: $v }", .int(4), "{ x: 4, y: 2, names: [\"n\"] }"),
        ("Point", "$v: Int = 6", "{ x: $v }", nil, "{ x: 6, y: 2, names: [\"n\"] }"),
        ("Int", "$v: Int = 6", "$v", nil, "6"), ("Int", "$v: Int = 6", "$v", .null, "null"),
        ("Int = 9", "$v: Int", "$v", nil, "9"), ("Int! = 9", "$v: Int", "$v", nil, "9"),
        ("Int", "$v: Int", "$v", nil, "\"absent\""),
        ("Choice", "$v: Int!", "{ number: $v }", .int(1), "{ number: 1 }"),
        ("Any", "$v: Int", "{ a: [$v] }", .int(3), "{ a: [3] }"),
        (
            "Point", "$v: Point", "{ x: 1, inner: $v }", .object([InputField("x", .int(8))]),
            "{ x: 1, y: 2, names: [\"n\"], inner: { x: 8, y: 2, names: [\"n\"] } }"
        ),
    ])
    func `are filled in`(
        type: String, declared: String, literal: String, value: InputValue?, given: String
    ) async throws {
        let found = await GivenWorld.argument(
            literal, value.map { [InputField("v", $0)] } ?? [], declared: declared,
            on: try `Input coercion`.engine(type))
        #expect(found == given)
    }

    @Test(arguments: [
        // A default lets the variable be nullable, but not null.
        (
            "Point", "$v: Int = 6", "{ x: $v }",
            #"Argument \"a\" has invalid value at .x: Expected variable \"$v\" provided to non-null type \"Int!\" not to be null."#
        ),
        (
            "[Int!]", "$v: Int = 6", "[1, $v]",
            #"Argument \"a\" has invalid value at [1]: Expected variable \"$v\" provided to non-null type \"Int!\" not to be null."#
        ),
        (
            "Int! = 9", "$v: Int", "$v",
            #"Argument \"a\" has invalid value: Expected variable \"$v\" provided to non-null type \"Int!\" not to be null."#
        ),
    ])
    func `are refused at their field`(
        type: String, declared: String, literal: String, message: String
    ) async throws {
        let found = await GivenWorld.argument(
            literal, [InputField("v", .null)], declared: declared,
            on: try `Input coercion`.engine(type))
        #expect(found.hasPrefix(#"{"errors":[{"message":"\#(message)""#), "\(found)")
        #expect(found.hasSuffix(#""path":["f"]}],"data":{"f":null}}"#), "\(found)")
    }
}

@Suite struct `Custom scalars` {
    private static let even = ScalarCoercion(
        result: { value in
            guard case .int(let number) = value, number % 2 == 0 else {
                throw GraphQLError("Even cannot represent an odd number.")
            }
            return .string("\(number)")
        },
        input: { value in
            guard case .string(let text) = value, let number = Int(text), number % 2 == 0 else {
                throw GraphQLError("Even wants an even number in quotes.")
            }
            return .int(number)
        })

    private static func engine() throws -> Engine {
        try GivenWorld.engine(
            "type Query { f(a: Even = \"8\", b: [Even!]): Even g: [Even!] } scalar Even",
            scalars: ["Even": even])
    }

    @Test func `are coerced when they come in`() async throws {
        let context = GivenWorld.Context()
        let body = await GivenWorld.run(
            "query ($v: Even) { f(a: $v, b: [\"2\", \"4\"]) x: f }",
            [InputField("v", .string("6"))],
            on: try Self.engine(), context: context)
        #expect(body == #"{"data":{"f":null,"x":null}}"#)
        #expect(context.calls.sorted() == ["Query.f { a: 6, b: [2, 4] }", "Query.f { a: 8 }"])
    }

    @Test func `are coerced when they go out`() async throws {
        let given = GivenWorld.Context([
            "Query.f": .leaf(.int(4)), "Query.g": .list([.leaf(.int(2)), .leaf(.int(3))]),
        ])
        let body = await GivenWorld.run("{ f g }", on: try Self.engine(), context: given)
        #expect(
            body
                == #"{"errors":[{"message":"Even cannot represent an odd number.","locations":[{"line":1,"column":5}],"path":["g",1]}],"data":{"f":"4","g":null}}"#
        )
    }

    @Test(arguments: [
        (
            "{ f(a: \"3\") }",
            #"{"errors":[{"message":"Even wants an even number in quotes.","locations":[{"line":1,"column":8}]}]}"#
        ),
        (
            "query ($v: Even) { f(a: $v) }",
            #"{"errors":[{"message":"Variable \"$v\" has invalid value: Even wants an even number in quotes.","locations":[{"line":1,"column":8}]}]}"#
        ),
    ])
    func `refuse in their own words`(query: String, body: String) async throws {
        let variables = query.contains("$v") ? [InputField("v", .int(2))] : []
        #expect(await GivenWorld.run(query, variables, on: try Self.engine()) == body)
    }
}
