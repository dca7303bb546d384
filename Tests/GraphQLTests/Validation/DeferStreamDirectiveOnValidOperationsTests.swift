import Testing

@testable import GraphQL

struct DeferStreamDirectiveOnValidOperationsTests {
    @Test func `queries and mutations may defer and stream`() {
        expectValid(
            "DeferStreamDirectiveOnValidOperations",
            "{ dog { ... @defer { name } } dogs @stream { name } }",
            #"mutation { addDog(name: "") { ... @defer { name } } }"#)
    }

    @Test func `subscriptions may if a condition can switch it off`() {
        expectValid(
            "DeferStreamDirectiveOnValidOperations",
            """
            subscription ($x: Boolean!) { dogAdded { ... @defer(if: false) { name } ... \
            @defer(if: $x) { barks } friends(first: 1) @stream(if: $x) { name } } }
            """,
            """
            subscription ($x: Boolean!) { dogAdded { ... @skip(if: $x) @defer { name } ... \
            @include(if: false) { ... @defer { barks } } } }
            """)
    }

    @Test func `else it is reported with the spreads that lead there`() {
        expectErrors(
            "DeferStreamDirectiveOnValidOperations",
            [
                """
                subscription { dogAdded { ... @defer { name } friends(first: 1) @stream(if: \
                true) { name } } }
                """: [
                    """
                    1:31 Defer directive not supported on subscription operations. Disable \
                    `@defer` by setting the `if` argument to `false`.
                    """,
                    """
                    1:65 Stream directive not supported on subscription operations. Disable \
                    `@stream` by setting the `if` argument to `false`.
                    """,
                ],
                """
                subscription { ...F } fragment F on Subscription { dogAdded { ...G } } fragment \
                G on Dog { ... @defer(label: "a") { name } }
                """: [
                    """
                    1:96 1:63 1:16 Defer directive not supported on subscription operations. \
                    Disable `@defer` by setting the `if` argument to `false`.
                    """
                ],
                """
                subscription { dogAdded { ... @skip(if: false) @defer { name } ... @include(if: \
                true) @defer { barks } } }
                """: [
                    """
                    1:48 Defer directive not supported on subscription operations. Disable \
                    `@defer` by setting the `if` argument to `false`.
                    """,
                    """
                    1:87 Defer directive not supported on subscription operations. Disable \
                    `@defer` by setting the `if` argument to `false`.
                    """,
                ],
            ])
    }
}
