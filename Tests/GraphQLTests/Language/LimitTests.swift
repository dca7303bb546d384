import TestSupport
import Testing

@testable import GraphQL

@Suite struct `The limit` {
    @Test func `of bytes is crossed by one more`() throws {
        var limits = Limits()
        limits.sourceBytesMax = 10
        _ = try parse(Source("{\n aaaaa }"), limits: limits)
        expectError(
            Source("{\n aaaaaa }"), "Source contains more than 10 bytes. Parsing aborted.", "2:9",
            limits: limits)
    }

    @Test func `of tokens is crossed by one more, comments not counted`() throws {
        let fields = String(repeating: "a\n# comment\n", count: Limits.standard.tokensMax - 2)
        _ = try parse(Source("{\(fields)}"))
        expectError(
            Source("{\(fields)b}"), "Document contains more than 15000 tokens. Parsing aborted.",
            "29997:2")
    }

    @Test func `of directives at one place is crossed by one more`() throws {
        let directives = " @a @b(c: 1) @d @a"
        _ = try parse(Source("query\(directives) { a\(directives) }"))
        let message = "Document contains more than 4 directives at one location. Parsing aborted."
        expectError("{ a\(directives) @e }", message, "1:23")
        expectError("type T\(directives) @e", message, "1:26")
        _ = try parse(Source("type T\(directives) @e"), limits: .unlimited)
    }

    @Test(arguments: [
        ("{a", "}", 2), ("{...", "}", 4), ("{...on T", "}", 8),
    ])
    func `of nesting is crossed by one more selection set`(
        open: String, close: String, length: Int
    ) throws {
        _ = try parse(nested(open, "{a}", close, 199))
        let error = "Document is nested too deeply. Parsing aborted."
        expectError(nested(open, "{a}", close, 200), error, "1:\(200 * length + 1)")
        expectError(
            nested(open, "{a}", close, 100_000), error, "1:\(200 * length + 1)",
            limits: .unlimited)
    }

    @Test(arguments: [
        ("[", "]", 1), ("{a:", "}", 3), ("[{a:", "}]", 4),
    ])
    func `of nesting is crossed by one more value`(
        open: String, close: String, length: Int
    ) throws {
        let perTurn = open.count { $0 == "[" || $0 == "{" }
        let error = "Syntax Error: Document is nested too deeply. Parsing aborted."
        let fits = nested(open, "1", close, 200 / perTurn)
        _ = try parseValue(fits)
        for count in [200 / perTurn + 1, 100_000] {
            let thrown = #expect(throws: GraphQLError.self) {
                try parseValue(nested(open, "1", close, count), limits: .unlimited)
            }
            #expect(thrown?.message == error)
            let column = 200 / perTurn * length + 1
            #expect(thrown?.locations == [SourceLocation(line: 1, column: column)])
        }
    }

    @Test func `of nesting counts selection sets and values together`() throws {
        func source(_ lists: Int) -> Source {
            Source(
                String(repeating: "{a", count: 150) + "(b: " + String(repeating: "[", count: lists)
                    + String(repeating: "]", count: lists) + ")"
                    + String(repeating: "}", count: 150))
        }
        _ = try parse(source(50))
        expectError(
            source(51), "Document is nested too deeply. Parsing aborted.", "1:355")
    }

    @Test(.crosses(\Limits.Type.listDepthMax))
    func `of lists around a type is crossed by one more`() throws {
        let depth = Limits.listDepthMax
        let text =
            String(repeating: "[", count: depth) + "A" + String(repeating: "!]", count: depth)
        let (document, type) = try parseType(Source(text))
        #expect(Int(type.wrapping.listDepth) == depth)
        #expect(document.printed(type) == text)
        for count in [depth + 1, 100_000] {
            let error = #expect(throws: GraphQLError.self) {
                try parseType(nested("[", "A", "]", count), limits: .unlimited)
            }
            #expect(
                error?.message == "Syntax Error: Document is nested too deeply. Parsing aborted.")
        }
    }

    @Test(arguments: ["{", "[", "(", "...{", "{a(b:", "{a(b:[", "@a(b:{c:", "$a:[", "\"\"\"", "#"])
    func `of nesting keeps any brackets from exhausting the stack`(open: String) {
        let text = String(repeating: open, count: 100_000)
        for prefix in ["", "{a", "{a(b:", "query(", "query($a:", "type T{a:", "type T{a(b:C="] {
            #expect(throws: GraphQLError.self) {
                try parse(Source(prefix + text), limits: .unlimited)
            }
        }
    }

    private func nested(
        _ open: String, _ inner: String, _ close: String, _ count: Int
    ) -> Source {
        Source(
            String(repeating: open, count: count) + inner + String(repeating: close, count: count))
    }
}
