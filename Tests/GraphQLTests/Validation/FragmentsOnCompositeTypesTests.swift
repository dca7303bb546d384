import Testing

@testable import GraphQL

struct FragmentsOnCompositeTypesTests {
    @Test func `objects, interfaces and unions can have fragments`() {
        expectValid(
            "FragmentsOnCompositeTypes",
            """
            { pet { ... on Dog { name } ... on Pet { name } ... on CatOrDog { ...F } } } \
            fragment F on Dog { ... { name } }
            """)
    }

    @Test func `scalars, enums and input objects cannot`() {
        expectErrors(
            "FragmentsOnCompositeTypes",
            [
                "{ dog { ... on Fur { name } ...F } } fragment F on Filter { name }": [
                    #"1:16 Fragment cannot condition on non composite type "Fur"."#,
                    #"1:52 Fragment "F" cannot condition on non composite type "Filter"."#,
                ],
                "fragment F on Boolean { name } fragment G on Dog { ... on Date { name } }": [
                    #"1:15 Fragment "F" cannot condition on non composite type "Boolean"."#,
                    #"1:59 Fragment cannot condition on non composite type "Date"."#,
                ],
            ])
    }
}
