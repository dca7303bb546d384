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
}
