import Testing

@testable import GraphQL

struct StreamDirectiveOnListFieldTests {
    @Test func `lists can be streamed`() {
        expectValid(
            "StreamDirectiveOnListField",
            """
            { dogs @stream { name } dog { friends(first: 1) @stream(initialCount: 1) { name } } }
            """,
            "{ dog { name @onField } nothing @stream }")
    }

    @Test func `other fields cannot`() {
        expectErrors(
            "StreamDirectiveOnListField",
            [
                "{ dog @stream { name @stream legs @stream } }": [
                    """
                    1:7 Stream directive cannot be used on non-list field "dog" on type "Query".
                    """,
                    """
                    1:22 Stream directive cannot be used on non-list field "name" on type "Dog".
                    """,
                    """
                    1:35 Stream directive cannot be used on non-list field "legs" on type "Dog".
                    """,
                ],
                "{ dog { __typename @stream } }": [
                    #"1:20 Stream directive cannot be used on non-list field on type "Dog"."#
                ],
            ])
    }
}
