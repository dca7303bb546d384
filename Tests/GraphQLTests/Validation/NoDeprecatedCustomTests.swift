import Testing

@testable import GraphQL

struct NoDeprecatedCustomTests {
    private static let sdl = """
        directive @d(new: Int, old: Int @deprecated(reason: "Use new.")) on FIELD
        enum E { A B @deprecated }
        input I { a: Int b: E c: I @deprecated(reason: "No more.") d: [I] }
        type Query {
          f(new: Int, old: Int @deprecated(reason: "Use new.")): Int
          g(i: I, e: [E]): Query
          h: Int @deprecated(reason: "Use f.")
        }
        """

    @Test(arguments: [
        "{ f(new: 1) @d(new: 2) g(e: A, i: { a: 1, b: A }) { f } }",
        // What is unknown is no concern of this rule.
        "{ zz(old: 1) @nope(old: 1) }",
    ])
    func `what is not deprecated may be used`(document: String) throws {
        expectErrors("NoDeprecatedCustom", [document: []], schema: try buildSchema(Self.sdl))
    }

    @Test func `deprecated fields, arguments, input fields and enum values are reported`() throws {
        expectErrors(
            "NoDeprecatedCustom",
            [
                "{ f h x: h }": [
                    "1:5 The field Query.h is deprecated. Use f.",
                    "1:7 The field Query.h is deprecated. Use f.",
                ],
                "{ f(old: 1) @d(old: 2) }": [
                    "1:5 The argument \"Query.f(old:)\" is deprecated. Use new.",
                    "1:16 The argument \"@d(old:)\" is deprecated. Use new.",
                ],
                """
                query ($e: E = B, $i: I = { c: {} }) {
                  g(e: [A, B], i: { c: { b: B }, d: [{ c: null }] }) { h }
                }
                """: [
                    "1:16 The enum value \"E.B\" is deprecated. No longer supported",
                    "1:29 The input field I.c is deprecated. No more.",
                    "2:12 The enum value \"E.B\" is deprecated. No longer supported",
                    "2:21 The input field I.c is deprecated. No more.",
                    "2:29 The enum value \"E.B\" is deprecated. No longer supported",
                    "2:40 The input field I.c is deprecated. No more.",
                    "2:56 The field Query.h is deprecated. Use f.",
                ],
            ], schema: try buildSchema(Self.sdl))
    }
}
