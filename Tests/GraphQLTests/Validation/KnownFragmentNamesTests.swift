import Testing

@testable import GraphQL

struct KnownFragmentNamesTests {
    @Test func `fragments of the document are known`() {
        expectValid(
            "KnownFragmentNames",
            """
            { dog { ...A ... { ...B } } } fragment A on Dog { ...B } fragment B on Dog { name }
            """)
    }

    @Test func `unknown fragments are reported at their name`() {
        expectErrors(
            "KnownFragmentNames",
            [
                "{ dog { ...A ... { ... B } } } fragment C on Dog { ...D }": [
                    #"1:12 Unknown fragment "A"."#,
                    #"1:24 Unknown fragment "B"."#,
                    #"1:55 Unknown fragment "D"."#,
                ]
            ])
    }
}
