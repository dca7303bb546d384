import Testing

@testable import GraphQL

struct UniqueOperationNamesTests {
    @Test func `operations of different names pass`() {
        expectValid(
            "UniqueOperationNames",
            "query A { dog { name } } query B { dog { name } }",
            "{ dog { name } }",
            "fragment A on Dog { name } query A { dog { ...A } }")
    }

    @Test func `each repetition is reported with the first of its name`() {
        expectErrors(
            "UniqueOperationNames",
            [
                """
                query A { dog { name } } query A { cat { name } } mutation A { addDog(name: "") \
                { name } }
                """: [
                    #"1:7 1:32 There can be only one operation named "A"."#,
                    #"1:7 1:60 There can be only one operation named "A"."#,
                ]
            ])
    }
}
