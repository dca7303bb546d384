import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Two gateways with one cache, and accounts of every role: mo and max moderate, ada and abe administer.
struct ModeratedStage {
    let stage: Stage
    let clock = MovableClock()
    let cache = Stage.freshNamespace()
    let gateways: [SocialServices]

    init() async throws {
        var world = SmallWorld.standard
        for name in ["mo", "max", "ada", "abe"] { world.person(name, name) }
        stage = try await Stage(world, clock: clock.wallClock)
        gateways = [try await stage.makeServices(cache), try await stage.makeServices(cache)]
        for (name, role) in [
            ("mo", Role.moderator), ("max", .moderator), ("ada", .admin), ("abe", .admin),
        ] {
            try await give(role, to: name)
        }
    }

    func give(_ role: Role, to name: String) async throws {
        let id = stage.named(name).object.rawValue
        _ = try await stage.database.query(
            "UPDATE accounts SET role = \(Int16(role.number)) WHERE id = \(id)")
    }

    func role(of name: String) async throws -> Role? {
        try await stage.services(.off).accounts.account(stage.named(name).object)?.role
    }

    struct Session {
        var id: ObjectID
        var isRestricted: Bool
        var refresh: String
    }

    func ask(
        _ operation: String, as viewer: String? = nil, in session: Session? = nil,
        at gateway: Int = 0
    ) async throws -> String {
        try await stage.ask(
            operation, as: viewer.map { stage.named($0).object }, in: session?.id,
            isRestricted: session?.isRestricted ?? false, of: gateways[gateway]
        ).json
    }

    /// - Returns: the code of the first user error; nil if there is none.
    func run(
        _ mutation: String, _ input: String, as viewer: String, at gateway: Int = 0
    ) async throws -> String? {
        let json = try await ask(
            "mutation { result: \(mutation)(input: { \(input) }) { userErrors { code field } } }",
            as: viewer, at: gateway)
        #expect(!json.contains(#""errors""#), "\(json)")
        return try JSONText.value(json, at: ["data", "result", "userErrors", "0", "code"])
            as? String
    }

    func of(_ name: String) -> String { "userId: \"\(stage.id(name))\"" }

    func signIn(_ name: String, at gateway: Int = 0) async throws -> Session? {
        let json = try await ask(
            """
            mutation { sessionCreate(input: { login: "\(name)", password: "\(Stage.password)" }) {
              tokens { accessToken refreshToken } userErrors { code } } }
            """, at: gateway)
        let tokens = ["data", "sessionCreate", "tokens"]
        guard let access = try JSONText.value(json, at: tokens + ["accessToken"]) as? String,
            let refresh = try JSONText.value(json, at: tokens + ["refreshToken"]) as? String,
            let id = Int64(access.split(separator: ".")[2])
        else { return nil }
        return Session(
            id: ObjectID(rawValue: id), isRestricted: access.hasSuffix(".restricted"),
            refresh: refresh)
    }

    func refresh(_ session: Session, at gateway: Int = 0) async throws -> String {
        try await ask(
            """
            mutation { sessionRefresh(input: { refreshToken: "\(session.refresh)" }) {
              tokens { accessToken } userErrors { code } } }
            """, at: gateway)
    }
}

@Suite struct `Suspensions` {
    /// What a stranger sees of alice and of what she made.
    private static func sight(_ stage: Stage) -> String {
        """
        { user(username: "alice") { username }
          nodes(ids: ["\(stage.id("alice"))", "\(stage.id("alice.post.1"))",
            "\(stage.id("alice.post.1.photo.1"))", "\(stage.id("alice.tray"))"]) { __typename } }
        """
    }
    private static let nothing = #"{"data":{"user":null,"nodes":[null,null,null,null]}}"#

