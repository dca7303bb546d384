import Testing

@testable import GraphQL

@Suite struct `Rules for type system documents` {
    @Test(arguments: [
        SchemaCase("schema { query: Query }"),
        SchemaCase("schema { query: Query } extend schema { mutation: M } type M { a: Int }"),
        SchemaCase(
            "schema { query: Query }\n\"again\" schema { query: Query }",
            [
                "2:1 Must provide only one schema definition.",
                "1:10 2:18 There can be only one query type in schema.",
            ]),
    ])
    func `there is one schema definition`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            "schema { query: Query query: Query }",
            ["1:10 1:23 There can be only one query type in schema."]),
        SchemaCase(
            """
            schema { query: Query mutation: M }
            extend schema { mutation: M subscription: M }
            extend schema { subscription: M }
            type M { a: Int }
            """,
            [
                "1:23 2:17 There can be only one mutation type in schema.",
                "2:29 3:17 There can be only one subscription type in schema.",
            ]),
    ])
    func `an operation has one root`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("scalar A type B { a: A } extend type B { b: A }"),
        SchemaCase(
            "scalar A\ntype A { a: Int }", ["1:8 2:6 There can be only one type named \"A\"."]),
        SchemaCase(
            "scalar A scalar A enum A { B }",
            [
                "1:8 1:17 There can be only one type named \"A\".",
                "1:8 1:24 There can be only one type named \"A\".",
            ]),
        SchemaCase("directive @a on FIELD type a { b: Int }"),
        SchemaCase(
            "directive @a on FIELD directive @a on QUERY",
            ["1:12 1:34 There can be only one directive named \"@a\"."]),
        SchemaCase("directive @skip(if: Boolean!) on FIELD"),
    ])
    func `types and directives have names of their own`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("enum A { B C } extend enum A { D } enum E { B }"),
        SchemaCase(
            "enum A { B C B } extend enum A { C }",
            [
                "1:10 1:14 Enum value \"A.B\" can only be defined once.",
                "1:12 1:34 Enum value \"A.C\" can only be defined once.",
            ]),
    ])
    func `enum values have names of their own`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("type A { a: Int b: Int } extend type A { c: Int } type B { a: Int }"),
        SchemaCase(
            "type A { a: Int } extend type A { a: Int a: Int }",
            [
                "1:10 1:35 Field \"A.a\" can only be defined once.",
                "1:10 1:42 Field \"A.a\" can only be defined once.",
            ]),
        SchemaCase(
            "interface A { a: Int a: Int }",
            ["1:15 1:22 Field \"A.a\" can only be defined once."]),
        SchemaCase(
            "input A { a: Int } extend input A { a: Int }",
            ["1:11 1:37 Field \"A.a\" can only be defined once."]),
    ])
    func `fields have names of their own`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("type A { a(x: Int, y: Int): Int b(x: Int): Int }"),
        SchemaCase(
            "type A { a(x: Int, y: Int, x: Int, x: Int, y: Int): Int }",
            [
                "1:12 1:28 1:36 Argument \"A.a(x:)\" can only be defined once.",
                "1:20 1:44 Argument \"A.a(y:)\" can only be defined once.",
            ]),
        SchemaCase(
            "directive @d(x: Int, x: Int) on FIELD",
            ["1:14 1:22 Argument \"@d(x:)\" can only be defined once."]),
        SchemaCase(
            "interface A { a(x: Int, x: Int): Int }",
            ["1:17 1:25 Argument \"A.a(x:)\" can only be defined once."]),
    ])
    func `arguments have names of their own`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("type A { a(x: ID, y: Float): Boolean } union U = A"),
        SchemaCase("type A { a: __Type }"),
        SchemaCase(
            """
            type Author implements Nod { name: Sting books(first: Itn): [Book!]! }
            union Any = Author | Book
            input I { a: [[Missing!]] }
            directive @d(a: Inn) on FIELD
            interface Node { id: ID }
            schema { query: Qery }
            """,
            [
                "1:24 Unknown type \"Nod\". Did you mean \"Node\" or \"ID\"?",
                "1:36 Unknown type \"Sting\". Did you mean \"String\" or \"Int\"?",
                "1:55 Unknown type \"Itn\". Did you mean \"Int\", \"I\", or \"ID\"?",
                "1:62 Unknown type \"Book\".",
                "2:22 Unknown type \"Book\".",
                "3:16 Unknown type \"Missing\".",
                "4:17 Unknown type \"Inn\". Did you mean \"Int\", \"Any\", \"I\", or \"ID\"?",
                "6:17 Unknown type \"Qery\". Did you mean \"Query\"?",
            ]),
    ])
    func `types that are referred to exist`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test func `a directive is known and belongs to its place`() {
        let places = """
            directive @none on FIELD
            schema @none { query: Query }
            type Query @none { a(b: Int @none): Int @none }
            interface I @none { a: Int }
            scalar S @none
            union U @none = Query
            enum E @none { A @none }
            input In @none { a: Int @none }
            directive @d(a: Int @none) @none on FIELD
            extend type Query @none
            extend directive @d @what
            """
        #expect(
            problems(in: places) == [
                "2:8 Directive \"@none\" may not be used on SCHEMA.",
                "3:12 Directive \"@none\" may not be used on OBJECT.",
                "3:29 Directive \"@none\" may not be used on ARGUMENT_DEFINITION.",
                "3:41 Directive \"@none\" may not be used on FIELD_DEFINITION.",
                "4:13 Directive \"@none\" may not be used on INTERFACE.",
                "5:10 Directive \"@none\" may not be used on SCALAR.",
                "6:9 Directive \"@none\" may not be used on UNION.",
                "7:8 Directive \"@none\" may not be used on ENUM.",
                "7:18 Directive \"@none\" may not be used on ENUM_VALUE.",
                "8:10 Directive \"@none\" may not be used on INPUT_OBJECT.",
                "8:25 Directive \"@none\" may not be used on INPUT_FIELD_DEFINITION.",
                "9:21 Directive \"@none\" may not be used on ARGUMENT_DEFINITION.",
                "9:28 Directive \"@none\" may not be used on DIRECTIVE_DEFINITION.",
                "3:12 10:19 The directive \"@none\" can only be used once at this location.",
                "10:19 Directive \"@none\" may not be used on OBJECT.",
                "11:21 Unknown directive \"@what\".",
            ])
    }

    @Test(arguments: [
        SchemaCase(
            """
            directive @many repeatable on OBJECT | SCHEMA
            type A @many @many { a: Int }
            extend type A @many
            """),
        SchemaCase(
            """
            directive @once on OBJECT | FIELD_DEFINITION | SCHEMA | DIRECTIVE_DEFINITION
            type A @once { a: Int @once @once b: Int @once }
            extend type A @once @once
            extend schema @once
            extend schema @once
            directive @d @once on FIELD
            extend directive @d @once
            """,
            [
                "2:23 2:29 The directive \"@once\" can only be used once at this location.",
                "2:8 3:15 The directive \"@once\" can only be used once at this location.",
                "2:8 3:21 The directive \"@once\" can only be used once at this location.",
                "4:15 5:15 The directive \"@once\" can only be used once at this location.",
                "6:14 7:21 The directive \"@once\" can only be used once at this location.",
            ]),
    ])
    func `a directive is used once, if it is not repeatable`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            """
            extend scalar S @specifiedBy(url: "u") scalar S
            extend interface I { b: Int } interface I { a: Int }
            extend union U = Query union U = A type A { a: Int }
            """),
        SchemaCase(
            "extend type Boook { a: Int } type Book { a: Int }",
            [
                "1:13 Cannot extend type \"Boook\" because it is not defined."
                    + " Did you mean \"Book\"?"
            ]),
        SchemaCase(
            """
            scalar S
            "described" type T { a: Int }
            extend type S { a: Int }
            extend input T { a: Int }
            extend enum S { A }
            extend union S = T
            extend interface S { a: Int }
            extend scalar T @specifiedBy(url: "u")
            """,
            [
                "1:1 3:1 Cannot extend non-object type \"S\".",
                "2:22 4:18 Field \"T.a\" can only be defined once.",
                "2:1 4:1 Cannot extend non-input object type \"T\".",
                "1:1 5:1 Cannot extend non-enum type \"S\".",
                "1:1 6:1 Cannot extend non-union type \"S\".",
                "3:17 7:22 Field \"S.a\" can only be defined once.",
                "1:1 7:1 Cannot extend non-interface type \"S\".",
                "2:1 8:1 Cannot extend non-scalar type \"T\".",
            ]),
        SchemaCase(
            "extend scalar String @specifiedBy(url: \"u\")",
            ["1:15 Cannot extend type \"String\" because it is not defined."]),
    ])
    func `an extension extends a type of its kind`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            """
            directive @d(a: Int!, b: Int! = 1, c: [Int!]!) on SCALAR
            scalar S @d(a: 1, c: 2)
            """),
        SchemaCase(
            """
            directive @d(a: Int!, b: Int! = 1, count: [Int!]!) on SCALAR
            scalar S @d(cuont: 2, a: 1, a: { x: 1, x: 2, y: [{ z: 1, z: 2 }] })
            """,
            [
                "2:13 Unknown argument \"cuont\" on directive \"@d\". Did you mean \"count\"?",
                "2:23 2:29 There can be only one argument named \"a\".",
                "2:34 2:40 There can be only one input field named \"x\".",
                "2:52 2:58 There can be only one input field named \"z\".",
                "2:10 Argument \"@d(count:)\" of type \"[Int!]!\" is required,"
                    + " but it was not provided.",
            ]),
        SchemaCase(
            "scalar S @specifiedBy",
            [
                "1:10 Argument \"@specifiedBy(url:)\" of type \"String!\" is required,"
                    + " but it was not provided."
            ]),
        SchemaCase(
            "input I { a: I = { b: 1, b: 2 } b: Int }",
            ["1:20 1:26 There can be only one input field named \"b\"."]),
    ])
    func `a directive gets the arguments it defines`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }
}
