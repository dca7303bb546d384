import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Changes of usernames, over two gateways with one cache.
@Suite struct `Renames` {
    private struct Gateways {
        let stage: Stage
        let clock = MovableClock()
        let all: [SocialServices]

        init() async throws {
            stage = try await Stage(.standard, clock: clock.wallClock)
            let cache = Stage.freshNamespace()
            all = [try await stage.makeServices(cache), try await stage.makeServices(cache)]
        }

        func ask(
            _ operation: String, as viewer: String? = nil, at gateway: Int = 0
        ) async throws -> String {
            let answer = try await stage.ask(
                operation, as: viewer.map { stage.named($0).object }, of: all[gateway])
            #expect(answer.failures == [], "\(operation)")
            return answer.json
        }

        /// - Returns: the code; nil if it was done.
        func rename(_ viewer: String, _ name: String, at gateway: Int = 0) async throws -> String? {
            let json = try await ask(
                """
                mutation { accountUpdate(input: { username: \(name) }) {
                  user { username } userErrors { code field } } }
                """, as: viewer, at: gateway)
            let errors = ["data", "accountUpdate", "userErrors", "0"]
            let code = try JSONText.value(json, at: errors + ["code"]) as? String
            if code != nil { #expect(json.contains(#""field":["input","username"]"#)) }
            return code
        }

        func register(_ name: String, at gateway: Int = 0) async throws -> String? {
            let json = try await ask(
                """
                mutation { accountRegister(input: { username: "\(name)",
                  email: "\(name).\(UInt32.random(in: .min ... .max))@example.com",
                  password: "a long secret" }) { userErrors { code } } }
                """, at: gateway)
            return try JSONText.value(
                json, at: ["data", "accountRegister", "userErrors", "0", "code"]) as? String
        }

        /// The id and name of the account that a name leads to.
        func found(_ name: String, at gateway: Int) async throws -> String {
            try await ask("{ user(username: \"\(name)\") { id username } }", at: gateway)
        }
    }

    @Test(
        .crosses(
            \SocialLimits.renamesMax, \SocialLimits.renamesMilliseconds,
            \SocialLimits.formerNameMilliseconds))
    func `leave the old name to the account for a while, and then to anyone`() async throws {
        let gateways = try await Gateways()
        let alice = gateways.stage.id("alice")
        func leads(to name: String, _ names: String...) async throws {
            for gateway in 0...1 {
                for asked in names {
                    #expect(
                        try await gateways.found(asked, at: gateway)
                            == #"{"data":{"user":{"id":"\#(alice)","username":"\#(name)"}}}"#)
                }
            }
        }
        try await leads(to: "alice", "alice")
        #expect(try await gateways.rename("alice", #""Alicia""#) == nil)
        try await leads(to: "alicia", "alicia", "ALICE")
        #expect(try await gateways.rename("bob", #""alice""#, at: 1) == "TAKEN")
        #expect(try await gateways.register("alice", at: 1) == "TAKEN")
        // It may go back, and the other name is kept for it then.
        #expect(try await gateways.rename("alice", #""alice""#, at: 1) == nil)
        try await leads(to: "alice", "alice", "alicia")
        #expect(try await gateways.rename("bob", #""alicia""#) == "TAKEN")
        // Twice in 14 days.
        #expect(try await gateways.rename("alice", #""alix""#) == "TOO_MANY")
        #expect(try await gateways.rename("alice", #""alice""#) == nil, "it has it")
        gateways.clock.advance(hours: 14 * 24 - 1)
        #expect(try await gateways.rename("alice", #""alix""#) == "TOO_MANY")
        gateways.clock.advance(hours: 1)
        #expect(try await gateways.rename("alice", #""alix""#) == nil)
        try await leads(to: "alix", "alix", "alice", "alicia")
        // 30 days after it was given up, a name is free, whether somebody has released it or not.
        gateways.clock.advance(hours: 16 * 24 - 1)
        #expect(try await gateways.register("alicia", at: 1) == "TAKEN")
        gateways.clock.advance(hours: 1)
        #expect(try await gateways.found("alicia", at: 1) == #"{"data":{"user":null}}"#)
        #expect(try await gateways.register("alicia", at: 1) == nil)
        #expect(try await gateways.found("alicia", at: 0).contains(#""username":"alicia""#))
        #expect(try await !gateways.found("alicia", at: 0).contains(alice))
        try await leads(to: "alix", "alix", "alice")
        gateways.clock.advance(hours: 14 * 24)
        #expect(try await gateways.rename("bob", #""alice""#) == nil)
        try await leads(to: "alix", "alix")
    }

