import Testing

/// A made-up tree and how often a rule is broken in it.
private struct Planted: CustomTestStringConvertible, Sendable {
    var rule: String
    var files: [String: String]
    var count: Int

    var testDescription: String { "\(count)x: \(rule)" }

    init(_ rule: String, _ path: String, _ text: String, count: Int = 1) {
        self.init(rule, [path: text], count: count)
    }

    init(_ rule: String, _ files: [String: String], count: Int = 1) {
        self.rule = rule
        self.files = files
        self.count = count
    }
}

@Suite struct `Planted violations` {
    @Test(arguments: planted + innocent)
    private func `are counted`(_ example: Planted) throws {
        let rule = try #require(Rule.all.first { $0.sentence == example.rule })
        let violations = rule.violations(SourceTree(example.files))
        #expect(violations.count == example.count, "\(violations)")
    }

    @Test func `exist for every rule`() {
        let rules = Set(planted.map(\.rule))
        #expect(rules == Set(Rule.all.map(\.sentence)))
    }

    @Test func `are reported with file and line`() throws {
        let tree = SourceTree(["Sources/TAO/Loader.swift": "\nimport CPostgres\n"])
        let rule = try #require(Rule.all.first)
        #expect(
            rule.violations(tree) == ["Sources/TAO/Loader.swift:2: TAO must not import CPostgres"])
    }
}

private let arrows = "A target imports only what its arrows allow."
private let oneImporter = "A C module has one importer."
private let drawnArrows = "docs/architecture.md has every target and what it imports of ours."
private let drawnRooms = "docs/architecture.md has every room."
private let introduced = "A target has a README of 20 to 160 lines."
private let sql = "SQL lies in the stores and the driver."
private let keys = "Cache keys are made in TAO/Cache/CacheKey.swift."
private let graphRooms = "TAO has seven rooms, and on top what all of them use."
private let status = "HTTP status codes live in Gateway."
private let prints = "Only the command prints."
private let schemaNames = "No string of Social names what the schema names."
private let rooms = "Every area of the schema has its room in Social."
private let policy = "Only the room Graph of Social touches a loader."
private let machines = "No source names a person's folder, a machine or its own path."
private let crossed = "A limit is crossed by a test."
private let catalogued = "A limit stands in a catalogue."
private let figure = "A figure of a catalogue is there, and no limit."
private let told = "A user error about a bound tells it."
private let longFile = "No file is longer than 600 lines."
private let longFunction = "No function is longer than 70 lines."
private let vague = "No folder, file or type is a Util, Helper, Common or Manager."
private let protocols = "A protocol has two conforming types."
private let jobKinds = "A kind of job is in the list of kinds."
private let unclosed = "A string ends where it must, so that what follows is read."
private let proof = "What the compiler cannot check is proved in a comment."
private let todo = "A TODO says what must happen first, and nothing is left to be fixed."
private let access = "Nothing is public: targets share by package access."
private let documented = "A type that other targets see has a doc comment."

private func lines(_ count: Int) -> String {
    String(repeating: "    work()\n", count: count)
}

private let targets = """
    ## Targets

    | target | what | imports |
    |---|---|---|
    | `Memcached` | libmemcached | `CMemcached` |
    | `CMemcached` | C | nothing |
    | `TAO` | the graph: `objects` | `Memcached` |

    ## Rooms

    | room | what |
    |---|---|
    | `TAO/Cache` | keys |
    """

