import Foundation
import GraphQL
import Testing

@testable import tintype

/// What `tintype graphql check|format|print|introspect` says of files.
@Suite struct `GraphQL files` {
    private static let schema = "type Query { a(x: Int): String b: T @deprecated }\n"
    private static let rest = "extend type Query { c: Int }\ntype T { d: Int }\n"

    /// Puts texts into files of one folder, which is gone afterwards.
    private func withFiles<Value>(
        _ files: [String: String], _ body: (_ path: (String) -> String) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        return try await body { folder.appending(path: $0).path }
    }

    /// The mistakes in one document, without the folder.
    private func problems(_ document: String) async throws -> [String] {
        try await withFiles(["a": Self.schema, "b": Self.rest, "q.graphql": document]) { path in
            try GraphQLFiles.problems(
                schemas: [path("a"), path("b")], documents: [path("q.graphql")]
            ).map { $0.replacing(path("q.graphql"), with: "q.graphql") }
        }
    }

    @Test(arguments: ["{ a }", "{ c b { d } }\r\n", "\u{FEFF}query Q { a(x: 1) }"])
    func `that are right have no mistakes`(document: String) async throws {
        #expect(try await problems(document) == [])
    }

    @Test func `that define types are parts of the schema`() async throws {
        try await withFiles(["a": Self.schema, "b": Self.rest, "q": "{ c d }"]) { path in
            let found = try GraphQLFiles.problems(
                schemas: [path("a")], documents: [path("b"), path("q")])
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("\(path("q")):1:5: Cannot query field \"d\"") == true)
        }
    }

    @Test func `with mistakes are shown with a caret under each`() async throws {
        #expect(
            try await problems("# One\r\n{ a(x: \"1\") zz }\r\n") == [
                """
                q.graphql:2:8: Int cannot represent non-integer value: "1"
                1 | # One
                2 | { a(x: "1") zz }
                  |        ^
                3 |
                """,
                """
                q.graphql:2:13: Cannot query field "zz" on type "Query".
                1 | # One
                2 | { a(x: "1") zz }
                  |             ^
                3 |
                """,
            ])
    }

    @Test func `all places of a mistake are shown`() async throws {
        #expect(
            try await problems("query A { a }\nquery A { c }") == [
                """
                q.graphql:1:7: There can be only one operation named "A".
                1 | query A { a }
                  |       ^
                2 | query A { c }
                q.graphql:2:7
                1 | query A { a }
                2 | query A { c }
                  |       ^
                """
            ])
    }

    @Test(arguments: [
        ("", "q.graphql:1:1: Syntax Error: Unexpected <EOF>.\n"),
        ("{ a", "q.graphql:1:4: Syntax Error: Expected Name, found <EOF>.\n"),
        ("\u{1}\u{2}", "q.graphql:1:1: Syntax Error: Unexpected character: U+0001.\n"),
    ])
    func `that are no documents are told of`(document: String, start: String) async throws {
        let found = try await problems(document)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test func `that cannot be read do not hide the others`() async throws {
        try await withFiles(["a": "type Query { a: Int }", "q": "{ b }"]) { path in
            let found = try GraphQLFiles.problems(
                schemas: [path("a")], documents: [path("none"), path(""), path("q")])
            #expect(found.count == 3)
            #expect(found[0] == "The file \(path("none")) cannot be read.")
            #expect(found[1] == "The file \(path("")) cannot be read.")
            #expect(found[2].hasPrefix("\(path("q")):1:3: Cannot query field \"b\""))
        }
    }

    @Test func `of a schema are shown each with its own name`() async throws {
        let files = [
            "a": "type Query { a: Nope }", "b": "type Query { b: Int @deprecated(reason: 1) }",
        ]
        try await withFiles(files) { path in
            let found = try GraphQLFiles.problems(
                schemas: [path("a"), path("b")], documents: [path("none")])
            #expect(
                found == [
                    "The file \(path("none")) cannot be read.",
                    """
                    \(path("a")):1:17: Unknown type "Nope".
                    1 | type Query { a: Nope }
                      |                 ^
                    """,
                    """
                    \(path("a")):1:6: There can be only one type named "Query".
                    1 | type Query { a: Nope }
                      |      ^
                    \(path("b")):1:6
                    1 | type Query { b: Int @deprecated(reason: 1) }
                      |      ^
                    """,
                ])
        }
    }

    @Test func `of a schema are printed as one, with their directives`() async throws {
        let files = [
            "a": "directive @d(n: Int) on FIELD_DEFINITION  type Query { a: Int @d(n: 1) }",
            "b": "extend type Query { b: Int }",
        ]
        try await withFiles(files) { path in
            let printed = try GraphQLFiles.printedSchema([path("a"), path("b")])
            #expect(
                printed == """
                    directive @d(n: Int) on FIELD_DEFINITION

                    type Query {
                      a: Int @d(n: 1)
                      b: Int
                    }

                    """)
            let failure = #expect(throws: Failure.self) {
                try GraphQLFiles.printedSchema([path("b")])
            }
            #expect(failure?.description.contains("b:1:13: Cannot extend type") == true)
        }
    }

    @Test func `are formatted and introspected`() async throws {
        try await withFiles(["a": "type Query{a:Int}", "q": "{a#b\n}", "bad": "{"]) { path in
            let formatted = try GraphQLFiles.formatted(path("q"))
            #expect(formatted == "{\n  a #b\n}\n")
            #expect(throws: Failure.self) { try GraphQLFiles.formatted(path("bad")) }
            #expect(throws: Failure.self) { try GraphQLFiles.formatted(path("none")) }
            let json = String(
                decoding: try await GraphQLFiles.introspection([path("a")]), as: UTF8.self)
            #expect(json.hasPrefix(#"{"data":{"__schema":{"description":null,"queryType":{"#))
        }
    }
}

/// What `tintype graphql` answers to lines. Requests that are right are compared with the reference.
@Suite struct `GraphQL lines` {
    @Test(arguments: [
        ("garbage", "The line is not a JSON object."), ("", "The line is not a JSON object."),
        ("[1]", "The line is not a JSON object."), ("{\"op\":", "The line is not a JSON object."),
        ("{\"a\":1,\"a\":2}", "The line is not a JSON object."),
        ("{}", "The line has no \\\"op\\\"."), ("{\"op\":7}", "The line has no \\\"op\\\"."),
        ("{\"op\":\"nope\"}", "There is no op \\\"nope\\\"."),
        ("{\"op\":\"parse\"}", "The request has no \\\"source\\\"."),
        ("{\"op\":\"schema\"}", "The request has no \\\"schema\\\"."),
        (
            #"{"op":"validate","schema":"type Query{a:Int}","source":"{a}","rules":["No"]}"#,
            "There is no such rule."
        ),
    ])
    func `that are no requests are answered with an error`(
        line: String, message: String
    ) async {
        var lines = GraphQLLines()
        let answer = await lines.answer(Array(line.utf8))
        #expect(
            String(decoding: answer, as: UTF8.self) == "{\"errors\":[{\"message\":\"\(message)\"}]}"
        )
    }

    @Test func `of any length and depth are answered`() async {
        var lines = GraphQLLines()
        let deep = await lines.answer(Array(repeating: UInt8(ascii: "["), count: 1_000_000))
        #expect(deep.count < 100)
        let fields = String(repeating: "a ", count: 100_000)
        let long = await lines.answer(Array(#"{"op":"parse","source":"{ \#(fields)}"}"#.utf8))
        #expect(long.count > 200_000)
        let bytes = await lines.answer([0xFF, 0xFE, 0x00])
        #expect(bytes.count < 100)
    }
}
