import Testing

@testable import GraphQL

struct NoSchemaIntrospectionCustomTests {
    @Test func `fields of the schema itself may be selected`() {
        expectValid(
            "NoSchemaIntrospectionCustom",
            "{ __typename dog { __typename name } }")
    }

    @Test func `introspection is refused`() {
        expectErrors(
            "NoSchemaIntrospectionCustom",
            [
                """
                { __schema { queryType { name } } t: __type(name: "Dog") { fields { name } } }
                """: [
                    """
                    1:3 GraphQL introspection has been disabled, but the requested query \
                    contained the field "__schema".
                    """,
                    """
                    1:14 GraphQL introspection has been disabled, but the requested query \
                    contained the field "queryType".
                    """,
                    """
                    1:35 GraphQL introspection has been disabled, but the requested query \
                    contained the field "__type".
                    """,
                    """
                    1:60 GraphQL introspection has been disabled, but the requested query \
                    contained the field "fields".
                    """,
                ]
            ])
    }
}
