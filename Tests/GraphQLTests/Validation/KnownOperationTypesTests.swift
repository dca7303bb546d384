import Testing

@testable import GraphQL

struct KnownOperationTypesTests {
    @Test func `operations that the schema has are known`() {
        expectValid(
            "KnownOperationTypes",
            "{ dog { name } }",
            #"mutation { addDog(name: "") { name } }"#,
            "subscription { names }")
    }

    @Test func `operations that the schema does not have are refused`() throws {
        expectErrors(
            "KnownOperationTypes",
            [
                "{ a }": [],
                "mutation { a }": ["1:1 The mutation operation is not supported by the schema."],
                "subscription S { a } query { a }\nmutation M { a }": [
                    "1:1 The subscription operation is not supported by the schema.",
                    "2:1 The mutation operation is not supported by the schema.",
                ],
            ], schema: try buildSchema("type Query { a: Int }"))
    }
}
