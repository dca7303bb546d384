import Testing

@testable import GraphQL

@Suite struct `Printing a schema` {
    /// In canonical layout; what is printed of it is the same.
    static let library = #"""
        """The library."""
        schema {
          query: Root
          mutation: Mutation
        }

        """
        Marks what costs
        more than others.
        """
        directive @cost(
          """How much."""
          weight: Float! = 1.0

          """Per what."""
          per: [Unit!] = [ITEM]
        ) @deprecated repeatable on FIELD_DEFINITION | ARGUMENT_DEFINITION

        directive @plain on FIELD

        type Root {
          book(id: ID!): Book
          books(first: Int = 10, filter: Filter = { by: ["x"], unit: PAGE }): [Book!]!
        }

        """A thing with an id."""
        interface Node {
          id: ID!
        }

        interface Named implements Node {
          id: ID!
          name: String!
        }

        type Book implements Named & Node {
          id: ID!

          """What the cover says."""
          name: String!
          pages(
            unit: Unit = PAGE @deprecated(reason: "one \"unit\" is enough")

            """Of the first edition."""
            first: Boolean! = false
          ): Int! @deprecated(reason: "Count them.")
          old: Int @deprecated
        }

        union Item = Book

        enum Unit {
          """One of its leaves."""
          PAGE
          ITEM @deprecated(reason: "Say PAGE.")

          "ends with \\ or \""
          OTHER
        }

        input Filter {
          by: [String!]!
          unit: Unit = ITEM
        }

        input Choice @oneOf {
          a: Int
          b: Int
        }

        scalar Date @specifiedBy(url: "https://date.example")

        type Mutation {
          add(choice: Choice): Date
        }
        """#

    @Test func `canonical text is printed as it is`() throws {
        let schema = try buildSchema(Self.library)
        let printed = printSchema(schema)
        #expect(
            printed
                == Self.library.replacing(
                    #"  "ends with \\ or \"""#,
                    with: #"""
                          """
                          ends with \ or "
                          """
                        """#))
        #expect(printSchema(try buildSchema(printed)) == printed)
    }

    @Test(arguments: [
        ("type Query { a: Int }", "type Query {\n  a: Int\n}"),
        ("schema { query: Query } type Query { a: Int }", "type Query {\n  a: Int\n}"),
        (
            "schema { query: Query } type Query { a: Int } type Mutation { a: Int }",
            "schema {\n  query: Query\n}\n\ntype Query {\n  a: Int\n}\n\n"
                + "type Mutation {\n  a: Int\n}"
        ),
        (
            "\"d\" schema { query: Query } type Query { a: Int }",
            "\"\"\"d\"\"\"\nschema {\n  query: Query\n}\n\ntype Query {\n  a: Int\n}"
        ),
    ])
    func `a schema definition is left out if it says nothing`(sdl: String, printed: String) throws {
        #expect(printSchema(try buildSchema(sdl)) == printed)
    }

    @Test(arguments: [
        (#""""#, #""""""""#),
        (#""a\u0007b""#, #""a\u0007b""#),
        (#""\n leading""#, #""\n leading""#),
        (#""  indented\n  all""#, #""  indented\n  all""#),
        (#""say \"\"\"""#, #""""\#nsay \"""\#n""""#),
        (#""tab\tinside""#, "\"\"\"tab\tinside\"\"\""),
    ])
    func `a description is a block string where that is possible`(
        written: String, printed: String
    )
        throws
    {
        let schema = try buildSchema("\(written) type Query { a: Int }")
        #expect(printSchema(schema) == "\(printed)\ntype Query {\n  a: Int\n}")
    }

    @Test func `long default values are broken`() throws {
        let items = (0..<20).map { "\"item \($0)\"" }
        let sdl = "type Query { a(b: [String] = [\(items.joined(separator: ","))]): Int }"
        let broken = items.map { "\n  \($0)" }.joined()
        #expect(
            printSchema(try buildSchema(sdl))
                == "type Query {\n  a(b: [String] = [\(broken)\n]): Int\n}")
    }

    @Test func `directives can be printed where they are applied`() throws {
        let sdl = """
            schema @a(n: 1) {
              query: Query
            }

            directive @a(n: Int, s: [String]) repeatable on SCHEMA | OBJECT | FIELD_DEFINITION | \
            ENUM_VALUE | ARGUMENT_DEFINITION | SCALAR

            type Query @a @a(s: ["x", null]) {
              a(b: Date = 1 @a): E @deprecated @a
            }

            enum E {
              V @a
            }

            scalar Date @specifiedBy(url: "u") @a
            """
        let schema = try buildSchema(sdl)
        #expect(printSchemaWithDirectives(schema) == sdl)
        #expect(!printSchema(schema).dropFirst("directive @a".count).contains("@a"))
    }

    @Test(arguments: [
        (InputValue.null, "null"), (.int(-3), "-3"), (.float(1.5), "1.5"), (.float(2), "2"),
        (.float(.infinity), "null"), (.float(1e21), "1e+21"), (.boolean(true), "true"),
        (.string("a\"b\n"), "\"a\\\"b\\n\""), (.enum("RED"), "RED"),
        (.list([.int(1), .list([])]), "[1, []]"),
        (.object([InputField(name: "a", value: .object([]))]), "{ a: {  } }"),
    ])
    func `a value is printed as a literal`(value: InputValue, text: String) {
        #expect(literalText(value) == text)
    }
}
