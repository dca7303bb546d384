import Testing

@testable import GraphQL

@Suite struct `Building a schema` {
    @Test func `definitions and extensions come in any order and file`() throws {
        let schema = try buildSchema([
            Source("extend type Query { author: Author }", name: "author.graphql"),
            Source(
                """
                extend interface Node @tag { name: String }
                enum Genre { NOVEL }
                extend union Work = Poem
                "Asks." type Query { book: Book }
                """, name: "query.graphql"),
            Source(
                """
                directive @tag(n: Int = 1) repeatable on INTERFACE | ENUM
                union Work = Book
                type Book implements Node { id: ID! name: String }
                type Poem { lines: [String!] genre: Genre }
                type Author implements Node { id: ID! name: String }
                extend enum Genre @tag(n: 2) { ESSAY @deprecated }
                interface Node { id: ID! }
                extend input Filter { limit: Int! = 3 }
                input Filter { by: [Genre!] = [NOVEL] }
                extend scalar Date @specifiedBy(url: "https://date.example")
                scalar Date
                extend directive @tag @deprecated(reason: "untidy")
                """, name: "types.graphql"),
        ])
        func type(_ name: String) throws -> TypeDefinition {
            schema[try #require(schema.type(named: name))]
        }
        #expect(try type("Query").fields.map(\.name) == ["book", "author"])
        #expect(try type("Query").description == "Asks.")
        #expect(try type("Node").fields.map(\.name) == ["id", "name"])
        #expect(
            try type("Node").possibleTypes.map { schema[$0].name } == ["Book", "Author"])
        #expect(try type("Work").possibleTypes.map { schema[$0].name } == ["Book", "Poem"])
        #expect(try type("Genre").enumValues.map(\.name) == ["NOVEL", "ESSAY"])
        #expect(try type("Genre").enumValues[1].deprecationReason == "No longer supported")
        #expect(
            try type("Genre").appliedDirectives
                == [
                    AppliedDirective(
                        name: "tag", arguments: [InputField(name: "n", value: .int(2))])
                ])
        #expect(try type("Filter").inputFields.map(\.name) == ["by", "limit"])
        #expect(try type("Filter").inputFields[0].defaultValue == .list([.enum("NOVEL")]))
        #expect(try type("Filter").inputFields[1].isRequired == false)
        #expect(try type("Date").specifiedByURL == "https://date.example")
        #expect(schema.directive(named: "tag")?.deprecationReason == "untidy")
        #expect(schema.directive(named: "tag")?.isRepeatable == true)
    }

    @Test func `a mistake tells its file`() {
        let sources = [
            Source("type Query { a: Int }\n\ntype A { b: Bool }", name: "Schema/a.graphql"),
            Source("type A { a: Int }", name: "Schema/b.graphql"),
        ]
        #expect(throws: GraphQLErrors.self) { try buildSchema(sources) }
        do throws(GraphQLErrors) {
            _ = try buildSchema(sources)
        } catch {
            #expect(
                error.description == """
                    Schema/a.graphql:3:13: Unknown type "Bool".
                    Schema/a.graphql:3:6: There can be only one type named "A". \
                    (also Schema/b.graphql:1:6)
                    """)
        }
    }

    @Test func `each file tells its syntax error`() {
        let sources = [
            Source("type {", name: "a.graphql"), Source("type Query { a: Int }", name: "b.graphql"),
            Source("enum E { true }", name: "c.graphql"),
        ]
        do throws(GraphQLErrors) {
            _ = try buildSchema(sources)
            Issue.record("a schema was built")
        } catch {
            #expect(error.errors.map(\.locations[0].sourceName) == ["a.graphql", "c.graphql"])
        }
    }

    @Test(arguments: [
        ("\u{FEFF}# é\r\ntype Query { a: Strin }", "2:17"),
        ("type Query { \"😀é\" a(b: Int = \"x\"): Int }", "1:31"),
        ("\r\r\n\n type Query { a: X }", "4:18"),
    ])
    func `columns count UTF-16 units, lines end three ways`(sdl: String, place: String) {
        #expect(problems(in: sdl)[0].hasPrefix(place + " "))
    }

    @Test(arguments: [
        ("type Query { a: Int }", "Query, nil, nil"),
        (
            "type Query { a: Int } type Mutation { a: Int } type Subscription { a: Int }",
            "Query, Mutation, Subscription"
        ),
        ("schema { query: Q } type Q { a: Int } type Mutation { a: Int }", "Q, nil, nil"),
        ("extend schema { mutation: M } type Query { a: Int } type M { a: Int }", "Query, M, nil"),
        (
            "schema { query: Q } extend schema { subscription: S } type Q { a: S } type S { b: Q }",
            "Q, nil, S"
        ),
    ])
    func `roots have the usual names unless told otherwise`(sdl: String, roots: String) throws {
        let schema = try buildSchema(sdl)
        let names = OperationType.allCases.map { operation in
            schema.rootType(of: operation).map { schema[$0].name } ?? "nil"
        }
        #expect(names.joined(separator: ", ") == roots)
    }

    @Test(arguments: [
        (
            "type Query { a: B } type B { c(d: ID): Float } enum E { A }",
            "Query B Float ID E Boolean String"
        ),
        ("type Query { a: String }", "Query String Boolean"),
        ("scalar Int type Query { a: Int b: Boolean }", "Int Query Boolean String"),
        ("type Query { a: __TypeKind } type B { c: Int }", "Query B Int Boolean String"),
    ])
    func `scalars are part of it when they are referred to`(sdl: String, names: String) throws {
        let schema = try buildSchema(sdl)
        #expect(
            schema.types.map(\.name).filter { !$0.hasPrefix("__") }.joined(separator: " ") == names)
        for (index, type) in schema.types.enumerated() {
            #expect(schema.type(named: type.name) == TypeID(index))
        }
    }

    @Test func `executable definitions are passed over`() throws {
        let schema = try buildSchema("type Query { a: Int } query { a } fragment F on Query { a }")
        #expect(schema.type(named: "Query") != nil)
    }

    @Test(arguments: [
        (
            "a: Int @deprecated(reason: 3)",
            "1:41 Argument \"reason\" has invalid value: String cannot represent a non string"
                + " value: 3"
        ),
        (
            "a: Int @deprecated(reason: null)",
            "1:41 Argument \"reason\" has invalid value: Expected value of non-null type"
                + " \"String!\" not to be null."
        ),
    ])
    func `a reason is a string`(field: String, problem: String) {
        #expect(problems(in: "type Query { \(field) }").map { $0.dropPlace } == [problem.dropPlace])
    }

    @Test func `the drafts' directives are there only if asked for`() throws {
        let plain = try buildSchema("type Query { a: Int }")
        #expect(
            plain.directives.map(\.name) == [
                "include", "skip", "deprecated", "specifiedBy", "oneOf",
            ])
        let incremental = try buildSchema("type Query { a: Int }", incrementalDelivery: true)
        #expect(incremental.directives.map(\.name).suffix(2) == ["defer", "stream"])
        #expect(
            incremental.directive(named: "stream")?.arguments.map(\.name) == [
                "if", "label", "initialCount",
            ])
    }

    @Test func `arguments of directives are checked if asked for`() throws {
        let sdl = """
            directive @cost(weight: String!, per: [Unit] = [ITEM]) on FIELD_DEFINITION
            enum Unit { ITEM PAGE }
            type Query { a: Int @cost(weight: 5, per: [PAG]) b: Int @cost(weight: "1", per: null) }
            """
        _ = try buildSchema(sdl)
        do throws(GraphQLErrors) {
            _ = try buildSchema(sdl, checksDirectives: true)
            Issue.record("a schema was built")
        } catch {
            #expect(
                error.errors.map(\.message) == [
                    "Argument \"@cost(weight:)\" has invalid value: String cannot represent a non"
                        + " string value: 5",
                    "Argument \"@cost(per:)\" has invalid value at [0]: Value \"PAG\" does not"
                        + " exist in \"Unit\" enum. Did you mean the enum value \"PAGE\"?",
                ])
            #expect(error.errors.map(\.locations[0].column) == [35, 44])
        }
    }

    @Test func `a directive of the specification can be defined again`() throws {
        let schema = try buildSchema(
            "directive @skip(if: Boolean!, why: String) on FIELD type Query { a: Int }")
        #expect(
            schema.directives.map(\.name) == [
                "skip", "include", "deprecated", "specifiedBy", "oneOf",
            ])
        #expect(schema.directive(named: "skip")?.arguments.count == 2)
    }

    @Test(arguments: [
        ("1.50", InputValue.float(1.5), "1.50"),
        (
            "123456789012345678901234567890", .number("123456789012345678901234567890"),
            "123456789012345678901234567890"
        ),
        ("\"\"\"  a\n    b\n  c\"\"\"", .string("  a\n  b\nc"), "\"\"\"\n  a\n  b\nc\n\"\"\""),
        ("{b:{c:[1,null]},a:$x}", .null, ""),
        (
            "[ RED, \"\\u00e9\" true ]", .list([.enum("RED"), .string("é"), .boolean(true)]),
            "[RED, \"é\", true]"
        ),
        ("{ }", .object([]), "{  }"),
    ])
    func `a default value keeps its text`(written: String, value: InputValue, text: String) throws {
        let sdl = "scalar Any type Query { a(b: Any = \(written)): Int }"
        guard !written.contains("$") else {
            #expect(problems(in: sdl).count == 1)
            return
        }
        let schema = try buildSchema(sdl)
        let query = try #require(schema.queryType)
        let argument = schema[query].fields[0].arguments[0]
        #expect(argument.defaultValue == value)
        #expect(argument.defaultValueText == text)
    }
}

extension String {
    /// A problem without its place.
    fileprivate var dropPlace: Substring { drop { $0 != " " } }
}
