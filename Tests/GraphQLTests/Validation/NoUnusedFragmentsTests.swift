import Testing

@testable import GraphQL

struct NoUnusedFragmentsTests {
    @Test func `fragments that an operation reaches are used`() {
        expectValid(
            "NoUnusedFragments",
            "{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { name }",
            """
            query A { dog { ...A } } query B { dog { ...B } } fragment A on Dog { name } \
            fragment B on Dog { name }
            """)
    }

    @Test func `the others are reported`() {
        expectErrors(
            "NoUnusedFragments",
            [
                """
                { dog { ...A } } fragment A on Dog { name } fragment B on Dog { name } fragment \
                C on Dog { ...B }
                """: [
                    #"1:45 Fragment "B" is never used."#,
                    #"1:72 Fragment "C" is never used."#,
                ]
            ])
    }

    @Test func `being spread by itself is no use`() {
        expectErrors(
            "NoUnusedFragments",
            [
                "{ dog { name } } fragment A on Dog { ...B } fragment B on Dog { ...A }": [
                    #"1:18 Fragment "A" is never used."#,
                    #"1:45 Fragment "B" is never used."#,
                ]
            ])
    }
}
