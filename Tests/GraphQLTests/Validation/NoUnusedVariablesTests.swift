import Testing

@testable import GraphQL

struct NoUnusedVariablesTests {
    @Test func `variables may be used in operation or fragments`() {
        expectValid(
            "NoUnusedVariables",
            """
            query ($a: Int, $b: Int, $c: Boolean!) { echo @include(if: $c) { int(a: $a) ...F } \
            } fragment F on Echo { ...G } fragment G on Echo { x: int(a: $b) }
            """,
            """
            query ($a: String, $b: Int) { echo { filter(a: {strict: true, words: [$a], count: \
            $b}) } }
            """)
    }

    @Test func `others are reported`() {
        expectErrors(
            "NoUnusedVariables",
            [
                "query ($a: Int, $b: Int) { echo { int(a: $a) } }": [
                    #"1:17 Variable "$b" is never used."#
                ],
                """
                query Q($a: Int) { echo { int(a: 1) ...F } } fragment F on Echo { x: int(a: $b) }
                """: [
                    #"1:9 Variable "$a" is never used in operation "Q"."#
                ],
                """
                query A($x: Int) { echo { ...F } } query B($x: Int, $y: Int) { echo { ...G } } \
                fragment F on Echo { int(a: $x) } fragment G on Echo { int }
                """: [
                    #"1:44 Variable "$x" is never used in operation "B"."#,
                    #"1:53 Variable "$y" is never used in operation "B"."#,
                ],
            ])
    }
}
