import Testing

@testable import GraphQL

/// Definitions of types in an executable document: besides the rule that says they must not be
/// there, the others look at them as the reference implementation does.
@Suite struct `Definitions of types in a document` {
    private static let cases: [(document: String, errors: [String])] = [
        (
            "type A { a: Nope b: A c: Int } { a }",
            [#"1:1 The "A" definition is not executable."#, #"1:13 Unknown type "Nope"."#]
        ),
        (
            "type A @deprecated { a: Int @include(if: true) } { a }",
            [
                #"1:1 The "A" definition is not executable."#,
                #"1:8 Directive "@deprecated" may not be used on OBJECT."#,
                #"1:29 Directive "@include" may not be used on FIELD_DEFINITION."#,
            ]
        ),
        (
            """
            directive @d(x: Int!) repeatable on FIELD | OBJECT { a @d(x: 1) @d b: a @d(y: 2, x: 1) } \
            type B @d { a: Int }
            """,
            [
                #"1:1 The "d" definition is not executable."#,
                #"1:90 The "B" definition is not executable."#,
                #"1:65 Argument "@d(x:)" of type "Int!" is required, but it was not provided."#,
                #"1:76 Unknown argument "y" on directive "@d". Did you mean "x"?"#,
                #"1:97 Argument "@d(x:)" of type "Int!" is required, but it was not provided."#,
            ]
        ),
        (
            "input I { a: Int = {x: 1, x: 2} @deprecated @deprecated } { a }",
            [
                #"1:1 The "I" definition is not executable."#,
                #"1:33 1:45 The directive "@deprecated" can only be used once at this location."#,
                #"1:21 1:27 There can be only one input field named "x"."#,
            ]
        ),
        (
            "type A @d1 @d1 { a: Int } extend type A @d2 @own(n: 1) @own(n: 1) query Q { a }",
            [
                #"1:1 The "A" definition is not executable."#,
                #"1:27 The "A" definition is not executable."#,
                #"1:8 Unknown directive "@d1"."#, #"1:12 Unknown directive "@d1"."#,
                #"1:45 1:56 The directive "@own" can only be used once at this location."#,
                #"1:41 Unknown directive "@d2"."#,
                #"1:45 Directive "@own" may not be used on OBJECT."#,
                #"1:56 Directive "@own" may not be used on OBJECT."#,
            ]
        ),
        (
            "type A @own(n: 1) { a: Int } extend type A @own(n: 1) query Q { a }",
            [
                #"1:1 The "A" definition is not executable."#,
                #"1:30 The "A" definition is not executable."#,
                #"1:8 Directive "@own" may not be used on OBJECT."#,
                #"1:8 1:44 The directive "@own" can only be used once at this location."#,
                #"1:44 Directive "@own" may not be used on OBJECT."#,
            ]
        ),
        (
            "schema @own(n: 1) { query: Nope mutation: Query } { a }",
            [
                "1:1 The schema definition is not executable.",
                #"1:8 Directive "@own" may not be used on SCHEMA."#,
                #"1:28 Unknown type "Nope"."#,
            ]
        ),
        (
            "union U = Query | Nop enum E { A @deprecated(reason: 1) @skip(if: true) } { a }",
            [
                #"1:1 The "U" definition is not executable."#,
                #"1:23 The "E" definition is not executable."#,
                #"1:19 Unknown type "Nop"."#,
                "1:54 String cannot represent a non string value: 1",
                #"1:57 Directive "@skip" may not be used on ENUM_VALUE."#,
            ]
        ),
        (
            "interface I implements J { a(x: Strin): Int } { a }",
            [
                #"1:1 The "I" definition is not executable."#,
                #"1:24 Unknown type "J". Did you mean "I"?"#,
                #"1:33 Unknown type "Strin". Did you mean "String"?"#,
            ]
        ),
        (
            "type A { f(x: Int = 1 @own(m: 2)): Int } query ($v: A) { a }",
            [
                #"1:1 The "A" definition is not executable."#,
                #"1:23 Directive "@own" may not be used on ARGUMENT_DEFINITION."#,
                #"1:28 Unknown argument "m" on directive "@own". Did you mean "n"?"#,
                #"1:23 Argument "@own(n:)" of type "Int!" is required, but it was not provided."#,
                #"1:49 Variable "$v" is never used."#,
            ]
        ),
        (
            "directive @own on FIELD { a @own @own }",
            [
                #"1:1 The "own" definition is not executable."#,
                #"1:29 1:34 The directive "@own" can only be used once at this location."#,
            ]
        ),
        (
            "extend directive @own @deprecated @deprecated query Q { a }",
            [
                #"1:1 The "own" definition is not executable."#,
                #"1:23 1:35 The directive "@deprecated" can only be used once at this location."#,
            ]
        ),
        (
            "type A { a: Boolan b: __Typ } fragment F on B1 { x } { a }",
            [
                #"1:1 The "A" definition is not executable."#,
                #"1:13 Unknown type "Boolan". Did you mean "Boolean"?"#,
                #"1:23 Unknown type "__Typ". Did you mean "__Type"?"#,
                #"1:45 Unknown type "B1"."#,
                #"1:31 Fragment "F" is never used."#,
            ]
        ),
    ]

    @Test(arguments: cases)
    func `are looked at by the other rules`(document: String, errors: [String]) throws {
        let schema = try buildSchema("directive @own(n: Int!) on FIELD type Query { a: Int }")
        #expect(try validationErrors(document, schema: schema) == errors)
    }
}
