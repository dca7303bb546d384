import Foundation
import Testing

@testable import GraphQL

/// What `formatDocument` makes of comments.
@Suite struct `A formatted document` {
    private func formatted(_ text: String) throws -> String {
        try formatDocument(Source(text), limits: .unlimited)
    }

    @Test(
        arguments: [
            (
                "# licence\n\n# one\nquery A{# in A\n a # the a\n\n\n # b\n b # last\n # end\n}\n# after",
                """
                # licence

                # one
                query A { # in A
                  a # the a

                  # b
                  b # last
                  # end
                }

                # after
                """
            ),
            (
                "{ f(a: 1, # one\n  b: [2, 3], c: {x: 1}) g }",
                """
                {
                  f(
                    a: 1 # one
                    b: [2, 3]
                    c: { x: 1 }
                  )
                  g
                }
                """
            ),
            (
                "{ f(a: [\n# empty\n], b: {x: 1 # x\n y: 2}) }",
                """
                {
                  f(
                    a: [
                      # empty
                    ]
                    b: {
                      x: 1 # x
                      y: 2
                    }
                  )
                }
                """
            ),
            (
                "union U = # which\n | A\n # the second\n | B # b\n",
                """
                union U = A # which
                  # the second
                  | B # b
                """
            ),
            (
                "# all\n\"\"\"\nText\n# no comment\n\"\"\"\ntype A implements & B # b\n { # fields\n"
                    + "  # f\n  f(a: String = \"# no\"): Int # g\n}",
                """
                # all
                \"\"\"
                Text
                # no comment
                \"\"\"
                type A implements B # b
                  { # fields
                  # f
                  f(a: String = "# no"): Int # g
                }
                """
            ),
            ("query # q\n{ a }\r\n# x\r\n\r\n#y \t", "# q\n{\n  a\n}\n\n# x\n\n#y"),
            ("{ a }", "{\n  a\n}"),
        ])
    func `keeps its comments where they belong`(_ text: String, _ expected: String) throws {
        #expect(try formatted(text) == expected)
        #expect(try formatted(expected) == expected)
    }

    @Test func `is not made of what is none`() {
        #expect(throws: GraphQLError.self) { try formatted("# only\n") }
        #expect(throws: GraphQLError.self) { try formatted("{ a # open\n") }
    }

    private static let project = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Documents of all kinds: ours, and those that have everything in them.
    private static func corpus() throws -> [String] {
        let folders = ["Schema", "playground/queries"].map { project.appending(path: $0) }
        let files = try folders.flatMap {
            try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
        }
        return try files.filter { $0.pathExtension == "graphql" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
            + [KitchenSink.messyQuery, KitchenSink.messySchema]
    }

    /// Puts comments, line ends and commas between the tokens of a document.
    private func strewn(_ text: String, _ random: inout SeededRandom) throws -> String {
        let source = Source(text)
        let tokens = try CommentedTokens(source.bytes).tokens
        var bytes: [UInt8] = []
        for (number, token) in tokens.enumerated() {
            for part in 0..<2 where random.below(8) == 0 {
                let before = ["", " ", "\n", "\n\n", "\r\n", "\n\t\n ,"][random.below(6)]
                bytes += "\(before)#\(["", " ", "#"][random.below(3)])c\(number).\(part)\n".utf8
            }
            if random.below(20) == 0 { bytes += "\n\n".utf8 }
            bytes += " ".utf8
            bytes += source.bytes[Int(token.start)..<Int(token.end)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func comments(_ text: String) throws -> [String] {
        try CommentedTokens(Array(text.utf8)).comments.flatMap { $0.map(\.text) }
    }

    /// Wherever comments are, all are kept in their order, the document stays the same, and
    /// formatting again changes nothing.
    @Test(arguments: 0..<40)
    func `loses nothing and settles at once`(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        for text in try Self.corpus() {
            let strewn = try strewn(text, &random)
            let once = try formatted(strewn)
            #expect(try comments(once) == comments(strewn))
            let canonical = try printDocument(parse(Source(text), limits: .unlimited))
            #expect(try printDocument(parse(Source(once), limits: .unlimited)) == canonical)
            #expect(try formatted(once) == once)
            let lines = once.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(!lines.contains { $0.hasSuffix(" ") && !$0.contains("\"") })
        }
    }

    @Test func `without comments is printed as ever`() throws {
        for text in try Self.corpus() {
            let bare = try printDocument(parse(Source(text), limits: .unlimited))
            #expect(try formatted(bare) == bare)
        }
    }
}
