import Testing

@testable import GraphQL

struct ProvidedRequiredArgumentsTests {
    @Test func `required arguments are given, others may be`() {
        expectValid(
            "ProvidedRequiredArguments",
            "{ echo { needed(a: 1) int withDefault x: int(b: 1) two(b: 1, a: 2) } }",
            "{ echo { needed(a: null) } dog @skip(if: 1) { name @unknown } cow }")
    }

    @Test func `missing arguments of fields are reported`() {
        expectErrors(
            "ProvidedRequiredArguments",
            [
                "{ echo { needed two y: two(b: 1) } dog { friends { name } } }": [
                    """
                    1:10 Argument "Echo.needed(a:)" of type "Int!" is required, but it was not \
                    provided.
                    """,
                    """
                    1:17 Argument "Echo.two(a:)" of type "Int!" is required, but it was not \
                    provided.
                    """,
                    """
                    1:17 Argument "Echo.two(b:)" of type "Int!" is required, but it was not \
                    provided.
                    """,
                    """
                    1:21 Argument "Echo.two(a:)" of type "Int!" is required, but it was not \
                    provided.
                    """,
                    """
                    1:42 Argument "Dog.friends(first:)" of type "Int!" is required, but it was \
                    not provided.
                    """,
                ],
                "{ __type { name } }": [
                    """
                    1:3 Argument "<meta>.__type(name:)" of type "String!" is required, but it \
                    was not provided.
                    """
                ],
            ])
    }

    @Test func `missing arguments of directives are reported`() {
        expectErrors(
            "ProvidedRequiredArguments",
            [
                "query @tag { dog @include { name @skip(iff: true) } }": [
                    """
                    1:7 Argument "@tag(name:)" of type "String!" is required, but it was not \
                    provided.
                    """,
                    """
                    1:18 Argument "@include(if:)" of type "Boolean!" is required, but it was \
                    not provided.
                    """,
                    """
                    1:34 Argument "@skip(if:)" of type "Boolean!" is required, but it was not \
                    provided.
                    """,
                ]
            ])
    }
}
