import Testing

@testable import GraphQL

/// The cases of the specification's algorithms that one table holds.
/// https://spec.graphql.org/September2026/#sec-Execution
@Suite struct `Execution algorithms` {
    private static let sdl = """
        interface Named { name: String }
        union Any = Dog | Cat
        type Dog implements Named { name: String other: Named any: [Any] }
        type Cat implements Named { name: String lives: Int }
        type Stone { name: String }
        enum Mood { GOOD BAD }
        type Query {
          named: Named any: Any anys: [Any!] dog: Dog
          int: Int float: Float string: String boolean: Boolean id: ID mood: Mood moods: [Mood!]
        }
        type Mutation { one: Int two: Int! three(a: Int): Int dog: Dog }
        """

    private static func run(
        _ text: String, _ values: [String: Given] = [:], _ variables: [InputField] = []
    ) async throws -> String {
        await GivenWorld.run(
            text, variables, on: try GivenWorld.engine(sdl), context: GivenWorld.Context(values))
    }

    private static let world: [String: Given] = [
        "Query.named": .object("Dog"), "Query.any": .object("Cat"), "Query.dog": .object("Dog"),
        "Query.anys": .list([.object("Dog"), .object("Cat"), .object("Dog")]),
        "Dog.name": .leaf(.string("Rex")), "Dog.other": .object("Cat"),
        "Dog.any": .list([.object("Cat"), .null]),
        "Cat.name": .leaf(.string("Tom")), "Cat.lives": .leaf(.int(9)),
    ]

