import Testing

@testable import GraphQL

struct FieldsOnCorrectTypeTests {
    @Test func `declared fields can be selected`() {
        expectValid(
            "FieldsOnCorrectType",
            "{ dog { name barks ... on Pet { nickname } } pet { name ... on Cat { meows } } }",
            """
            { catOrDog { __typename ... on Dog { barks } } __typename __schema { description } \
            __type(name: "A") { name } }
            """)
    }

    @Test func `an alias does not matter`() {
        expectValid(
            "FieldsOnCorrectType",
            "{ dog { nothing: name } }")
    }

    @Test func `nothing is said of types that are unknown`() {
        expectErrors(
            "FieldsOnCorrectType",
            [
                "{ dog { ... on Cow { moos } nothing { more } } }": [
                    #"1:29 Cannot query field "nothing" on type "Dog"."#
                ],
                "fragment F on Fur { color }": [],
            ])
    }

    @Test func `unknown fields are reported once`() {
        expectErrors(
            "FieldsOnCorrectType",
            [
                "{ dog { color { red } } cow { name } }": [
                    #"1:9 Cannot query field "color" on type "Dog"."#,
                    """
                    1:25 Cannot query field "cow" on type "Query". Did you mean "cat" or "dog"?
                    """,
                ],
                "{ dog { name: moos ... { moos } } }": [
                    #"1:9 Cannot query field "moos" on type "Dog"."#,
                    #"1:26 Cannot query field "moos" on type "Dog"."#,
                ],
            ])
    }

    @Test func `names that are near are suggested`() {
        expectErrors(
            "FieldsOnCorrectType",
            [
                "{ dog { barkVolum } }": [
                    """
                    1:9 Cannot query field "barkVolum" on type "Dog". Did you mean "barkVolume"?
                    """
                ],
                "{ dog { nam nicknam } }": [
                    #"1:9 Cannot query field "nam" on type "Dog". Did you mean "name"?"#,
                    """
                    1:13 Cannot query field "nicknam" on type "Dog". Did you mean "nickname"?
                    """,
                ],
                "{ cat { meow } }": [
                    #"1:9 Cannot query field "meow" on type "Cat". Did you mean "meows"?"#
                ],
            ])
    }

    @Test func `types that have the field are suggested first`() {
        expectErrors(
            "FieldsOnCorrectType",
            [
                "{ pet { barks } catOrDog { name } }": [
                    """
                    1:9 Cannot query field "barks" on type "Pet". Did you mean to use an inline \
                    fragment on "Dog"?
                    """,
                    """
                    1:28 Cannot query field "name" on type "CatOrDog". Did you mean to use an \
                    inline fragment on "Named", "Pet", "Cat", or "Dog"?
                    """,
                ],
                "{ named { nickname } }": [
                    """
                    1:11 Cannot query field "nickname" on type "Named". Did you mean to use an \
                    inline fragment on "Pet", "Cat", or "Dog"?
                    """
                ],
                "{ catOrDog { mother { name } } humanOrAlien { moos } }": [
                    """
                    1:14 Cannot query field "mother" on type "CatOrDog". Did you mean to use an \
                    inline fragment on "Dog"?
                    """,
                    #"1:47 Cannot query field "moos" on type "HumanOrAlien"."#,
                ],
            ])
    }

    @Test func `introspection starts at the query only`() {
        expectErrors(
            "FieldsOnCorrectType",
            [
                """
                mutation { __schema { description } addDog(name: "") { __type(name: "A") { name \
                } } }
                """: [
                    #"1:12 Cannot query field "__schema" on type "Mutation"."#,
                    #"1:56 Cannot query field "__type" on type "Dog"."#,
                ]
            ])
    }
}
