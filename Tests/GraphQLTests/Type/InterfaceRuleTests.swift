import Testing

@testable import GraphQL

@Suite struct `Rules for interfaces` {
    @Test(arguments: [
        SchemaCase(
            """
            interface Node { id: ID! }
            interface Work implements Node { id: ID! title(short: Boolean): String by: [Node] }
            type Book implements Work & Node {
              id: ID! title(short: Boolean, max: Int, min: Int! = 1): String! by: [Author!]!
            }
            type Author implements Node { id: ID! work: Work }
            """),
        SchemaCase(
            """
            interface Shelf { item: Item old: Int @deprecated }
            union Item = Book
            type Book { a: Int }
            type Library implements Shelf { item: Book old: Int @deprecated }
            """),
        SchemaCase(
            "type A implements S & Query & U { a: Int } scalar S union U = A",
            [
                "1:19 Type A must only implement Interface types, it cannot implement S.",
                "1:23 Type A must only implement Interface types, it cannot implement Query.",
                "1:31 Type A must only implement Interface types, it cannot implement U.",
            ]),
        SchemaCase(
            "interface I { a: Int } type A implements I & I { a: Int } extend type A implements I",
            [
                "1:42 1:46 1:84 Type A can only implement I once.",
                "1:42 1:46 1:84 Type A can only implement I once.",
            ]),
    ])
    func `an interface is implemented once`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            "interface I implements I { a: Int }",
            ["1:24 Type I cannot implement itself because it would create a circular reference."]),
        SchemaCase(
            "interface A implements B { a: Int }\ninterface B implements A { a: Int }",
            [
                "2:24 1:24 Type A cannot implement B because it would create a circular"
                    + " reference.",
                "1:24 2:24 Type B cannot implement A because it would create a circular"
                    + " reference.",
            ]),
        SchemaCase(
            """
            interface A { a: Int }
            interface B implements A { a: Int }
            type C implements B { a: Int }
            """,
            ["2:24 3:19 Type C must implement A because it is implemented by B."]),
    ])
    func `interfaces of interfaces are declared, and end`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            """
            interface I { a: Int, b: Int }
            "T" type T implements I { c: Int }
            extend type T { a: Int }
            """,
            ["1:23 2:1 3:1 Interface field I.b expected but T does not provide it."]),
        SchemaCase(
            """
            interface I { a: I b: [I]! c: [I!] d: U e: Int }
            type T implements I { a: T! b: [T!]! c: [T] d: V e: Float }
            type V { a: Int } union U = T
            """,
            [
                "1:31 2:41 Interface field I.c expects type [I!] but T.c is type [T].",
                "1:39 2:48 Interface field I.d expects type U but T.d is type V.",
                "1:44 2:53 Interface field I.e expects type Int but T.e is type Float.",
            ]),
        SchemaCase(
            """
            interface I { a(x: Int, y: [Int]): Int }
            type T implements I { a(y: [Int!], z: Int, w: Int!): Int }
            """,
            [
                "1:17 2:23 Interface field argument I.a(x:) expected but T.a does not provide it.",
                "1:28 2:28 Interface field argument I.a(y:) expects type [Int] but T.a(y:) is type"
                    + " [Int!].",
                "2:44 1:15 Argument \"T.a(w:)\" must not be required type \"Int!\" if not provided"
                    + " by the Interface field \"I.a\".",
            ]),
        SchemaCase(
            """
            interface I { a: Int }
            type T implements I { a: Int @deprecated }
            """,
            [
                "2:30 2:26 Interface field I.a is not deprecated, so implementation field T.a must"
                    + " not be deprecated."
            ]),
    ])
    func `what an interface promises is there`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }
}
