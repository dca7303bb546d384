import Testing

@testable import GraphQL

struct UniqueFragmentNamesTests {
    @Test func `fragments of different names pass`() {
        expectValid(
            "UniqueFragmentNames",
            "{ dog { ...A ...B } } fragment A on Dog { name } fragment B on Dog { name }")
    }

    @Test func `each repetition is reported with the first of its name`() {
        expectErrors(
            "UniqueFragmentNames",
            [
                """
                { dog { ...A } } fragment A on Dog { name } fragment A on Dog { barks } \
                fragment A on Cat { name }
                """: [
                    #"1:27 1:54 There can be only one fragment named "A"."#,
                    #"1:27 1:82 There can be only one fragment named "A"."#,
                ]
            ])
    }
}
