import Foundation
import GraphQL
import Testing

@testable import tintype

/// `tintype graphql swift`, and what it has made of the schema.
@Suite struct `The Swift side of the schema` {
    private static let project = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `is up to date`() throws {
        let paths = try GraphQLFiles.files(in: [Self.project + "/Schema"])
        let sources = try paths.map { path in
            Source(try String(contentsOfFile: path, encoding: .utf8), name: path)
        }
        let stale = try SwiftAPI.stale(sources, in: Self.project + "/Sources/Social/API")
        #expect(
            stale.map(\.name) == [],
            "Renew: tintype graphql swift --schema Schema --out Sources/Social/API")
    }

    @Test func `is written where it has changed, and removed where its source is gone`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tintype-api-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let query = Source("type Query { a: B }", name: "Schema/query.graphql")
        let other = Source("type B { c: Int }", name: "Schema/other.graphql")
        let names = { (paths: [String]) in paths.map { $0.split(separator: "/").last } }

        #expect(
            names(try SwiftAPI.write([query, other], to: folder)) == [
                "QueryAPI.swift", "OtherAPI.swift",
            ])
        #expect(try SwiftAPI.write([query, other], to: folder) == [])
        let whole = Source("type Query { a: B } type B { c: Int }", name: "Schema/query.graphql")
        #expect(
            names(try SwiftAPI.write([whole], to: folder)) == ["QueryAPI.swift", "OtherAPI.swift"])
        let left = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(left == ["QueryAPI.swift"])
    }

    /// What one file makes, without its head.
    private func made(_ text: String) throws -> String {
        let files = try SwiftAPI.files(from: [Source(text, name: "Schema/x.graphql")])
        return try #require(files.first).text.components(separatedBy: "import GraphQL\n\n").last
            ?? ""
    }

    @Test func `tells null from absent in what updates take`() throws {
        let text = try made(
            """
            type Query { a(b: PostUpdateInput, c: PostInput): Int }
            input PostUpdateInput { id: ID!, caption: String, place: Place, tags: [String!] = [] }
            input Place { name: String }
            input PostInput { caption: String }
            """)
        for line in [
            "    var caption: Change<String> = .keep", "    var place: Change<Place> = .keep",
            "    var name: Change<String> = .keep", "    var tags: [String]? = []",
            "    var caption: String?",
        ] {
            #expect(text.contains(line + "\n"), "\(line) in \(text)")
        }
    }

    @Test func `is an enum for an input of which one field is given`() throws {
        let text = try made(
            "type Query { a(b: One): Int } input One @oneOf { id: ID, new: New } input New { x: Int! }"
        )
        #expect(text.contains("enum One: InputObject {\n    case id(ID)\n    case new(New)\n"))
        #expect(
            text.contains("    case \"new\"?:\n            self = .new(try fields.read(\"new\"))"))
    }

    @Test func `names what Swift has words for`() throws {
        let text = try made(
            """
            type Query { default(in: Int!, self: E): E! }
            enum E { SELF CLOSE_FRIENDS DEFAULT X2 }
            """)
        #expect(
            text.contains("let `default` = Field<Parent, E, QueryDefaultArguments>(\"default\")"))
        #expect(text.contains("    var `in`: Int\n    var `self`: E?\n"))
        #expect(
            text.contains("    case `self` = \"SELF\"\n    case closeFriends = \"CLOSE_FRIENDS\""))
    }

    @Test func `has an input for mutations that take none`() throws {
        let text = try made(
            """
            type Query { a: Int }
            type Mutation { allRead: AllReadPayload! }
            type AllReadPayload { readCount: Int! }
            """)
        #expect(text.contains("extension AllRead {\n    typealias Input = \(NoInput.self)\n"))
        #expect(throws: Never.self) {
            _ = NoInput(input: nil)
            _ = try InputArgument<NoInput>(Arguments(values: []))
        }
    }

    @Test func `names what a mutation takes, gives and fails with`() throws {
        let text = try made(
            """
            type Query { a: Int }
            type Mutation { a(input: AInput!): APayload!, b(input: BInput!): BPayload! }
            input AInput { id: ID!, text: String }
            input BInput { new: [AInput!]!, idempotencyKey: String }
            type APayload { a: Int, userErrors: [AUserError!]! }
            type BPayload { userErrors: [AUserError!]! }
            interface UserError { message: String! }
            type AUserError implements UserError { message: String!, code: AErrorCode! }
            enum AErrorCode { NOT_FOUND }
            """)
        for part in [
            """
            extension A {
                typealias Input = AInput
                typealias Code = AErrorCode
                typealias ResultFields = APayloadFields
                static let name = "a"
                static let payloadName = "APayload"
            """,
            "struct BPayloadFields: PayloadFields {\n    typealias Parent = Payload<B>\n",
            "extension AInput: InputObject {\n", "extension BInput: IdempotentInput {\n",
            "extension AErrorCode: UserErrorCode {\n",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test func `is an enum over the types of an interface or union that a field gives`() throws {
        let text = try made(
            """
            type Query { a: [Either!]!, b: B }
            union Either = A | B
            type A { x: Int } type B { y: Int }
            """)
        #expect(text.contains("let a = Field<Parent, [AnyEither], NoArguments>(\"a\")"))
        #expect(text.contains("enum AnyEither: FieldResult {\n    case a(A)\n    case b(B)\n"))
    }

    @Test func `stands for schemas of any size`() throws {
        let types = (0..<400).map { "type T\($0) { id: ID!, next(first: Int = \($0)): T0! }" }
        let text = try made("type Query { a: T0 }\n" + types.joined(separator: "\n"))
        #expect(text.contains("var first: Int? = 399\n"))
    }
}

/// Mistakes that would be found by the first query, or never, are found by the compiler.
@Suite struct `A resolver that is not as the schema says` {
    /// Each with what the compiler says of its line.
    private static let mistakes = [
        // A field that there is none of.
        (#"r.type(Post.self) { $0.field(\.captoin) { _ in "" } }"#, "key path"),
        // A type that is not the schema's.
        (#"r.type(Post.self) { $0.field(\.shortcode) { _ in 1 } }"#, "Int"),
        // Null where the schema promises a value.
        (#"r.type(Post.self) { $0.field(\.shortcode) { _ in String?.none } }"#, "String?"),
        // A field of another type.
        (#"r.type(Story.self) { $0.field(\.caption) { _ in "" } }"#, "key path"),
        // An argument that there is none of.
        (#"r.type(Image.self) { $0.field(\.url) { _, a, _ in a.sise.rawValue } }"#, "sise"),
        // A value that the enum has not.
        (#"r.type(Post.self) { $0.field(\.kind) { _ in .panorama } }"#, "panorama"),
        // An input field at fault that there is none of.
        (#"_ = UserError<PostErrorCode>(.invalid, "", at: PostLikeInput.Path.id)"#, "id"),
        // A property of another kind of object, and one of another type.
        (#"_ = { (post: Post) in post[.isPrivate] }"#, "isPrivate"),
        (#"_ = { (post: inout Properties<Post>) in post[.audience] = "EVERYONE" }"#, "Audience"),
        // A code of another family.
        (#"_ = UserError<PostErrorCode>(.suspended, "")"#, "suspended"),
    ]
    private static let right = [
        #"r.type(Post.self) { $0.field(\.caption) { _ in "" } }"#,
        #"r.type(Image.self) { $0.field(\.url) { _, a, _ in a.size.rawValue } }"#,
        #"_ = UserError<PostErrorCode>(.invalid, "", at: PostLikeInput.Path.postId)"#,
    ]

    @Test func `does not compile`() throws {
        let lines = Self.mistakes.map(\.0) + Self.right
        let said = try typeCheck(lines)
        for (index, (line, word)) in Self.mistakes.enumerated() {
            let errors = said.filter { $0.line == index }.map(\.message)
            #expect(errors.contains { $0.contains(word) }, "\(line): \(errors)")
        }
        let others = said.filter { $0.line >= Self.mistakes.count }
        #expect(others.isEmpty, "\(others)")
    }

    /// What the compiler says of lines, each a body of its own.
    private func typeCheck(_ lines: [String]) throws -> [(line: Int, message: String)] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tintype-mistakes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "Mistakes.swift")
        let head = "@testable import GraphQL\n@testable import Social\n"
        let bodies = lines.enumerated().map { index, line in
            "func f\(index)(_ r: inout Resolvers<RequestContext>) { \(line) }\n"
        }
        try Data((head + bodies.joined()).utf8).write(to: file)

        let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments =
            ["swiftc", "-typecheck", "-swift-version", "6", "-I", products.path + "/Modules"]
            + Self.moduleMaps(products).flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
            + Self.clangFlags + [file.path]
        let output = Pipe()
        compiler.standardError = output
        compiler.standardOutput = output
        try compiler.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        compiler.waitUntilExit()
        let said = text.matches(of: /Mistakes\.swift:(\d+):\d+: error: (.*)/).map { match in
            (line: (Int(match.1) ?? 0) - 3, message: String(match.2))
        }
        #expect(!said.isEmpty, "\(text)")
        return said
    }

    /// Of all C modules, ours and those of packages: what imports one of our modules loads what that
    /// imports.
    private static func moduleMaps(_ products: URL) -> [String] {
        func maps(_ folder: URL, _ ending: String) -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.map { folder.appending(path: "\($0)\(ending)").path }
                .filter { FileManager.default.fileExists(atPath: $0) }
        }
        let checkouts = products.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "checkouts")
        let packages =
            (try? FileManager.default.contentsOfDirectory(atPath: checkouts.path)) ?? []
        return maps(URL(filePath: sources), "/module.modulemap")
            + maps(products, "/module.modulemap").filter { $0.contains(".build/module") }
            + packages.flatMap {
                maps(checkouts.appending(path: "\($0)/Sources"), "/include/module.modulemap")
            }
    }

    private static let sources =
        #filePath.ranges(of: "/Tests/").last.map {
            String(#filePath[..<$0.lowerBound]) + "/Sources"
        }
        ?? ""

    /// Where the C libraries' headers lie.
    private static var clangFlags: [String] {
        let tool = Process()
        tool.executableURL = URL(filePath: "/usr/bin/env")
        tool.arguments = ["pkg-config", "--cflags", "libpq", "libmemcached", "vips"]
        let output = Pipe()
        tool.standardOutput = output
        guard (try? tool.run()) != nil else { return [] }
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.split { $0.isWhitespace }.flatMap { ["-Xcc", String($0)] }
    }
}
