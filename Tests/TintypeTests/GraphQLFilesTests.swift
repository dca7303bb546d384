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

/// What is said of one long line.
@Suite struct `GraphQL files of one line` {
    private static func problems(_ document: String, _ schema: String) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [folder.appending(path: "s.graphql"), folder.appending(path: "q.graphql")]
        try Data(schema.utf8).write(to: files[0])
        try Data(document.utf8).write(to: files[1])
        return try GraphQLFiles.problems(schemas: [files[0].path], documents: [files[1].path])
    }

    private static let schema = "type Query { human(id: Int): Human } type Human { name: String }"

    @Test func `with thousands of conflicts is short`() throws {
        // 92 KB on one line.
        let document = "{ \((0..<3_800).map { "x:human(id:\($0)){name}" }.joined(separator: " ")) }"
        let found = try Self.problems(document, Self.schema)
        // A hundred, and that there are more.
        #expect(found.count == 101)
        #expect(found.allSatisfy { $0.utf8.count < 2_000 })
    }

    @Test func `shows where in it a mistake is`() throws {
        let fields = (0..<300).map { "x\($0):human{name}" }.joined(separator: " ")
        let found = try Self.problems("{ \(fields) nope }", Self.schema)
        #expect(found.count == 1)
        let rows = found[0].split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.count == 6)
        #expect(rows[1].hasPrefix("1 | { x0:human{name} x1:human{name}"))
        #expect(rows[2] == "  | …")
        let caret = try #require(rows[5].firstIndex(of: "^"))
        let column = rows[5].distance(from: rows[5].startIndex, to: caret)
        #expect(rows[4].dropFirst(column).hasPrefix("nope"))
    }

    @Test func `takes a schema as it is if asked to`() throws {
        let schema = """
            interface Node { id: ID old: Int }
            type Query implements Node { id: ID old: Int @deprecated }
            """
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [folder.appending(path: "s.graphql"), folder.appending(path: "q.graphql")]
        try Data(schema.utf8).write(to: files[0])
        try Data("{ id nope }".utf8).write(to: files[1])
        let (schemas, documents) = ([files[0].path], [files[1].path])
        let strict = try GraphQLFiles.problems(schemas: schemas, documents: documents)
        #expect(strict.count == 1)
        #expect(strict.first?.contains("must not be deprecated") == true)
        let lenient = try GraphQLFiles.problems(
            schemas: schemas, documents: documents, assumeValid: true)
        #expect(lenient.count == 1)
        #expect(lenient.first?.contains("Cannot query field \"nope\"") == true)
        #expect(try GraphQLFiles.printedSchema(schemas, assumeValid: true).contains("type Query"))
    }
}

