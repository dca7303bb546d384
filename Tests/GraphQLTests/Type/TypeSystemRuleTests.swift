import Testing

@testable import GraphQL

@Suite struct `Rules for the type system` {
    @Test(arguments: [
        SchemaCase("type Other { a: Int }", ["Query root type must be provided."], query: false),
        SchemaCase(
            "\"d\" schema { mutation: M } type M { a: Int }",
            ["1:1 Query root type must be provided."], query: false),
        SchemaCase(
            "input Query { a: Int }",
            ["1:1 Query root type must be Object type, it cannot be Query."], query: false),
        SchemaCase(
            "schema { query: Query mutation: I subscription: String } interface I { a: Int }",
            [
                "1:33 Mutation root type must be Object type if provided, it cannot be I.",
                "1:49 Subscription root type must be Object type if provided,"
                    + " it cannot be String.",
            ]),
        SchemaCase(
            "schema { query: Query mutation: Query subscription: Query }",
            [
                "1:17 1:33 1:53 All root types must be different, \"Query\" type is used as"
                    + " query, mutation, and subscription root types."
            ]),
        SchemaCase("extend schema { mutation: Write } type Write { a: Int }"),
    ])
    func `roots are different object types`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test func `names do not begin with two underscores`() {
        let sdl = """
            type Query { __a(__b: Int): Int }
            enum __E { __V }
            input In { __c: Int }
            directive @__d(__x: Int) on FIELD
            """
        let suffix = "must not begin with \"__\", which is reserved by GraphQL introspection."
        #expect(
            problems(in: sdl) == [
                "4:1 Name \"__d\" \(suffix)", "4:16 Name \"__x\" \(suffix)",
                "1:14 Name \"__a\" \(suffix)", "1:18 Name \"__b\" \(suffix)",
                "2:1 Name \"__E\" \(suffix)", "2:12 Name \"__V\" \(suffix)",
                "3:12 Name \"__c\" \(suffix)",
            ])
    }

    @Test(arguments: [
        SchemaCase(
            "type A @deprecated", ["1:8 Directive \"@deprecated\" may not be used on OBJECT."]),
        SchemaCase(
            "\"d\" type A\nextend type A @d\ndirective @d on OBJECT",
            ["1:1 2:1 Type A must define one or more fields."]),
        SchemaCase("interface I", ["1:1 Type I must define one or more fields."]),
        SchemaCase("union U", ["1:1 Union type U must define one or more member types."]),
        SchemaCase("enum E", ["1:1 Enum type E must define one or more values."]),
        SchemaCase("input I", ["1:1 Input Object type I must define one or more fields."]),
        SchemaCase(
            """
            type A { a(b: A, c: [I!]): [I] }
            input I { a: [A!]! }
            directive @d(
              "what"
              a: A
            ) on FIELD
            """,
            [
                "4:3 The type of @d(a:) must be Input Type but got: A.",
                "1:28 The type of A.a must be Output Type but got: [I].",
                "1:15 The type of A.a(b:) must be Input Type but got: A.",
                "2:14 The type of I.a must be Input Type but got: [A!]!.",
            ]),
        SchemaCase(
            """
            type A { a(b: Int! @deprecated, c: Int! = 1 @deprecated): Int }
            input I { a: Int! @deprecated(reason: "old") b: Int @deprecated }
            directive @d(a: Int! @deprecated) on FIELD
            """,
            [
                "3:22 3:17 Required argument @d(a:) cannot be deprecated.",
                "1:20 1:15 Required argument A.a(b:) cannot be deprecated.",
                "2:19 2:14 Required input field I.a cannot be deprecated.",
            ]),
        SchemaCase(
            "union U = A | B | A | I type A { a: Int } type B { a: Int } interface I { a: Int }",
            [
                "1:11 1:19 Union type U can only include type A once.",
                "1:23 Union type U can only include Object types, it cannot include I.",
            ]),
    ])
    func `types have members of the right kind`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            "input A @oneOf { a: Int b: [A!] c: A }"),
        SchemaCase(
            "input A @oneOf { a: Int! b: Int = 1 }",
            [
                "1:21 OneOf input field A.a must be nullable.",
                "1:26 OneOf input field A.b cannot have a default value.",
            ]),
        SchemaCase(
            "input A { a: Int } extend input A @oneOf",
            [
                "1:35 Directive \"@oneOf\" may not be used on an extension of Input Object A."
            ]),
    ])
    func `a field of a OneOf can be left out`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("input A { a: A b: [A!]! c: B! } input B { a: A }"),
        SchemaCase("input A @oneOf { a: A b: B } input B @oneOf { c: [A] d: Int }"),
        SchemaCase(
            "input A { a: A! }",
            [
                "1:11 Input Object A cannot be provided a finite value because it references"
                    + " itself through fields: A.a."
            ]),
        SchemaCase(
            "input A { b: B! }\ninput B { c: C! a: Int }\ninput C { a: A! }\ninput D { a: A! }",
            [
                "1:11 2:11 3:11 Input Object A cannot be provided a finite value because it"
                    + " references itself through fields: A.b, B.c, C.a."
            ]),
        SchemaCase(
            "input A { a: A! b: B! } input B { a: A! b: B! }",
            [
                "1:11 Input Object A cannot be provided a finite value because it references"
                    + " itself through fields: A.a.",
                "1:17 1:35 Input Object A cannot be provided a finite value because it references"
                    + " itself through fields: A.b, B.a.",
                "1:41 Input Object B cannot be provided a finite value because it references"
                    + " itself through fields: B.b.",
            ]),
        SchemaCase(
            "input A @oneOf { a: A b: B } input B { a: A! }",
            [
                "1:18 Input Object A cannot be provided a finite value because it references"
                    + " itself through fields: A.a.",
                "1:23 1:40 Input Object A cannot be provided a finite value because it references"
                    + " itself through fields: A.b, B.a.",
            ]),
    ])
    func `an input object can be given a value that ends`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            """
            input A { a: Int = 1 b: [A!] = [{ a: 2, b: [] }] c: E = X d: S = { x: [1, "y"] } }
            enum E { X } scalar S extend input A { f: Float = 1 }
            type T { t(a: [A!]! = { a: null, b: [] }, i: ID = 4, j: [[Int]] = 1): Int }
            """),
        SchemaCase(
            """
            enum Color { RED GREEN }
            input Size { width: Int! height: Int = 1 }
            input Choice @oneOf { a: Int b: Int }
            type T {
              a(v: Int = 1.5, w: Int = 2147483648, x: Float = "1"): Int
              b(v: String = 1, w: Boolean = TRUE, x: ID = 1.0): Int
              c(v: Color = REED, w: Color = "RED", x: [Color!] = [RED, null]): Int
              d(v: Size = 4, w: Size = {}, x: [Size] = [null, { width: "w", hight: 2 }]): Int
              e(v: Choice = {}, w: Choice = { a: 1, b: 2 }, x: Choice = { a: null }): Int
              f(v: Int! = null, w: Int = null): Int
            }
            directive @d(a: Int = "x") on FIELD
            """,
            [
                "12:23 @d(a:) has invalid default value: Int cannot represent non-integer value:"
                    + " \"x\"",
                "5:14 T.a(v:) has invalid default value: Int cannot represent non-integer value:"
                    + " 1.5",
                "5:28 T.a(w:) has invalid default value: Int cannot represent non 32-bit signed"
                    + " integer value: 2147483648",
                "5:51 T.a(x:) has invalid default value: Float cannot represent non numeric value:"
                    + " \"1\"",
                "6:17 T.b(v:) has invalid default value: String cannot represent a non string"
                    + " value: 1",
                "6:33 T.b(w:) has invalid default value: Boolean cannot represent a non boolean"
                    + " value: TRUE",
                "6:47 T.b(x:) has invalid default value: ID cannot represent a non-string and"
                    + " non-integer value: 1.0",
                "7:16 T.c(v:) has invalid default value: Value \"REED\" does not exist in"
                    + " \"Color\" enum. Did you mean the enum value \"RED\" or \"GREEN\"?",
                "7:33 T.c(w:) has invalid default value: Enum \"Color\" cannot represent non-enum"
                    + " value: \"RED\". Did you mean the enum value \"RED\" or \"GREEN\"?",
                "7:60 T.c(x:) has invalid default value at [1]: Expected value of non-null type"
                    + " \"Color!\" not to be null.",
                "8:15 T.d(v:) has invalid default value: Expected value of type \"Size\" to be an"
                    + " object, found: 4.",
                "8:28 T.d(w:) has invalid default value: Expected value of type \"Size\" to"
                    + " include required field \"width\", found: {  }.",
                "8:60 T.d(x:) has invalid default value at [1].width: Int cannot represent"
                    + " non-integer value: \"w\"",
                "8:65 T.d(x:) has invalid default value at [1]: Expected value of type \"Size\""
                    + " not to include unknown field \"hight\". Did you mean \"height\" or"
                    + " \"width\"? Found: { width: \"w\", hight: 2 }.",
                "9:17 T.e(v:) has invalid default value: Within OneOf Input Object type"
                    + " \"Choice\", exactly one field must be specified, and the value for that"
                    + " field must be non-null.",
                "9:33 T.e(w:) has invalid default value: Within OneOf Input Object type"
                    + " \"Choice\", exactly one field must be specified, and the value for that"
                    + " field must be non-null.",
                "9:61 T.e(x:) has invalid default value at .a: Within OneOf Input Object type"
                    + " \"Choice\", exactly one field must be specified, and the value for that"
                    + " field must be non-null.",
                "10:15 T.f(v:) has invalid default value: Expected value of non-null type"
                    + " \"Int!\" not to be null.",
            ]),
    ])
    func `a default value is a value of its type`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase("input A { a: A = { a: null } b: [A] = [] } input B { a: A = {} }"),
        SchemaCase(
            "input A { a: A = {} }",
            [
                "1:18 Invalid circular reference. The default value of Input Object field A.a"
                    + " references itself."
            ]),
        SchemaCase(
            """
            input A { b: B = { c: [{}] } }
            input B { c: [C] = [] }
            input C { a: A = {} }
            """,
            [
                "1:18 3:18 Invalid circular reference. The default value of Input Object field"
                    + " A.b references itself via the default values of: C.a."
            ]),
        SchemaCase(
            "input A { x: Int b: B = {} } input B { a: A = { x: 1 } b: A = { b: {} } }",
            [
                "1:25 1:47 Invalid circular reference. The default value of Input Object field"
                    + " A.b references itself via the default values of: B.a.",
                "1:63 Invalid circular reference. The default value of Input Object field B.b"
                    + " references itself.",
            ]),
    ])
    func `a default value does not contain itself`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }

    @Test(arguments: [
        SchemaCase(
            """
            directive @a(x: I @b) @deprecated on FIELD
            directive @b(y: Int @deprecated) on ARGUMENT_DEFINITION | ENUM_VALUE
            input I { e: E } enum E { A @b }
            """),
        SchemaCase(
            "directive @a(x: Int @a) on ARGUMENT_DEFINITION",
            ["1:1 Directive \"@a\" cannot be used in its own definition, directly or indirectly."]),
        SchemaCase(
            "directive @a @b on DIRECTIVE_DEFINITION directive @b @a on DIRECTIVE_DEFINITION",
            [
                "1:1 Directive \"@a\" cannot be used in its own definition,"
                    + " directly or indirectly.",
                "1:41 Directive \"@b\" cannot be used in its own definition,"
                    + " directly or indirectly.",
            ]),
        SchemaCase(
            """
            directive @a(x: I) on ENUM_VALUE | SCALAR
            input I { a: [I] b: E } enum E { A @a }
            """,
            ["1:1 Directive \"@a\" cannot be used in its own definition, directly or indirectly."]),
    ])
    func `a directive is not used in its own definition`(_ example: SchemaCase) {
        #expect(problems(in: example.sdl) == example.expected)
    }
}
