import Testing

@testable import GraphQL

struct KnownArgumentNamesTests {
    @Test func `declared arguments are known`() {
        expectValid(
            "KnownArgumentNames",
            """
            { dog { name(surname: true) @skip(if: true) ... on Pet @include(if: false) { \
            name(surname: $x) } } }
            """)
    }

    @Test func `those of unknown fields and directives are left to other rules`() {
        expectValid(
            "KnownArgumentNames",
            "{ cow(id: 1) { name } dog @unknown(a: 1) { moos(loud: true) } }")
    }

    @Test func `unknown arguments of fields are reported`() {
        expectErrors(
            "KnownArgumentNames",
            [
                """
                { dog(id: 1) { name(first: true, surname: true) ... on Pet { name(surnam: 1) } } }
                """: [
                    #"1:7 Unknown argument "id" on field "Query.dog"."#,
                    #"1:21 Unknown argument "first" on field "Dog.name"."#,
                    """
                    1:67 Unknown argument "surnam" on field "Pet.name". Did you mean "surname"?
                    """,
                ],
                "{ dog { friends(frist: 1, aftr: 2) { name } } }": [
                    """
                    1:17 Unknown argument "frist" on field "Dog.friends". Did you mean "first"?
                    """,
                    """
                    1:27 Unknown argument "aftr" on field "Dog.friends". Did you mean "after"?
                    """,
                ],
            ])
    }

    @Test func `unknown arguments of directives are reported`() {
        expectErrors(
            "KnownArgumentNames",
            [
                "{ dog @skip(iff: true, unless: 1) { name @onField(nope: 1) } }": [
                    #"1:13 Unknown argument "iff" on directive "@skip". Did you mean "if"?"#,
                    #"1:24 Unknown argument "unless" on directive "@skip"."#,
                    """
                    1:51 Unknown argument "nope" on directive "@onField". Did you mean "note"?
                    """,
                ],
                #"query ($a: Int @tag(nam: "")) { dog { name } }"#: [
                    #"1:21 Unknown argument "nam" on directive "@tag". Did you mean "name"?"#
                ],
            ])
    }
}