private let planted = [
    Planted(arrows, "Sources/GraphQL/A.swift", "import Foundation"),
    Planted(arrows, "Sources/Social/A.swift", "import Hummingbird\nimport Memcached", count: 2),
    Planted(arrows, "Sources/tintype/A.swift", "import Hummingbird"),
    Planted(arrows, "Sources/TAO/A.swift", "@testable import struct Media.Image"),
    Planted(arrows, "Sources/Tools/A.swift", ""),
    Planted(oneImporter, "Sources/tintype/A.swift", "import CVips"),
    Planted(oneImporter, "Tests/TAOTests/A.swift", "import CMemcached"),
    Planted(drawnArrows, "Sources/TAO/A.swift", ""),
    Planted(
        drawnArrows,
        [
            // Another arrow than is drawn, a target that is gone, and three that are not told of.
            "docs/architecture.md": targets,
            "Sources/TAO/A.swift": "import Postgres", "Sources/Postgres/A.swift": "",
            "Sources/Media/A.swift": "import CVips\nimport CMemcached",
        ], count: 5),
    Planted(
        drawnRooms,
        [
            "docs/architecture.md": targets, "Sources/TAO/Read/A.swift": "",
            "Sources/Media/A.swift": "",
        ], count: 2),
    Planted(introduced, "Sources/Media/A.swift", ""),
    Planted(
        introduced,
        [
            "Sources/Media/A.swift": "", "Sources/Media/README.md": lines(19),
            "Sources/TAO/A.swift": "", "Sources/TAO/README.md": lines(161),
            "Tests/TestSupport/A.swift": "",
        ], count: 3),
    Planted(sql, "Sources/Social/Post.swift", "let query = \"SELECT id FROM t\""),
    Planted(
        sql, "Sources/TAO/Read/StoreSpeed.swift",
        "let query = \"\"\"\n    DELETE\n    FROM t\n    \"\"\""),
    Planted(keys, "Sources/Social/Feed.swift", #"let key = "feed:\(id)""#),
    Planted(graphRooms, "Sources/TAO/Loader.swift", ""),
    Planted(graphRooms, "Sources/TAO/Cellar/Loader.swift", ""),
    Planted(status, "Sources/Social/Post.swift", "throw Failure(statusCode: 404)"),
    Planted(status, "Sources/Media/Send.swift", #"let head = "HTTP/1.1 200 OK""#),
    Planted(
        schemaNames,
        [
            "Sources/Social/API/PostsAPI.swift": #"let caption = Field<P, S, N>("caption")"#,
            "Sources/Social/Posts/Post.swift": #"post.field("caption") { $0.caption }"#,
        ]),
    Planted(
        rooms,
        [
            "Sources/Social/API/PostsAPI.swift": "", "Sources/Social/API/UsersAPI.swift": "",
            "Sources/Social/Posts/Post.swift": "", "Sources/Social/Users.swift": "",
        ]),
    Planted(policy, "Sources/Social/Posts/A.swift", "let posts = loader.objects(ids)"),
    Planted(policy, "Sources/Social/Import/A.swift", "tao.loader().object(id)"),
    Planted(
        told, "Sources/Social/A.swift",
        """
        let one = UserError<Code>(.tooMany, "Wait \\(seconds(of: wait))", retryAfter: 3)
        let two = UserError(.limitReached, "You are at the limit", at: path)
        let three = UserError<Code>(.limitReached, "No more", limit: max(of: 3))
        let four = UserError(.notFound, "There is none")
        """, count: 2),
    Planted(
        crossed,
        [
            "Sources/TAO/TAOLimits.swift":
                "package enum TAOLimits {\n    static let aMax = 1\n    static let bMin = 2\n}",
            "Tests/TAOTests/A.swift": #"@Test(.crosses(\TAOLimits.Type.aMax)) func f() {}"#,
        ]),
    Planted(
        crossed,
        [
            "Sources/TAO/TAOLimits.swift": """
            package enum TAOLimits {
                static let hotCountSlots = 1
                static let cSeconds: Int64 = 60 * 60
                static func f() { let d = 1 }
            }
            """,
            "Tests/TAOTests/A.swift": "",
        ]),
    Planted(
        catalogued, "Sources/Media/A.swift",
        """
        enum MediaLimits { static let aMax = 1 }
        struct A {
            private static let bMax = 2
            let cMax = 3
            func f() { let dMin = 4 }
        }
        private let eMin = 5
        """, count: 2),
    Planted(
        figure, "Sources/LocalServices/ServiceLimits.swift",
        "enum ServiceLimits { static let pollMilliseconds = 5 }", count: 4),
    Planted(prints, "Sources/TAO/A.swift", #"func f() { print("x") }"#),
    Planted(machines, "Sources/Media/A.swift", #"let folder = "/home/alice/pictures""#),
    Planted(machines, "Sources/Media/A.swift", #"let host = "10.1.2.3:5432""#),
    Planted(machines, "Sources/tintype/A.swift", "let here = #filePath"),
    Planted(longFile, "Sources/Media/A.swift", lines(601)),
    Planted(longFunction, "Sources/Media/A.swift", "func f() {\n\(lines(69))}\n"),
    Planted(longFunction, "Sources/Media/A.swift", "struct S {\n  init(\n  ) {\n\(lines(69))}\n}"),
    Planted(longFunction, "Sources/Media/A.swift", "var x: Int {\n\(lines(69))}\n"),
    Planted(vague, "Sources/Media/Utils/A.swift", ""),
    Planted(vague, "Sources/Media/StringHelpers.swift", ""),
    Planted(vague, "Sources/Media/A.swift", "final class ConnectionManager {}"),
    Planted(protocols, "Sources/Media/A.swift", "protocol Store {}\nstruct Disk: Store {}"),
    Planted(
        jobKinds,
        [
            "Sources/Social/JobKinds.swift": "let jobKinds = [Digest.self]",
            "Sources/Social/A.swift": "enum Digest: JobKind {}\nenum Forgotten: JobKind {}",
        ]),
    Planted(unclosed, "Sources/Media/A.swift", "let a = \"b\nlet c = 1"),
    Planted(unclosed, "Tests/MediaTests/A.swift", "let a = \"\"\"\n    b\n"),
    Planted(unclosed, "Tests/MediaTests/A.swift", "let a = #\"b\""),
    Planted(unclosed, "Tests/MediaTests/A.swift", "let a = \"\\(b"),
    // Behind strings that begin or end with quotes, and regexes that hold them.
    Planted(prints, "Sources/TAO/A.swift", "let a = #/\"b/#\nprint(a)"),
    Planted(prints, "Sources/TAO/A.swift", "let a = #\"\"\"\"#\nprint(a)"),
    Planted(prints, "Sources/TAO/A.swift", "let a = #\"\"b\"\"#\nprint(a)"),
    Planted(
        prints, "Sources/TAO/A.swift", "let a = (\"\", \"\"\"\n    \"b\"\n    \"\"\")\nprint(a)"),
    Planted(
        proof, "Sources/Media/A.swift", "// Fast.\nfinal class A: @unchecked Sendable {}"),
    Planted(proof, "Sources/Media/A.swift", "nonisolated(unsafe) var x = 1"),
    Planted(todo, "Sources/Media/A.swift", "// TODO: later"),
    Planted(todo, "Sources/Media/A.swift", "/* FIXME */"),
    Planted(access, "Sources/Media/A.swift", "public struct A {}"),
    Planted(documented, "Sources/Media/A.swift", "package struct A {}"),
]

/// Near misses, which keep the rules.
private let innocent = [
    Planted(arrows, "Sources/TAO/A.swift", "import Foundation\nimport Postgres", count: 0),
    Planted(arrows, "Sources/GraphQL/A.swift", "// import Foundation\n", count: 0),
    Planted(arrows, "Tests/GraphQLTests/A.swift", "import Foundation", count: 0),
    Planted(oneImporter, "Sources/Media/A.swift", "import CVips", count: 0),
    Planted(sql, "Sources/TAO/Store/StoreLists.swift", #"let q = "SELECT 1""#, count: 0),
    Planted(
        drawnArrows,
        [
            "docs/architecture.md": targets, "Sources/TAO/A.swift": "import Memcached",
            "Sources/Memcached/A.swift": "import CMemcached\nimport Foundation",
        ], count: 0),
    Planted(
        drawnRooms,
        ["docs/architecture.md": targets, "Sources/TAO/Cache/Keys/A.swift": ""], count: 0),
    Planted(
        introduced,
        ["Sources/Media/A.swift": "", "Sources/Media/README.md": lines(20)], count: 0),
    Planted(sql, "Sources/Social/AccountStore.swift", #"let q = "SELECT 1""#, count: 0),
    Planted(sql, "Sources/Social/Post.swift", #"// "SELECT 1""#, count: 0),
    Planted(
        catalogued, "Sources/GraphQL/A.swift", "enum A { private static let searchedMax = 16 }",
        count: 0),
    Planted(
        catalogued, "Sources/Social/A.swift",
        #"enum A { static let aMax: any KeyPath<B, Int> & Sendable = \.closeFriendsMax }"#, count: 0
    ),
    Planted(sql, "Sources/Social/Post.swift", #"let text = "Select a picture""#, count: 0),
    Planted(keys, "Sources/TAO/Cache/CacheKey.swift", #"let key = "o:\(id)""#, count: 0),
    Planted(keys, "Sources/Social/A.swift", #"let text = "Taken by: \(name)""#, count: 0),
    Planted(graphRooms, "Sources/TAO/Trips.swift", "", count: 0),
    Planted(graphRooms, "Sources/TAO/Store/StoreReads.swift", "", count: 0),
    Planted(status, "Sources/Gateway/A.swift", "let statusCode = 404", count: 0),
    Planted(
        schemaNames,
        [
            "Sources/Social/API/PostsAPI.swift": #"case requested = "REQUESTED""#,
            "Sources/Social/Graph.swift": #"AssociationType(id: 3, name: "REQUESTED")"#,
        ], count: 0),
    Planted(policy, "Sources/Social/Graph/A.swift", "loader.objects(ids)", count: 0),
    Planted(policy, "Sources/Social/Posts/A.swift", "// loader.\ncontext.load(ids)", count: 0),
    Planted(prints, "Sources/tintype/A.swift", "print(address)", count: 0),
    Planted(prints, "Sources/GraphQL/A.swift", "func print(_ x: Int) {}\nprint(3)", count: 0),
    Planted(machines, "Sources/Media/A.swift", #"let a = "127.0.0.1", v = "2.28.1""#, count: 0),
    Planted(prints, "Sources/TAO/A.swift", "x.print()", count: 0),
    Planted(
        unclosed, "Sources/Media/A.swift",
        "let a = #\"\"\"\"#, b = #\"\"\"#, c = \"\"\"\n    \"\"\\(x(\n1))\"\n    \"\"\"", count: 0),
    Planted(longFile, "Sources/GraphQL/Parser.swift", lines(601), count: 0),
    Planted(longFile, "Sources/Media/A.swift", lines(600), count: 0),
    Planted(longFunction, "Sources/Media/A.swift", "func f() {\n\(lines(68))}\n", count: 0),
    Planted(
        longFunction, "Sources/Media/A.swift",
        "protocol P {\n  func f(x: Int) -> Int\n  var x: Int { get }\n}\nstruct S {\n\(lines(80))}",
        count: 0),
    Planted(vague, "Sources/Media/A.swift", "struct Commonwealth {}", count: 0),
    Planted(
        protocols,
        [
            "Sources/Media/A.swift": "protocol Store {}\nprotocol Cold: Store {}",
            "Sources/Media/B.swift": """
            struct Disk: Equatable, Cold {}
            extension Array: Store where Element: Store {}
            actor Tape<T>: Cold where T: Store {}
            """,
        ], count: 0),
    Planted(
        jobKinds,
        [
            "Sources/Social/JobKinds.swift": "let jobKinds = [Digest.self, Export.self]",
            "Sources/Social/A.swift": "enum Digest: JobKind {}\nenum Export: JobKind {}",
            "Sources/Jobs/JobKind.swift": "protocol JobKind: SendableMetatype {}",
        ], count: 0),
    Planted(
        proof, "Sources/Media/A.swift",
        "/// All state is behind `lock`.\nfinal class A: @unchecked Sendable {}", count: 0),
    Planted(
        todo, "Sources/Media/A.swift", "// TODO: when libvips 8.15 is required, drop this.",
        count: 0),
    Planted(
        access, "Sources/Media/A.swift", "let f = open(path)\nfunc open() {}\nstate = .open",
        count: 0),
    Planted(documented, "Sources/Media/A.swift", "/// A.\n@frozen\npackage struct A {}", count: 0),
]