    @Test func `are released by a job`() async throws {
        let gateways = try await Gateways()
        let (stage, alice) = (gateways.stage, gateways.stage.named("alice").object)
        #expect(try await gateways.rename("alice", #""alicia""#) == nil)
        func names() async throws -> [String] {
            try await stage.database.query(
                """
                SELECT name FROM names
                WHERE id = \(alice.rawValue) AND namespace = \(NameSpaces.username) ORDER BY name
                """
            ).map { $0.string(0) }
        }
        let jobs = try await stage.database.query(
            "SELECT run_at > now() + interval '30 days' FROM jobs WHERE kind = \(NameRelease.name)")
        #expect(jobs.map { $0.bool(0) } == [true])
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        #expect(
            try await stage.work(gateways.all[0]) {
                try await stage.database.query("SELECT FROM jobs WHERE state < 2").isEmpty
            })
        #expect(try await names() == ["alice", "alicia"], "not yet")
        gateways.clock.advance(hours: 30 * 24)
        #expect(try await gateways.all[1].releaseNames(of: alice))
        #expect(try await !gateways.all[0].releaseNames(of: alice))
        #expect(try await names() == ["alicia"])
        #expect(try await gateways.found("alice", at: 0) == #"{"data":{"user":null}}"#)
    }

    @Test func `refuse what is no name, and what is reserved`() async throws {
        let gateways = try await Gateways()
        for (name, code) in [
            ("null", "INVALID"), (#""""#, "INVALID"), (#""a..b""#, "INVALID"),
            (#""\#(String(repeating: "a", count: 31))""#, "INVALID"), (#""bob""#, "TAKEN"),
            (#""BOB""#, "TAKEN"),
        ] {
            #expect(try await gateways.rename("alice", name) == code, "\(name)")
        }
        #expect(try await gateways.found("alice", at: 1).contains(#""username":"alice""#))
    }

    @Test func `give a name to one of those who want it at once`() async throws {
        let gateways = try await Gateways()
        for round in 0..<8 {
            let name = "wanted\(round)"
            async let bob = gateways.rename("bob", "\"\(name)\"", at: 0)
            async let carol = gateways.rename("carol", "\"\(name)\"", at: 1)
            async let new = gateways.register(name, at: round % 2)
            let codes = try await [bob, carol, new]
            #expect(codes.filter { $0 == nil }.count == 1, "\(codes)")
            #expect(codes.filter { $0 == "TAKEN" }.count == 2, "\(codes)")
            for gateway in 0...1 {
                #expect(
                    try await gateways.found(name, at: gateway)
                        .contains(#""username":"\#(name)""#))
            }
            gateways.clock.advance(hours: 7 * 24)
        }
    }

    @Test func `are counted, however many come at once`() async throws {
        let gateways = try await Gateways()
        let codes = try await withThrowingTaskGroup(of: String?.self) { group in
            for index in 0..<6 {
                group.addTask {
                    try await gateways.rename("dan", "\"daniel\(index)\"", at: index % 2)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 2, "\(codes)")
        #expect(codes.count { $0 == "TOO_MANY" } == 4, "\(codes)")
    }
}
