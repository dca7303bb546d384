import Testing

@testable import GraphQL

struct PossibleFragmentSpreadsTests {
    @Test func `fragments that share an object type are possible`() {
        expectValid(
            "PossibleFragmentSpreads",
            """
            { dog { ...A ... on Dog { name } ... on Pet { name } ... on CatOrDog { __typename } \
            } } fragment A on Named { name }
            """,
            "{ pet { ... on Named { name } ... on CatOrDog { __typename } } }",
            "{ humanOrAlien { ... on Named { name } ... { __typename } } }")
    }

    @Test func `unknown types and leaves are left to other rules`() {
        expectValid(
            "PossibleFragmentSpreads",
            "{ dog { ... on Cow { name } ... on Int { name } ...X } }")
    }

    @Test func `fragments that never apply are reported`() {
        expectErrors(
            "PossibleFragmentSpreads",
            [
                "{ dog { ... on Cat { name } ...A } } fragment A on Human { name }": [
                    """
                    1:9 Fragment cannot be spread here as objects of type "Dog" can never be of \
                    type "Cat".
                    """,
                    """
                    1:29 Fragment "A" cannot be spread here as objects of type "Dog" can never \
                    be of type "Human".
                    """,
                ],
                """
                { pet { ... on HumanOrAlien { __typename } ...A } } fragment A on Alien { name }
                """: [
                    """
                    1:9 Fragment cannot be spread here as objects of type "Pet" can never be of \
                    type "HumanOrAlien".
                    """,
                    """
                    1:44 Fragment "A" cannot be spread here as objects of type "Pet" can never \
                    be of type "Alien".
                    """,
                ],
                "{ catOrDog { ... on Human { name } } humanOrAlien { ... on Pet { name } } }": [
                    """
                    1:14 Fragment cannot be spread here as objects of type "CatOrDog" can never \
                    be of type "Human".
                    """,
                    """
                    1:53 Fragment cannot be spread here as objects of type "HumanOrAlien" can \
                    never be of type "Pet".
                    """,
                ],
            ])
    }
}