    @Test func `hide an account, end its sessions and leave it next to nothing`() async throws {
        let world = try await ModeratedStage()
        let (stage, alice) = (world.stage, world.stage.named("alice").object)
        let before = try #require(try await world.signIn("alice", at: 1))
        let sight = Self.sight(stage)
        let seen = try await world.ask(sight, as: "bob")
        #expect(seen.contains(#""username":"alice""#) && !seen.contains("null"), "\(seen)")
        #expect(
            try await world.run(
                "userSuspend",
                "\(world.of("alice")), reason: SPAM, message: \"Stop that.\", note: \"third time\"",
                as: "mo") == nil)
        for gateway in 0...1 {
            #expect(try await world.ask(sight, as: "bob", at: gateway) == Self.nothing)
            #expect(try await world.ask(sight, at: gateway) == Self.nothing)
        }
        // Old sessions have ended.
        #expect(world.gateways[0].endedSessions.contains(before.id))
        try await world.gateways[1].endedSessions.look()
        #expect(world.gateways[1].endedSessions.contains(before.id))
        // Signing in is open, and what it gives is told of oneself.
        let session = try #require(try await world.signIn("alice"))
        #expect(session.isRestricted)
        let own = try await world.ask(
            "{ viewer { email role user { username posts { nodes { id } } } sessions { nodes { id } } } }",
            as: "alice", in: session)
        #expect(own.contains(#""role":"MEMBER","user":{"username":"alice","posts":{"nodes":[]}}"#))
        let post = stage.id("bob.post.1")
        for closed in [
            "{ viewer { feed(kind: FOLLOWING) { items { nodes { id } } } } }",
            "{ user(username: \"bob\") { id } }",
            "{ node(id: \"\(post)\") { id } }", "{ viewer { closeFriends { nodes { id } } } }",
            "mutation { postLike(input: { postId: \"\(post)\" }) { userErrors { code } } }",
            "mutation { accountUpdate(input: { displayName: \"X\" }) { userErrors { code } } }",
        ] {
            let answer = try await world.ask(closed, as: "alice", in: session, at: 1)
            #expect(answer.contains(#""code":"FORBIDDEN""#), "\(closed): \(answer)")
            #expect(answer.contains("This account is suspended. Stop that."), "\(answer)")
        }
        #expect(try await world.refresh(session).contains("SUSPENDED"))
        // All is as it was when it ends, in the session that there is, too.
        #expect(try await world.run("userUnsuspend", world.of("alice"), as: "max", at: 1) == nil)
        #expect(try await world.ask(sight, as: "bob") == seen)
        let again = try await world.ask(
            "mutation { postLike(input: { postId: \"\(post)\" }) { userErrors { code } } }",
            as: "alice", in: session)
        #expect(again == #"{"data":{"postLike":{"userErrors":[]}}}"#)
        let refreshed = try await world.refresh(session)
        #expect(refreshed.contains("access.") && !refreshed.contains("restricted"), "\(refreshed)")
        let log = try await stage.database.query(
            """
            SELECT action, actor_id, note FROM audit_entries WHERE subject_id = \(alice.rawValue)
            ORDER BY action
            """)
        #expect(log.map { $0.int16(0) } == [4, 5])
        #expect(log.map { $0.int64(1) } == ["mo", "max"].map { stage.named($0).object.rawValue })
        #expect(log.first?.string(2) == "third time")
    }

    @Test func `are decisions that the account and moderators see, as long as they hold`()
        async throws
    {
        let world = try await ModeratedStage()
        let until = DateTime(milliseconds: SmallWorld.now + 3_600_000).text
        func suspend(_ message: String) async throws -> String {
            try await world.ask(
                """
                mutation { userSuspend(input: { \(world.of("alice")), reason: SCAM,
                  message: "\(message)", note: "third time", until: "\(until)" }) {
                  decision { id action reason note decidedBy { username } subject { __typename } }
                  userErrors { code } } }
                """, as: "mo")
        }
        let first = try await suspend("Stop that.")
        #expect(
            first.contains(
                #""action":"SUSPEND","reason":"SCAM","note":"third time","decidedBy":{"username":"mo"}"#
            ), "\(first)")
        let session = try #require(try await world.signIn("alice"))
        let own = """
            { viewer { hasPassword suspension { id action reason message createdAt until revokedAt
                subject { ... on User { username } } } } }
            """
        let seen = try await world.ask(own, as: "alice", in: session)
        let id = try #require(JSONText.strings("id", in: first).first)
        let now = DateTime(milliseconds: SmallWorld.now).text
        #expect(
            seen == """
                {"data":{"viewer":{"hasPassword":true,"suspension":{"id":"\(id)","action":"SUSPEND",\
                "reason":"SCAM","message":"Stop that.","createdAt":"\(now)","until":"\(until)",\
                "revokedAt":null,"subject":{"username":"alice"}}}}}
                """)
        let logged = "{ viewer { suspension { note } } }"
        #expect(
            try await world.ask(logged, as: "alice", in: session).contains(#""code":"FORBIDDEN""#))
        let node = "{ node(id: \"\(id)\") { ... on ModerationDecision { reason } } }"
        let shown = #"{"data":{"node":{"reason":"SCAM"}}}"#
        let hidden = #"{"data":{"node":null}}"#
        for gateway in 0...1 {
            #expect(try await world.ask(node, as: "max", at: gateway) == shown)
            #expect(try await world.ask(node, as: "bob", at: gateway) == hidden)
            #expect(try await world.ask(node, at: gateway) == hidden)
        }
        // Another one takes its place.
        world.clock.advance(seconds: 1)
        let second = try await suspend("Again.")
        #expect(JSONText.strings("id", in: second).first != id)
        #expect(try await world.ask(node, as: "max") == hidden)
        #expect(try await world.run("userUnsuspend", world.of("alice"), as: "max") == nil)
        #expect(
            try await world.ask(own, as: "alice", in: session).contains(#""suspension":null"#))
    }

    @Test func `end by the clock`() async throws {
        let world = try await ModeratedStage()
        let sight = Self.sight(world.stage)
        let seen = try await world.ask(sight, as: "bob")
        let until = DateTime(milliseconds: SmallWorld.now + 3_600_000).text
        #expect(
            try await world.run(
                "userSuspend", "\(world.of("alice")), reason: OTHER, until: \"\(until)\"",
                as: "mo") == nil)
        let session = try #require(try await world.signIn("alice"))
        #expect(session.isRestricted)
        let feed = "{ viewer { feed(kind: FOLLOWING) { items { nodes { id } } } } }"
        #expect(
            try await world.ask(feed, as: "alice", in: session)
                .contains("This account is suspended until \(until)."))
        world.clock.advance(seconds: 3_599)
        #expect(try await world.ask(sight, as: "bob", at: 1) == Self.nothing)
        world.clock.advance(seconds: 1)
        #expect(try await world.ask(sight, as: "bob", at: 1) == seen)
        #expect(try await !world.ask(feed, as: "alice", in: session).contains("FORBIDDEN"))
        let over = try await world.ask("{ viewer { suspension { id } } }", as: "alice", in: session)
        #expect(over == #"{"data":{"viewer":{"suspension":null}}}"#)
        #expect(try await world.signIn("alice")?.isRestricted == false)
    }

    @Test(.crosses(\SocialLimits.moderationTextCodePointsMax))
    func `are for lower roles, end in the future, and say only so much`() async throws {
        let world = try await ModeratedStage()
        let most = String(repeating: "x", count: SocialLimits.standard.moderationTextCodePointsMax)
        let past = DateTime(milliseconds: SmallWorld.now).text
        for (viewer, name, input, code) in [
            ("mo", "max", "", "NOT_ALLOWED"), ("mo", "ada", "", "NOT_ALLOWED"),
            ("mo", "mo", "", "NOT_ALLOWED"), ("ada", "abe", "", "NOT_ALLOWED"),
            ("mo", "alice.post.1", "", "NOT_FOUND"),
            ("mo", "alice", ", until: \"\(past)\"", "INVALID"),
            ("mo", "alice", ", message: \"\(most)x\"", "INVALID"),
            ("mo", "alice", ", note: \"\(most)x\"", "INVALID"),
            ("mo", "alice", ", message: \"\(most)\", note: \"\(most)\"", nil),
            // Again, also of one who blocks the moderator.
            ("mo", "alice", "", nil), ("ada", "mo", "", nil),
        ] as [(String, String, String, String?)] {
            #expect(
                try await world.run(
                    "userSuspend", "\(world.of(name)), reason: HATE\(input)", as: viewer) == code,
                "\(viewer) \(name) \(input)")
        }
        #expect(
            try await world.ask(
                "mutation { userBlock(input: { \(world.of("max")) }) { userErrors { code } } }",
                as: "dan"
            ).contains("[]"))
        #expect(
            try await world.run("userSuspend", "\(world.of("dan")), reason: SCAM", as: "max") == nil
        )
    }

    @Test func `and signing in leave no session that may do everything`() async throws {
        let world = try await ModeratedStage()
        for round in 0..<12 {
            async let signedIn = world.signIn("bob", at: round % 2)
            async let code = world.run(
                "userSuspend", "\(world.of("bob")), reason: SPAM", as: "mo", at: 1 - round % 2)
            let (session, failure) = try await (signedIn, code)
            #expect(failure == nil)
            if let session, !session.isRestricted {
                for gateway in world.gateways { try await gateway.endedSessions.look() }
                #expect(world.gateways.allSatisfy { $0.endedSessions.contains(session.id) })
            }
            #expect(try await world.run("userUnsuspend", world.of("bob"), as: "mo") == nil)
        }
    }
}

