import Testing

@testable import GraphQL

struct KnownTypeNamesTests {
    @Test func `types of the schema are known`() {
        expectValid(
            "KnownTypeNames",
            """
            query ($a: Int, $b: [Filter!]!) { dog { ... on Pet { name } ...F } } fragment F on \
            Dog { name }
            """)
    }

    @Test func `unknown types are reported, with names like theirs`() {
        expectErrors(
            "KnownTypeNames",
            [
                """
                query ($a: Strin) { dog { ... on Dogg { name } ...F } } fragment F on Animal { \
                name }
                """: [
                    #"1:12 Unknown type "Strin". Did you mean "String"?"#,
                    #"1:34 Unknown type "Dogg". Did you mean "Dog"?"#,
                    #"1:71 Unknown type "Animal"."#,
                ],
                "query ($a: [Nothing!]!) { dog { name } }": [
                    #"1:13 Unknown type "Nothing". Did you mean "String"?"#
                ],
            ])
    }

    @Test func `types that the document defines are left to another rule`() {
        expectValid(
            "KnownTypeNames",
            "{ dog { ... on Cow { name } } } type Cow { name: String }")
    }
}
