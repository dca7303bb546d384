import Testing

@testable import GraphQL

struct UniqueInputFieldNamesTests {
    @Test func `fields of different objects may share names`() {
        expectValid(
            "UniqueInputFieldNames",
            """
            { echo { filter(a: {strict: true, inner: {strict: true, inner: {strict: true}}, \
            points: [{latitude: 1}, {latitude: 2}]}) } }
            """)
    }

    @Test func `each repetition in one object is reported with the first`() {
        expectErrors(
            "UniqueInputFieldNames",
            [
                """
                { echo { filter(a: {strict: true, strict: false, count: 1, strict: true}) } }
                """: [
                    #"1:21 1:35 There can be only one input field named "strict"."#,
                    #"1:21 1:60 There can be only one input field named "strict"."#,
                ],
                """
                { echo { filter(a: {inner: {count: 1, count: 2}, inner: {count: 1}, words: [{a: \
                1, a: 2}]}) } }
                """: [
                    #"1:29 1:39 There can be only one input field named "count"."#,
                    #"1:21 1:50 There can be only one input field named "inner"."#,
                    #"1:78 1:84 There can be only one input field named "a"."#,
                ],
                """
                query ($a: Filter = {strict: true, strict: true}) { dog { name @onField(note: \
                {a: 1, a: 1}) } }
                """: [
                    #"1:22 1:36 There can be only one input field named "strict"."#,
                    #"1:80 1:86 There can be only one input field named "a"."#,
                ],
            ])
    }
}