@Suite struct `Roles` {
    /// The shortest literal that a type takes.
    private func literal(_ type: SchemaType, _ schema: Schema) -> String {
        if type.isList { return "[]" }
        let named = schema[type.named]
        switch named.kind {
        case .enum: return named.enumValues.first?.name ?? "NONE"
        case .inputObject:
            let fields = named.inputFields.filter { $0.type.isNonNull && $0.defaultValue == nil }
                .map { "\($0.name): \(literal($0.type, schema))" }
            return "{ \(fields.joined(separator: ", ")) }"
        default: return named.name == "Boolean" ? "true" : "\"x\""
        }
    }

    /// Reads the schema: a field that asks for a role is tried, or this fails.
    @Test func `are asked for wherever the schema says so`() async throws {
        let world = try await ModeratedStage()
        let schema = try buildSchema(Social.schemaSources(directory: Place.root + "/Schema"))
        let decision = try await world.ask(
            """
            mutation { userSuspend(input: { \(world.of("alice")), reason: SPAM }) {
              decision { id } } }
            """, as: "mo")
        let id = try #require(JSONText.strings("id", in: decision).first)
        var tried = 0
        for type in schema.types where type.kind == .object {
            for field in type.fields {
                let directives = type.appliedDirectives + field.appliedDirectives
                guard let directive = directives.first(where: { $0.name == "requiresRole" }),
                    let least = directive.arguments.first?.value.string.flatMap(Role.init)
                else { continue }
                let isRoot = ["Query", "Mutation"].contains(type.name)
                // Where strangers do not come, they are not told that a role is missing.
                guard isRoot || type.name == "ModerationDecision" else {
                    Issue.record("say how \(type.name).\(field.name) is reached")
                    continue
                }
                let arguments = field.arguments.map { "\($0.name): \(literal($0.type, schema))" }
                let given = arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))"
                let isLeaf = [.scalar, .enum].contains(schema[field.type.named].kind)
                let asked = "result: \(field.name)\(given)" + (isLeaf ? "" : " { __typename }")
                let operation =
                    isRoot
                    ? "\(type.name.lowercased()) { \(asked) }"
                    : "{ node(id: \"\(id)\") { ... on \(type.name) { \(asked) } } }"
                let askers: [(String?, Role)] = [
                    (nil, .anonymous), ("alice", .member), ("mo", .moderator), ("ada", .admin),
                ]
                for (viewer, role) in isRoot ? askers : Array(askers.dropFirst()) {
                    let answer = try await world.ask(operation, as: viewer)
                    let code = viewer == nil ? "UNAUTHENTICATED" : "FORBIDDEN"
                    #expect(
                        answer.contains(#""code":"\#(code)""#) == (role.number < least.number),
                        "\(operation) as \(role): \(answer)")
                }
                tried += 1
            }
        }
        #expect(tried == 7)
    }

    @Test func `are given by administrators, of whom the last stays`() async throws {
        let world = try await ModeratedStage()
        func change(_ name: String, _ role: String, as viewer: String) async throws -> String? {
            try await world.run(
                "userRoleChange", "\(world.of(name)), role: \(role), note: \"why\"", as: viewer)
        }
        #expect(try await change("alice", "MODERATOR", as: "ada") == nil)
        #expect(try await world.role(of: "alice") == .moderator)
        #expect(try await world.ask("{ viewer { role } }", as: "alice").contains("MODERATOR"))
        #expect(try await change("alice", "ANONYMOUS", as: "ada") == "INVALID")
        #expect(try await change("alice.post.1", "MEMBER", as: "ada") == "NOT_FOUND")
        #expect(try await change("alice", "MEMBER", as: "ada") == nil)
        #expect(try await change("ada", "MEMBER", as: "ada") == nil)
        #expect(
            try await world.ask(
                "mutation { userRoleChange(input: { \(world.of("bob")), role: ADMIN }) { user { id } } }",
                as: "ada"
            ).contains("FORBIDDEN"))
        #expect(try await change("abe", "MODERATOR", as: "abe") == "NOT_ALLOWED")
        #expect(try await world.role(of: "abe") == .admin)
        let log = try await world.stage.database.query("SELECT note FROM audit_entries")
        #expect(log.map { $0.string(0) } == ["why", "why", "why"])
    }

    @Test func `are not all taken at once`() async throws {
        let world = try await ModeratedStage()
        for round in 0..<10 {
            async let first = world.ask(
                "mutation { userRoleChange(input: { \(world.of("abe")), role: MEMBER }) { user { id } } }",
                as: "ada", at: 0)
            async let second = world.ask(
                "mutation { userRoleChange(input: { \(world.of("ada")), role: MEMBER }) { user { id } } }",
                as: "abe", at: 1)
            _ = try await (first, second)
            let roles = [try await world.role(of: "ada"), try await world.role(of: "abe")]
            #expect(roles.contains(.admin), "round \(round)")
            for name in ["ada", "abe"] { try await world.give(.admin, to: name) }
        }
    }

    @Test func `let moderators mark whose identity was checked`() async throws {
        let world = try await ModeratedStage()
        let question = "{ user(username: \"bob\") { isVerified } }"
        for (mutation, isVerified) in [
            ("userVerify", true), ("userVerify", true), ("userUnverify", false),
        ] {
            #expect(
                try await world.run(mutation, "\(world.of("bob")), note: \"pass\"", as: "mo") == nil
            )
            for gateway in 0...1 {
                #expect(
                    try await world.ask(question, at: gateway)
                        == #"{"data":{"user":{"isVerified":\#(isVerified)}}}"#)
            }
        }
        let log = try await world.stage.database.query(
            "SELECT action FROM audit_entries ORDER BY action")
        #expect(log.map { $0.int16(0) } == [6, 7], "what changes nothing is not in the log")
    }
}
