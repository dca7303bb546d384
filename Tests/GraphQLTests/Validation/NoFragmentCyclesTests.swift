import Testing

@testable import GraphQL

struct NoFragmentCyclesTests {
    @Test func `fragments may be spread often, but not in themselves`() {
        expectValid(
            "NoFragmentCycles",
            """
            { dog { ...A ...B } } fragment A on Dog { ...B ...B } fragment B on Dog { mother { \
            name } }
            """,
            "fragment A on Dog { ...X ... { ...X } }")
    }

    @Test func `a fragment that spreads itself is reported`() {
        expectErrors(
            "NoFragmentCycles",
            [
                "fragment A on Dog { mother { ...A } }": [
                    #"1:30 Cannot spread fragment "A" within itself."#
                ],
                "fragment A on Dog { ... { ...A } ...A }": [
                    #"1:34 Cannot spread fragment "A" within itself."#,
                    #"1:27 Cannot spread fragment "A" within itself."#,
                ],
            ])
    }

    @Test func `a longer way is told`() {
        expectErrors(
            "NoFragmentCycles",
            [
                """
                fragment A on Dog { ...B } fragment B on Dog { mother { ...C } } fragment C on \
                Dog { ...A }
                """: [
                    #"1:21 1:57 1:86 Cannot spread fragment "A" within itself via "B", "C"."#
                ],
                """
                fragment A on Dog { ...B } fragment B on Dog { ...C } fragment C on Dog { ...B }
                """: [
                    #"1:48 1:75 Cannot spread fragment "B" within itself via "C"."#
                ],
            ])
    }

    @Test func `every cycle is reported once`() {
        expectErrors(
            "NoFragmentCycles",
            [
                """
                fragment A on Dog { ...B ...C } fragment B on Dog { ...A ...C } fragment C on \
                Dog { ...A ...B }
                """: [
                    #"1:21 1:53 Cannot spread fragment "A" within itself via "B"."#,
                    #"1:21 1:58 1:85 Cannot spread fragment "A" within itself via "B", "C"."#,
                    #"1:58 1:90 Cannot spread fragment "B" within itself via "C"."#,
                ],
                """
                fragment A on Dog { ...A mother { ...B } ...C } fragment B on Dog { ...A } \
                fragment C on Dog { ...B }
                """: [
                    #"1:21 Cannot spread fragment "A" within itself."#,
                    #"1:42 1:96 1:69 Cannot spread fragment "A" within itself via "C", "B"."#,
                ],
            ])
    }
}
