import Testing

@testable import GraphQL

struct NoUndefinedVariablesTests {
    @Test func `defined variables may be used anywhere below`() {
        expectValid(
            "NoUndefinedVariables",
            """
            query ($a: Int, $b: Boolean!) { echo @skip(if: $b) { int(a: $a) ...F } } fragment F \
            on Echo { x: int(b: $a) }
            """,
            """
            query ($a: String) { echo { list(a: [$a]) filter(a: {strict: true, inner: {text: \
            $a, strict: true}}) } }
            """)
    }

    @Test func `others are reported with their operation`() {
        expectErrors(
            "NoUndefinedVariables",
            [
                "query Q($a: Int) { echo { int(a: $a, b: $b) } }": [
                    #"1:41 1:1 Variable "$b" is not defined by operation "Q"."#
                ],
                #"{ echo { int(a: $a) list(a: ["", [$b]]) } }"#: [
                    #"1:17 1:1 Variable "$a" is not defined."#,
                    #"1:35 1:1 Variable "$b" is not defined."#,
                ],
                "query Q($a: Int) @tag(name: $n) { echo { int(a: $a) @onField(note: $m) } }": [
                    #"1:29 1:1 Variable "$n" is not defined by operation "Q"."#,
                    #"1:68 1:1 Variable "$m" is not defined by operation "Q"."#,
                ],
            ])
    }

    @Test func `a use in a fragment counts for every operation that reaches it`() {
        expectErrors(
            "NoUndefinedVariables",
            [
                """
                query A($x: Int) { echo { ...F } } query B { echo { ...F } } query C { echo { \
                ...G } } fragment F on Echo { ...G } fragment G on Echo { int(a: $x) }
                """: [
                    #"1:144 1:36 Variable "$x" is not defined by operation "B"."#,
                    #"1:144 1:62 Variable "$x" is not defined by operation "C"."#,
                ]
            ])
    }

    @Test func `nothing is asked of fragments that no operation reaches`() {
        expectValid(
            "NoUndefinedVariables",
            "{ dog { name } } fragment F on Echo { int(a: $x) }")
    }
}