    @Test(arguments: [
        // `__typename` on every kind of type, under any name.
        ("{ __typename a: __typename }", #"{"__typename":"Query","a":"Query"}"#),
        ("{ named { __typename } }", #"{"named":{"__typename":"Dog"}}"#),
        ("{ any { t: __typename __typename } }", #"{"any":{"t":"Cat","__typename":"Cat"}}"#),
        ("mutation { __typename }", #"{"__typename":"Mutation"}"#),
        (
            "{ __schema { __typename queryType { __typename fields { __typename } } } }",
            #"{"__schema":{"__typename":"__Schema","queryType":{"__typename":"__Type","fields":["#
                + Array(repeating: #"{"__typename":"__Field"}"#, count: 11).joined(separator: ",")
                + "]}}}"
        ),
        // Fragments apply by type.
        ("{ named { name ... on Cat { lives } } }", #"{"named":{"name":"Rex"}}"#),
        ("{ any { ... on Named { name } ... on Dog { a: name } } }", #"{"any":{"name":"Tom"}}"#),
        (
            "{ anys { ... on Dog { name } ... on Cat { lives } } }",
            #"{"anys":[{"name":"Rex"},{"lives":9},{"name":"Rex"}]}"#
        ),
        (
            "{ ...A dog { ...B } } fragment A on Query { dog { name } } fragment B on Named { ...C } "
                + "fragment C on Dog { other { name } }",
            #"{"dog":{"name":"Rex","other":{"name":"Tom"}}}"#
        ),
        // Selections of one response name are merged, in the order of their first field.
        (
            "{ dog { name } named { name } dog { other { name } } dog { other { t: __typename } } }",
            #"{"dog":{"name":"Rex","other":{"name":"Tom","t":"Cat"}},"named":{"name":"Rex"}}"#
        ),
        (
            "{ named { ... on Dog { other { name } } } named { ... on Named { __typename } } }",
            #"{"named":{"other":{"name":"Tom"},"__typename":"Dog"}}"#
        ),
        (
            "{ dog { any { ... on Cat { lives } } any { __typename } } }",
            #"{"dog":{"any":[{"lives":9,"__typename":"Cat"},null]}}"#
        ),
        // Empty selections.
        ("{ dog { } anys { } }", #"{"dog":{},"anys":[{},{},{}]}"#),
        ("{ dog { name @skip(if: true) } }", #"{"dog":{}}"#),
        ("{ dog @include(if: false) { name } }", "{}"),
    ])
    func `answer`(text: String, data: String) async throws {
        #expect(try await Self.run(text, Self.world) == #"{"data":\#(data)}"#)
    }

    @Test(arguments: [("any", "Stone"), ("any", "Query"), ("named", "Stone"), ("dog", "Cat")])
    func `an object of a type that is not possible fails`(
        field: String, type: String
    ) async throws {
        let body = try await Self.run(
            "{ \(field) { __typename } int }",
            [
                "Query.\(field)": .object(type), "Query.int": .leaf(.int(1)),
            ])
        #expect(body.contains(#""path":["\#(field)"]"#))
        #expect(body.hasSuffix(#""data":{"\#(field)":null,"int":1}}"#))
    }

    /// All combinations of both directives, as constants and as variables.
    @Test func `skip wins over include`() async throws {
        for skip in [false, true] {
            for include in [false, true] {
                let expected = !skip && include ? #"{"data":{"int":null}}"# : #"{"data":{}}"#
                let values = [("s", skip), ("i", include)].map { InputField($0, .boolean($1)) }
                let declared = "query ($s: Boolean!, $i: Boolean!)"
                for (text, variables) in [
                    ("{ int @skip(if: \(skip)) @include(if: \(include)) }", []),
                    ("{ ... @include(if: \(include)) @skip(if: \(skip)) { int } }", []),
                    (
                        "{ ...F @skip(if: \(skip)) @include(if: \(include)) } "
                            + "fragment F on Query { int }", []
                    ),
                    ("\(declared) { int @skip(if: $s) @include(if: $i) }", values),
                    ("\(declared) { ... @skip(if: $s) { int @include(if: $i) } }", values),
                ] {
                    #expect(try await Self.run(text, [:], variables) == expected, "\(text)")
                }
            }
        }
        // A field that is left out here may be asked for there.
        let twice = "{ int @skip(if: true) ... @include(if: true) { int } }"
        #expect(try await Self.run(twice) == #"{"data":{"int":null}}"#)
    }

    @Test(arguments: [
        ("int", LeafValue.int(-2_147_483_648), "-2147483648"), ("int", .float(3), "3"),
        ("int", .boolean(true), "1"), ("float", .int(1 << 40), "1099511627776"),
        ("float", .float(-0.5), "-0.5"), ("float", .float(1e300), "1e+300"),
        ("string", .int(1), "\"1\""), ("string", .boolean(false), "\"false\""),
        ("string", .float(1.5), "\"1.5\""), ("boolean", .int(0), "false"),
        ("id", .int(1 << 60), "\"1152921504606846976\""), ("id", .string(""), "\"\""),
        ("mood", .string("BAD"), "\"BAD\""),
        ("moods", .list([.string("BAD"), .string("GOOD")]), #"["BAD","GOOD"]"#),
    ])
    func `results are coerced`(field: String, value: LeafValue, json: String) async throws {
        let body = try await Self.run("{ \(field) }", ["Query.\(field)": .leaf(value)])
        #expect(body == #"{"data":{"\#(field)":\#(json)}}"#)
    }

    @Test(arguments: [
        (
            "int", LeafValue.int(2_147_483_648),
            "Int cannot represent non 32-bit signed integer value: 2147483648"
        ),
        ("int", .float(0.5), "Int cannot represent non-integer value: 0.5"),
        ("int", .string("1"), #"Int cannot represent non-integer value: \"1\""#),
        ("float", .float(.nan), "Float cannot represent non numeric value: nan"),
        ("float", .float(-.infinity), "Float cannot represent non numeric value: -inf"),
        ("string", .float(.infinity), "String cannot represent value: inf"),
        ("string", .list([]), "String cannot represent value: []"),
        ("boolean", .string("true"), #"Boolean cannot represent a non boolean value: \"true\""#),
        ("id", .float(1.5), "ID cannot represent value: 1.5"),
        ("id", .boolean(true), "ID cannot represent value: true"),
        ("mood", .string("UGLY"), #"Enum \"Mood\" cannot represent value: \"UGLY\""#),
        ("mood", .int(1), #"Enum \"Mood\" cannot represent value: 1"#),
    ])
    func `results that do not fit fail`(
        field: String, value: LeafValue, message: String
    ) async throws {
        let body = try await Self.run("{ \(field) }", ["Query.\(field)": .leaf(value)])
        #expect(
            body
                == #"{"errors":[{"message":"\#(message)","locations":[{"line":1,"column":3}],"path":["\#(field)"]}],"data":{"\#(field)":null}}"#
        )
    }

    @Test func `a list is no value, and a value no list`() async throws {
        let body = try await Self.run(
            "{ int moods }",
            [
                "Query.int": .list([.leaf(.int(1))]), "Query.moods": .leaf(.string("BAD")),
            ])
        #expect(body.hasSuffix(#""data":{"int":null,"moods":null}}"#))
        #expect(body.split(separator: "\"path\"").count == 3)
    }

    /// https://spec.graphql.org/September2026/#sec-Mutation
    @Test func `a mutation that fails does not keep others from running`() async throws {
        let engine = try GivenWorld.engine(Self.sdl)
        let context = GivenWorld.Context([
            "Mutation.one": .failure, "Mutation.three": .leaf(.int(3)),
            "Mutation.dog": .object("Dog"), "Dog.name": .leaf(.string("Rex")),
        ])
        let body = await GivenWorld.run(
            "mutation { a: three(a: 1) dog { name } one b: three(a: 2) c: three }", on: engine,
            context: context)
        #expect(
            body
                == #"{"errors":[{"message":"It fails.","locations":[{"line":1,"column":40}],"path":["one"]}],"data":{"a":3,"dog":{"name":"Rex"},"one":null,"b":3,"c":3}}"#
        )
        #expect(
            context.calls == [
                "Mutation.three { a: 1 }", "Mutation.dog {}", "Dog.name {}", "Mutation.one {}",
                "Mutation.three { a: 2 }", "Mutation.three {}",
            ])
    }

    @Test func `a mutation that fails where null is not allowed leaves no data`() async throws {
        let body = try await Self.run(
            "mutation { three two one }", ["Mutation.two": .failure, "Mutation.one": .failure])
        #expect(
            body
                == #"{"errors":[{"message":"It fails.","locations":[{"line":1,"column":18}],"path":["two"]}],"data":null}"#
        )
    }

    /// What the planner relies on: a document whose fragments form a cycle is never planned.
    @Test func `fragments that form a cycle are refused before execution`() async throws {
        for text in [
            "{ dog { ...F } } fragment F on Dog { other { ...F } }",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
            "query A { int } query B { ...F } fragment F on Query { ...F }",
        ] {
            let body = try await Self.run(text)
            #expect(body.contains("Cannot spread fragment"))
            #expect(!body.contains("data"))
        }
    }
}
