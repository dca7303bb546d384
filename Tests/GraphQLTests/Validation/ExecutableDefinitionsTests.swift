import Testing

@testable import GraphQL

struct ExecutableDefinitionsTests {
    @Test func `operations and fragments are executable`() {
        expectValid(
            "ExecutableDefinitions",
            "{ dog { ...F } } fragment F on Dog { name }",
            #"query A { dog { name } } mutation B { addDog(name: "") { name } }"#)
    }

    @Test func `definitions of a schema are not executable`() {
        expectErrors(
            "ExecutableDefinitions",
            [
                "schema { query: Query }": [
                    "1:1 The schema definition is not executable."
                ],
                "{ dog { name } } type Cow { name: String } extend type Dog { color: String }": [
                    #"1:18 The "Cow" definition is not executable."#,
                    #"1:44 The "Dog" definition is not executable."#,
                ],
                "directive @a on FIELD { dog { name } } extend schema @a": [
                    #"1:1 The "a" definition is not executable."#,
                    "1:40 The schema definition is not executable.",
                ],
            ])
    }
}
