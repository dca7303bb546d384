import Testing

@testable import GraphQL

struct VariablesInAllowedPositionTests {
    @Test func `variables of the same or a stricter type fit`() {
        expectValid(
            "VariablesInAllowedPosition",
            """
            query ($i: Int, $n: Int!, $l: [String!]!, $f: Filter) { echo { int(a: $i, b: $n) \
            needed(a: $n) list(a: $l) filter(a: $f) } }
            """,
            """
            query ($s: String!, $b: Boolean!) { echo { list(a: [$s]) filter(a: {strict: $b, \
            text: $s}) } dog @skip(if: $b) { name } }
            """)
    }

    @Test func `a default stands in for null`() {
        expectValid(
            "VariablesInAllowedPosition",
            "query ($a: Int = 1) { echo { needed(a: $a) } }",
            """
            query ($a: Boolean) { echo { withDefault(a: $a) } x: echo { filter(a: {strict: \
            true, deep: $a}) } }
            """)
    }

    @Test func `what is unknown is left to other rules`() {
        expectValid(
            "VariablesInAllowedPosition",
            """
            query ($a: Nothing) { echo { int(a: $a, x: $a) nothing(a: $a) } cow(a: $b) { name } }
            """,
            "query ($a: Int) { echo { date(a: {x: $a, y: [$a]}) } }")
    }

    @Test func `other types do not fit`() {
        expectErrors(
            "VariablesInAllowedPosition",
            [
                "query ($a: Int) { echo { string(a: $a) needed(a: $a) } }": [
                    """
                    1:8 1:36 Variable "$a" of type "Int" used in position expecting type "String".
                    """,
                    """
                    1:8 1:50 Variable "$a" of type "Int" used in position expecting type "Int!".
                    """,
                ],
                """
                query Q($l: [Int], $s: String) { echo { neededItems(a: $l) list(a: $l) int(a: \
                $l) matrix(a: $s) } }
                """: [
                    """
                    1:9 1:56 Variable "$l" of type "[Int]" used in position expecting type \
                    "[Int!]".
                    """,
                    """
                    1:9 1:68 Variable "$l" of type "[Int]" used in position expecting type \
                    "[String]".
                    """,
                    """
                    1:9 1:79 Variable "$l" of type "[Int]" used in position expecting type "Int".
                    """,
                    """
                    1:20 1:93 Variable "$s" of type "String" used in position expecting type \
                    "[[Int]]".
                    """,
                ],
                """
                query ($a: Boolean) { dog @skip(if: $a) { name } echo { filter(a: {strict: $a}) } }
                """: [
                    """
                    1:8 1:37 Variable "$a" of type "Boolean" used in position expecting type \
                    "Boolean!".
                    """,
                    """
                    1:8 1:76 Variable "$a" of type "Boolean" used in position expecting type \
                    "Boolean!".
                    """,
                ],
            ])
    }

    @Test func `a default of null is none`() {
        expectErrors(
            "VariablesInAllowedPosition",
            [
                "query ($a: Int = null) { echo { needed(a: $a) } }": [
                    """
                    1:8 1:43 Variable "$a" of type "Int" used in position expecting type "Int!".
                    """
                ]
            ])
    }

    @Test func `uses in fragments count for each operation`() {
        expectErrors(
            "VariablesInAllowedPosition",
            [
                """
                query A($x: Int) { echo { ...F } } query B($x: String) { echo { ...F } } \
                fragment F on Echo { needed(a: $x) }
                """: [
                    """
                    1:9 1:105 Variable "$x" of type "Int" used in position expecting type "Int!".
                    """,
                    """
                    1:44 1:105 Variable "$x" of type "String" used in position expecting type \
                    "Int!".
                    """,
                ]
            ])
    }

    @Test func `one of the fields of a OneOf object is never null`() {
        expectErrors(
            "VariablesInAllowedPosition",
            [
                "query ($n: String) { echo { by(a: {name: $n}) } }": [
                    """
                    1:8 1:42 Variable "$n" is of type "String" but must be non-nullable to be \
                    used for OneOf Input Object "By".
                    """
                ],
                "query ($n: String) { echo { neededBy(a: {name: $n}) } }": [
                    """
                    1:8 1:48 Variable "$n" is of type "String" but must be non-nullable to be \
                    used for OneOf Input Object "By".
                    """
                ],
                """
                query ($n: String!) { echo { by(a: {name: $n}) filter(a: {strict: true, by: \
                {name: $n}}) } }
                """: [],
                "query ($n: ID = 1) { echo { filter(a: {strict: true, by: {id: $n}}) } }": [
                    """
                    1:8 1:63 Variable "$n" is of type "ID" but must be non-nullable to be used \
                    for OneOf Input Object "By".
                    """
                ],
            ])
    }
}
