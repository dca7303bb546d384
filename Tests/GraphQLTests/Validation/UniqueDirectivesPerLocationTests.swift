import Testing

@testable import GraphQL

struct UniqueDirectivesPerLocationTests {
    @Test func `different directives and different places pass`() {
        expectValid(
            "UniqueDirectivesPerLocation",
            "{ dog @skip(if: true) @include(if: true) { name @skip(if: true) } }",
            #"query @tag(name: "a") @tag(name: "b") { dog { name } }"#,
            "{ dog @unknown @unknown { name } }")
    }

    @Test func `each repetition is reported with the first`() {
        expectErrors(
            "UniqueDirectivesPerLocation",
            [
                "{ dog @skip(if: true) @skip(if: false) @skip(if: true) { name } }": [
                    #"1:7 1:23 The directive "@skip" can only be used once at this location."#,
                    #"1:7 1:40 The directive "@skip" can only be used once at this location."#,
                ],
                """
                query Q($a: Int @onVariable @onVariable) @onQuery @onQuery { dog { ...F \
                @onSpread @onSpread ... @onInline @onInline { name } } } fragment F on Dog \
                @onFragment @onFragment { name }
                """: [
                    """
                    1:42 1:51 The directive "@onQuery" can only be used once at this location.
                    """,
                    """
                    1:17 1:29 The directive "@onVariable" can only be used once at this location.
                    """,
                    """
                    1:73 1:83 The directive "@onSpread" can only be used once at this location.
                    """,
                    """
                    1:97 1:107 The directive "@onInline" can only be used once at this location.
                    """,
                    """
                    1:148 1:160 The directive "@onFragment" can only be used once at this location.
                    """,
                ],
            ])
    }
}
