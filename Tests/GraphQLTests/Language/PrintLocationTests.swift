import Testing

@testable import GraphQL

@Suite struct `The description of an error` {
    @Test func `shows the line, its neighbours and a caret`() {
        #expect(
            description("{\n  a(b: ?)\n}", name: "a.graphql") == """
                Syntax Error: Unexpected character: "?".

                a.graphql:2:8
                1 | {
                2 |   a(b: ?)
                  |        ^
                3 | }
                """)
    }

    @Test func `aligns line numbers of different widths`() {
        #expect(
            description(String(repeating: "\n", count: 8) + "?\n") == """
                Syntax Error: Unexpected character: "?".

                GraphQL request:9:1
                 8 |
                 9 | ?
                   | ^
                10 |
                """)
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `knows the three line ends`(lineEnd: String) {
        #expect(
            description("{\(lineEnd)\(lineEnd)?") == """
                Syntax Error: Unexpected character: "?".

                GraphQL request:3:1
                2 |
                3 | ?
                  | ^
                """)
    }

    @Test func `breaks the line of a minified document`() {
        let names = String(repeating: "abcdefghi ", count: 30)
        let line = String(repeating: "abcdefghi ", count: 8).dropLast()
        #expect(
            description("{" + names.prefix(199) + "?" + names) == """
                Syntax Error: Unexpected character: "?".

                GraphQL request:1:201
                1 | {\(line)
                  |  \(line)
                  |  \(line.prefix(39))?\(line.prefix(39))
                  |                                         ^
                  |  \(line)
                """)
    }

    @Test func `counts columns in UTF-16 units`() {
        let error = #expect(throws: GraphQLError.self) { try parse(Source("# é😀\n{a(b:\"é😀\")?}")) }
        #expect(error?.locations == [SourceLocation(line: 2, column: 12)])
    }

    @Test func `has an excerpt for each location`() {
        let error = GraphQLError(
            "Twice.",
            locations: [SourceLocation(line: 1, column: 3), SourceLocation(line: 1, column: 5)])
        #expect(
            error.description(in: Source("{ a a }")) == """
                Twice.

                GraphQL request:1:3
                1 | { a a }
                  |   ^

                GraphQL request:1:5
                1 | { a a }
                  |     ^
                """)
    }

    @Test func `is the message where there is no location`() {
        #expect(GraphQLError("Only words.").description(in: Source("{ a }")) == "Only words.")
    }

    @Test func `survives a location that is not in the source`() {
        let locations = [SourceLocation(line: 9, column: 900), SourceLocation(line: 0, column: 0)]
        let long = Source(String(repeating: "a", count: 200))
        for source in [Source("{ a }"), Source(""), long] {
            let text = GraphQLError("No.", locations: locations).description(in: source)
            #expect(text.hasPrefix("No.\n\nGraphQL request:9:900\n"))
        }
    }

    private func description(_ text: String, name: String = "GraphQL request") -> String? {
        let source = Source(text, name: name)
        let error = #expect(throws: GraphQLError.self) { try parse(source) }
        return error?.description(in: source)
    }
}

@Suite struct `A location` {
    @Test(arguments: [
        ("abc", 0, 1, 1), ("abc", 3, 1, 4), ("abc", 99, 1, 4),
        ("a\nb", 2, 2, 1), ("a\r\nb", 3, 2, 1), ("a\rb", 2, 2, 1), ("a\n\rb", 3, 3, 1),
        ("\r\n\r\n\n\r", 6, 5, 1), ("é😀x", 6, 1, 4), ("日本\n語x", 10, 2, 2), ("\u{FEFF}a", 3, 1, 2),
    ])
    func `is found by counting`(text: String, byte: UInt32, line: Int, column: Int) {
        #expect(
            Source(text).location(ofByte: byte) == SourceLocation(line: line, column: column))
    }
}
