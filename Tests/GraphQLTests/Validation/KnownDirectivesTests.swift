import Testing

@testable import GraphQL

struct KnownDirectivesTests {
    @Test func `directives may stand where they are declared`() {
        expectValid(
            "KnownDirectives",
            """
            query Q($a: Int @onVariable) @onQuery { dog @onField { ...F @onSpread ... @onInline \
            { name } } } fragment F on Dog @onFragment { name @skip(if: true) }
            """,
            #"mutation @onMutation { addDog(name: "") { name } }"#,
            "subscription @onSubscription { names }")
    }

    @Test func `unknown directives are reported`() {
        expectErrors(
            "KnownDirectives",
            [
                "{ dog @unknown { name @skipp(if: true) } }": [
                    #"1:7 Unknown directive "@unknown"."#,
                    #"1:23 Unknown directive "@skipp"."#,
                ],
                "query ($a: Int @nothing) @more { dog { ... @less { name } } }": [
                    #"1:16 Unknown directive "@nothing"."#,
                    #"1:26 Unknown directive "@more"."#,
                    #"1:44 Unknown directive "@less"."#,
                ],
            ])
    }

    @Test func `directives elsewhere are reported`() {
        expectErrors(
            "KnownDirectives",
            [
                """
                query Q($a: Int @onQuery) @onField { dog @onMutation { ...F @onInline ... \
                @onSpread { name } } } fragment F on Dog @onVariable { name @onFragment }
                """: [
                    #"1:17 Directive "@onQuery" may not be used on VARIABLE_DEFINITION."#,
                    #"1:27 Directive "@onField" may not be used on QUERY."#,
                    #"1:42 Directive "@onMutation" may not be used on FIELD."#,
                    #"1:61 Directive "@onInline" may not be used on FRAGMENT_SPREAD."#,
                    #"1:75 Directive "@onSpread" may not be used on INLINE_FRAGMENT."#,
                    #"1:116 Directive "@onVariable" may not be used on FRAGMENT_DEFINITION."#,
                    #"1:135 Directive "@onFragment" may not be used on FIELD."#,
                ],
                #"mutation @onSubscription { addDog(name: "") { name } }"#: [
                    #"1:10 Directive "@onSubscription" may not be used on MUTATION."#
                ],
                "subscription @onQuery { names }": [
                    #"1:14 Directive "@onQuery" may not be used on SUBSCRIPTION."#
                ],
                "{ dog @deprecated { name } }": [
                    #"1:7 Directive "@deprecated" may not be used on FIELD."#
                ],
            ])
    }
}
