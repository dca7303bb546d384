import Testing

@testable import GraphQL

struct DeferStreamDirectiveOnRootFieldTests {
    @Test func `queries may defer and stream their root`() {
        expectValid(
            "DeferStreamDirectiveOnRootField",
            "{ ... @defer { dog { name } } dogs @stream { name } }")
    }

    @Test func `mutations and subscriptions may below their root`() {
        expectValid(
            "DeferStreamDirectiveOnRootField",
            """
            mutation { addDog(name: "") { ... @defer { name } friends(first: 1) @stream { name \
            } } }
            """,
            "subscription { dogAdded { ...F @defer } } fragment F on Dog { name }")
    }

    @Test func `their root fields come at once`() {
        expectErrors(
            "DeferStreamDirectiveOnRootField",
            [
                #"mutation { ... @defer { addDog(name: "") { name } } }"#: [
                    #"1:16 Defer directive cannot be used on root mutation type "Mutation"."#
                ],
                """
                subscription { names @stream ...F @defer } fragment F on Subscription { ... \
                @defer { names @stream } }
                """: [
                    """
                    1:22 Stream directive cannot be used on root subscription type "Subscription".
                    """,
                    """
                    1:35 Defer directive cannot be used on root subscription type "Subscription".
                    """,
                    """
                    1:77 Defer directive cannot be used on root subscription type "Subscription".
                    """,
                    """
                    1:92 Stream directive cannot be used on root subscription type "Subscription".
                    """,
                ],
                """
                mutation A { ...F } mutation B { ...F } fragment F on Mutation { ... @defer { \
                addDog(name: "") { name } } }
                """: [
                    #"1:70 Defer directive cannot be used on root mutation type "Mutation"."#,
                    #"1:70 Defer directive cannot be used on root mutation type "Mutation"."#,
                ],
            ])
    }
}