/// What `tintype graphql` answers to lines. Requests that are right are compared with the reference.
@Suite struct `GraphQL lines` {
    @Test(arguments: [
        ("garbage", "The line is not JSON. Expected a value at byte 0."),
        ("", "The line is not JSON. Expected a value, found the end at byte 0."),
        ("[1]", "The line is not a JSON object."),
        ("{\"op\":", "The line is not JSON. Expected a value, found the end at byte 6."),
        ("{\"op\":1,\"op\":2}", "The line is not JSON. The name \\\"op\\\" comes twice at byte 8."),
        ("{}", "The request has no \\\"op\\\"."), ("{\"op\":7}", "\\\"op\\\" must be a string."),
        ("{\"op\":\"nope\"}", "There is no op \\\"nope\\\"."),
        ("{\"op\":\"parse\"}", "The request has no \\\"source\\\"."),
        ("{\"op\":\"schema\"}", "The request has no \\\"schema\\\"."),
        (
            #"{"op":"validate","schema":"type Query{a:Int}","source":"{a}","rules":["No"]}"#,
            "There is no rule \\\"No\\\"."
        ),
        (request(#""rules":"ScalarLeafs""#), #"\"rules\" must be a list of names."#),
        (request(#""rules":[1]"#), #"\"rules\" must be a list of names."#),
        (
            request(#""rules":["ScalarLeafs","ScalarLeafsRule"]"#),
            #"The rule \"ScalarLeafs\" is named twice."#
        ),
        (request(#""limits":[]"#), #"\"limits\" must be an object."#),
        (request(#""limits":{"aliases":1}"#), #"There is no limit \"aliases\"."#),
        (
            request(#""limits":{"tokensMax":"1"}"#),
            #"The limit \"tokensMax\" must be a whole number."#
        ),
        (request(#""assumeValid":1"#), #"\"assumeValid\" must be true or false."#),
        (request(#""variables":[1]"#, "execute"), #"\"variables\" must be an object."#),
        (request(#""variables":"{}""#, "execute"), #"\"variables\" must be an object."#),
        (
            request(#""variables":{"a":1,"a":2}"#, "execute"),
            #"The line is not JSON. The name \"a\" comes twice at byte 79."#
        ),
        (request(#""seed":"1""#, "execute"), #"\"seed\" must be a whole number of 64 bits."#),
        (request(#""seed":1.5"#, "execute"), #"\"seed\" must be a whole number of 64 bits."#),
        (
            request(#""seed":9223372036854775808"#, "execute"),
            #"\"seed\" must be a whole number of 64 bits."#
        ),
        (request(#""operationName":1"#, "execute"), #"\"operationName\" must be a string."#),
        (request(#""incremental":"yes""#, "execute"), #"\"incremental\" must be true or false."#),
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

    /// A request with one more member.
    private static func request(_ member: String, _ operation: String = "validate") -> String {
        #"{"op":"\#(operation)","schema":"type Query{a:Int}","source":"{a}",\#(member)}"#
    }

    private static func answer(_ line: String) async -> String {
        var lines = GraphQLLines()
        return String(decoding: await lines.answer(Array(line.utf8)), as: UTF8.self)
    }

    @Test func `are limited by what they say, or not at all`() async {
        let aliases = (0..<3_000).map { "a\($0):a" }.joined(separator: " ")
        let valid =
            #"{"op":"validate","schema":"type Query{a:Int}","source":"{\#(aliases)}""#
        #expect(await Self.answer(valid + "}") == #"{"errors":[]}"#)
        #expect(
            await Self.answer(valid + #","limits":{"tokensMax":100}}"#).contains(
                "Document contains more than 100 tokens."))
        let mistakes = (0..<300).map { "x\($0)" }.joined(separator: " ")
        let invalid = #"{"op":"validate","schema":"type Query{a:Int}","source":"{\#(mistakes)}""#
        #expect(await Self.answer(invalid + "}").split(separator: "message").count == 301)
        #expect(
            await Self.answer(invalid + #","limits":{"validationErrorsMax":5}}"#)
                .split(separator: "message").count == 7)
        #expect(
            await Self.answer(
                #"{"op":"execute","schema":"type Query{a:Int}","source":"{a}","limits":{"operationFieldsMax":0}}"#
            ).contains("The operation asks for more than 0 fields"))
    }

    @Test func `that are not UTF-8 are refused with the reason`() async {
        var lines = GraphQLLines()
        let line = Array(#"{"op":"parse","source":"{ a # "#.utf8) + [0xFF] + Array(#"}"}"#.utf8)
        #expect(
            String(decoding: await lines.answer(line), as: UTF8.self)
                == #"{"errors":[{"message":"The line is not JSON. A string is not UTF-8 at byte 24."}]}"#
        )
    }

    @Test func `are read as the bytes they are`() throws {
        let pipe = Pipe()
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: 300)
        let writer = Thread {
            let text: [[UInt8]] = [
                [0xFF, 0xFE, 0x0A], Array("\r\n\n".utf8), long, [0x0A], Array("last".utf8),
            ]
            for part in text { pipe.fileHandleForWriting.write(Data(part)) }
            try? pipe.fileHandleForWriting.close()
        }
        writer.start()
        var lines = InputLines(pipe.fileHandleForReading, bytesMax: 200)
        var read: [InputLines.Line] = []
        while let line = try lines.next() { read.append(line) }
        #expect(
            read == [
                .whole([0xFF, 0xFE]), .whole([0x0D]), .whole([]), .tooLong,
                .whole(Array("last".utf8)),
            ])
    }

    @Test func `of any length and depth are answered`() async {
        var lines = GraphQLLines()
        let deep = await lines.answer(Array(repeating: UInt8(ascii: "["), count: 1_000_000))
        #expect(deep.count < 120)
        let fields = String(repeating: "a ", count: 100_000)
        let long = await lines.answer(Array(#"{"op":"parse","source":"{ \#(fields)}"}"#.utf8))
        #expect(long.count > 200_000)
        let bytes = await lines.answer([0xFF, 0xFE, 0x00])
        #expect(bytes.count < 120)
    }
}
