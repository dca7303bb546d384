import Testing

@testable import GraphQL

struct SingleFieldSubscriptionsTests {
    @Test func `one root field is right, however often it is selected`() {
        expectValid(
            "SingleFieldSubscriptions",
            "subscription { names }",
            "subscription S { names names ...F } fragment F on Subscription { names }",
            "subscription { ... on Subscription { dogAdded { name } } }")
    }

    @Test func `several root fields are reported at all but the first`() {
        expectErrors(
            "SingleFieldSubscriptions",
            [
                "subscription { names dogAdded { name } }": [
                    "1:22 Anonymous Subscription must select only one top level field."
                ],
                "subscription S { a: names b: names c: names }": [
                    #"1:27 1:36 Subscription "S" must select only one top level field."#
                ],
                """
                subscription S { names ...F } fragment F on Subscription { ... { dogAdded { \
                name } names } }
                """: [
                    #"1:66 Subscription "S" must select only one top level field."#
                ],
            ])
    }

    @Test func `no root field is reported at the selection`() {
        expectErrors(
            "SingleFieldSubscriptions",
            [
                "subscription { }": [
                    "1:14 Anonymous Subscription must select one top level field."
                ],
                "subscription S { ...F } fragment F on Subscription { }": [
                    #"1:16 Subscription "S" must select one top level field."#
                ],
            ])
    }

    @Test func `introspection fields are no events`() {
        expectErrors(
            "SingleFieldSubscriptions",
            [
                "subscription { __typename }": [
                    """
                    1:16 Anonymous Subscription must not select an introspection top level field.
                    """
                ],
                "subscription S { names ...F } fragment F on Subscription { a: __typename }": [
                    #"1:60 Subscription "S" must select only one top level field."#,
                    #"1:60 Subscription "S" must not select an introspection top level field."#,
                ],
            ])
    }

    @Test func `conditions on root fields are refused`() {
        expectErrors(
            "SingleFieldSubscriptions",
            [
                "subscription { names @skip(if: true) }": [
                    """
                    1:22 Anonymous Subscription must not use `@skip` or `@include` directives \
                    in the top level selection.
                    """
                ],
                """
                subscription S ($x: Boolean!) { names @include(if: $x) ...F @skip(if: $x) } \
                fragment F on Subscription { names }
                """: [
                    """
                    1:39 1:61 Subscription "S" must not use `@skip` or `@include` directives in \
                    the top level selection.
                    """
                ],
                "subscription { ... @include(if: true) { names } }": [
                    """
                    1:20 Anonymous Subscription must not use `@skip` or `@include` directives \
                    in the top level selection.
                    """
                ],
            ])
    }

    @Test func `fragments of other types and cycles do no harm`() {
        expectValid(
            "SingleFieldSubscriptions",
            "subscription { names ...F } fragment F on Subscription { ...F names }",
            "subscription { names ... on Query { dog { name } } }")
    }
}
