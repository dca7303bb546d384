import Testing

@testable import GraphQL

struct DeferStreamDirectiveLabelTests {
    @Test func `labels that differ pass, and so does none`() {
        expectValid(
            "DeferStreamDirectiveLabel",
            """
            { dogs @stream(label: "a") { ... @defer(label: "b") { name } ... @defer { barks } \
            ... @defer(label: null) { legs } } }
            """)
    }

    @Test func `a label is unique in the document`() {
        expectErrors(
            "DeferStreamDirectiveLabel",
            [
                """
                { dogs @stream(label: "a") { ... @defer(label: "a") { name } ...F } } fragment \
                F on Dog { ... @defer(label: \"""a\""") { name } }
                """: [
                    "1:8 1:34 Defer/Stream directive label argument must be unique.",
                    "1:8 1:95 Defer/Stream directive label argument must be unique.",
                ]
            ])
    }

    @Test func `a label is written out`() {
        expectErrors(
            "DeferStreamDirectiveLabel",
            [
                """
                query ($x: String) { dogs @stream(label: $x) { ... @defer(label: 1) { name } } }
                """: [
                    "1:27 Stream directive label argument must be a static string.",
                    "1:52 Defer directive label argument must be a static string.",
                ]
            ])
    }
}
