import Testing

@testable import GraphQL

struct MaxIntrospectionDepthTests {
    @Test func `two lists inside each other are few enough`() {
        expectValid(
            "MaxIntrospectionDepth",
            "{ __schema { types { fields { type { fields { name } } } } } }",
            """
            { __type(name: "Dog") { fields { type { name } } interfaces { fields { name } } } }
            """,
            "{ dog { fields { fields { fields { fields } } } } }")
    }

    @Test func `three are too many, however they come about`() {
        expectErrors(
            "MaxIntrospectionDepth",
            [
                """
                { __schema { types { fields { type { interfaces { possibleTypes { name } } } } \
                } } }
                """: [
                    "1:3 Maximum introspection depth exceeded"
                ],
                """
                { __type(name: "Dog") { fields { type { ...A } } } } fragment A on __Type { \
                inputFields { type { ... { fields { name } } } } }
                """: [
                    "1:3 Maximum introspection depth exceeded"
                ],
                """
                { __schema { types { ...A } } b: __type(name: "Dog") { ...A } } fragment A on \
                __Type { fields { type { ...A } } }
                """: [
                    "1:3 Maximum introspection depth exceeded",
                    "1:31 Maximum introspection depth exceeded",
                ],
            ])
    }

    @Test func `what is inside a refused field is not reported again`() {
        expectErrors(
            "MaxIntrospectionDepth",
            [
                """
                { __schema { types { fields { type { fields { type { fields { __schema { types \
                { fields { type { fields { type { fields { name } } } } } } } } } } } } } } }
                """: [
                    "1:3 Maximum introspection depth exceeded"
                ]
            ])
    }
}
