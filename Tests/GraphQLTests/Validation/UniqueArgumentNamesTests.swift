import Testing

@testable import GraphQL

struct UniqueArgumentNamesTests {
    @Test func `arguments of different names pass`() {
        expectValid(
            "UniqueArgumentNames",
            """
            { echo { int(a: 1, b: 2) x: int(a: 1) } dog @onField(note: "") @skip(if: true) { \
            name } }
            """)
    }

    @Test func `all of one name are listed`() {
        expectErrors(
            "UniqueArgumentNames",
            [
                "{ echo { int(a: 1, b: 2, a: 3, b: 4, a: 5) } }": [
                    #"1:14 1:26 1:38 There can be only one argument named "a"."#,
                    #"1:20 1:32 There can be only one argument named "b"."#,
                ],
                """
                { dog @skip(if: true, if: false) { name(x: 1, x: 1) @onField(note: "", note: \
                "") } }
                """: [
                    #"1:13 1:23 There can be only one argument named "if"."#,
                    #"1:41 1:47 There can be only one argument named "x"."#,
                    #"1:62 1:72 There can be only one argument named "note"."#,
                ],
            ])
    }
}
