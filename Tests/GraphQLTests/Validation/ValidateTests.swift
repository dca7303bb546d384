import Testing

@testable import GraphQL

struct ValidateTests {
    @Test func `a valid document comes back as such`() throws {
        let document = try parse(Source("{ dog { name } }"))
        let valid = try validate(document, against: petSchema)
        #expect(printDocument(valid.value) == printDocument(document))
    }

    @Test func `errors come in the order of the document, then of the rules`() throws {
        let errors = try validationErrors(
            """
            query Q($unused: Int, $typed: Unheard) {
              dog { moos x: barks x: legs }
              echo { int(a: "1", c: $undefined) ...F }
            }
            fragment F on Echo { int(a: $typed) needed(a: $other) needed }
            fragment G on Cow { name }
            """)
        #expect(
            errors == [
                "3:25 1:1 Variable \"$undefined\" is not defined by operation \"Q\".",
                "5:47 1:1 Variable \"$other\" is not defined by operation \"Q\".",
                "1:9 Variable \"$unused\" is never used in operation \"Q\".",
                "1:31 Unknown type \"Unheard\".",
                "2:14 2:23 Fields \"x\" conflict because \"barks\" and \"legs\" are different "
                    + "fields. Use different aliases on the fields to fetch both if this was "
                    + "intentional.",
                "2:9 Cannot query field \"moos\" on type \"Dog\".",
                "3:10 5:22 Fields \"int\" conflict because they have differing arguments. Use "
                    + "different aliases on the fields to fetch both if this was intentional.",
                "3:17 Int cannot represent non-integer value: \"1\"",
                "3:22 Unknown argument \"c\" on field \"Echo.int\". Did you mean \"a\" or \"b\"?",
                "5:37 5:55 Fields \"needed\" conflict because they have differing arguments. Use "
                    + "different aliases on the fields to fetch both if this was intentional.",
                "5:55 Argument \"Echo.needed(a:)\" of type \"Int!\" is required, but it was not "
                    + "provided.",
                "6:15 Unknown type \"Cow\". Did you mean \"Cat\" or \"Dog\"?",
                "6:1 Fragment \"G\" is never used.",
            ])
    }

    @Test func `rules are selected by name, with or without the suffix`() throws {
        let rules = try #require([Rule].named(["ScalarLeafsRule", "UniqueOperationNames"]))
        #expect(rules.map(\.name) == ["ScalarLeafs", "UniqueOperationNames"])
        #expect([Rule].named(["ScalarLeaf"]) == nil)
        let errors = try validationErrors("query A { dog } query A { moos }", rules: rules)
        #expect(errors.count == 2)
        for rule in [Rule].specified { #expect(Rule.named(rule.name + "Rule") != nil) }
    }

    @Test func `suggestions can be switched off`() throws {
        let document = """
            query ($a: Strin) {
              dog { nam barks(a: 1) name(surnam: true) @skip(iff: true) }
              pet { barks }
              echo { fur(a: BROWM) filter(a: {strict: true, cuont: 1}) x: fur(a: "BROWN") }
            }
            """
        let shown = try validationErrors(document)
        let hidden = try validationErrors(document, suggestions: false)
        #expect(shown.count == hidden.count)
        #expect(shown.count { $0.contains("Did you mean") } == 8)
        #expect(hidden.count { $0.contains("Did you mean") } == 0)
    }

    @Test func `custom scalars check their literals`() throws {
        let year = ScalarCoercion(input: { value in
            guard case .int(let year) = value else {
                throw GraphQLError("Date cannot represent value: \(inspect(value))")
            }
            guard year > 1900 else { throw CancellationError() }
            return value
        })
        let errors = try validationErrors(
            """
            query ($y: Date) {
              echo { a: date(a: 1999) b: date(a: $y) c: date(a: "1999") d: date(a: 1800) }
            }
            """, scalars: ["Date": year])
        #expect(
            errors == [
                "2:53 Date cannot represent value: \"1999\"",
                "2:72 Expected value of type \"Date\", found: 1800.",
            ])
    }

    @Test func `an operation that the schema lacks is unknown`() throws {
        let schema = try buildSchema("type Query { a: Int }")
        expectErrors(
            "KnownOperationTypes",
            [
                "{ a } mutation M { b }": [
                    "1:7 The mutation operation is not supported by the schema."
                ],
                "subscription { b }": [
                    "1:1 The subscription operation is not supported by the schema."
                ],
            ], schema: schema)
    }

    @Test func `columns count UTF-16 units and every kind of line end`() throws {
        let errors = try validationErrors("{ # \u{1F600} \r dog(x: \"\u{1F600}\") { a }\r\n b\nc }")
        #expect(errors.map { $0.prefix(4) } == ["2:6 ", "2:17", "3:2 ", "4:1 "])
    }

    @Test func `deprecated things are told to tools that ask`() throws {
        let schema = try buildSchema(
            """
            directive @old(a: Int @deprecated(reason: "No a.")) on FIELD
            enum E { NEW OLD @deprecated(reason: "Too old.") }
            input I { a: Int, b: [E], c: I @deprecated }
            type Query {
              a(x: Int @deprecated(reason: "No x."), i: I, e: E): Int
              b: Int @deprecated(reason: "No b.")
            }
            """)
        expectErrors(
            "NoDeprecatedCustom",
            [
                "{ a(i: {a: 1, b: [NEW]}, e: NEW) @old }": [],
                "{ a(x: 1) b @old(a: 1) }": [
                    "1:5 The argument \"Query.a(x:)\" is deprecated. No x.",
                    "1:11 The field Query.b is deprecated. No b.",
                    "1:18 The argument \"@old(a:)\" is deprecated. No a.",
                ],
                "query ($e: E = OLD) { a(i: {c: {b: [NEW, OLD]}}, e: $e) }": [
                    "1:16 The enum value \"E.OLD\" is deprecated. Too old.",
                    "1:29 The input field I.c is deprecated. No longer supported",
                    "1:42 The enum value \"E.OLD\" is deprecated. Too old.",
                ],
            ], schema: schema)
    }
}
