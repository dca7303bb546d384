import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Who signs in while something changes, guesses at passwords, or has many devices.
@Suite struct `Signing in` {
    private static let home: [UInt8] = [4, 1]
    private static let elsewhere: [UInt8] = [4, 2]

    private func codes(_ answer: Stage.Answer) throws -> String {
        #expect(answer.failures == [])
        let errors = try JSONText.value(answer.json, at: ["data", "result", "userErrors"])
        return (errors as? [[String: Any]] ?? []).map { "\($0["code"] ?? "")" }.joined()
    }

    private func signIn(
        _ stage: Stage, _ login: String, _ password: String = Stage.password,
        of services: SocialServices? = nil, from address: [UInt8] = []
    ) async throws -> (code: String, token: String?, session: ObjectID?) {
        let variables = "{ \"login\": \"\(login)\", \"password\": \"\(password)\" }"
        let services = if let services { services } else { try await stage.services(.off) }
        let answer = try await stage.ask(
            """
            mutation($login: String!, $password: String!) {
              result: sessionCreate(input: { login: $login, password: $password }) {
                tokens { accessToken refreshToken } userErrors { code } } }
            """, as: nil, variables: variables, of: services, from: address)
        func token(_ name: String) throws -> String? {
            try JSONText.value(answer.json, at: ["data", "result", "tokens", name]) as? String
        }
        let session = try token("accessToken")?.split(separator: ".").last.flatMap { Int64($0) }
        return (
            try codes(answer), try token("refreshToken"), session.map { ObjectID(rawValue: $0) }
        )
    }

    private func change(
        _ stage: Stage, from old: String, to new: String, of services: SocialServices? = nil,
        at address: [UInt8] = []
    ) async throws -> String {
        let services = if let services { services } else { try await stage.services(.off) }
        return try codes(
            try await stage.ask(
                """
                mutation($old: String!, $new: String!) {
                  result: passwordChange(input: { password: $old, newPassword: $new }) {
                    userErrors { code } } }
                """, as: stage.named("alice").object,
                variables: "{ \"old\": \"\(old)\", \"new\": \"\(new)\" }", of: services,
                from: address))
    }

    private func refresh(_ stage: Stage, _ token: String) async throws -> String {
        try codes(
            try await stage.ask(
                """
                mutation { result: sessionRefresh(input: { refreshToken: "\(token)" }) {
                  userErrors { code } } }
                """))
    }

    private func register(
        _ stage: Stage, _ password: String, of services: SocialServices, from address: [UInt8] = []
    ) async throws -> String {
        try codes(
            try await stage.ask(
                """
                mutation { result: accountRegister(input: {
                  username: "gustav", email: "gustav@example.com", password: "\(password)",
                  idempotencyKey: "k" }) { tokens { refreshToken } userErrors { code } } }
                """, as: nil, of: services, from: address))
    }

    private func sessionCount(_ stage: Stage, of account: ObjectID) async throws -> Int64 {
        try await stage.database.query(
            "SELECT count(*) FROM sessions WHERE account_id = \(account.rawValue)"
        )[0].int64(0)
    }

    /// Services that do something between the look at a password and the session.
    private func services(
        _ stage: Stage, meanwhile body: @escaping @Sendable () async throws -> Void
    ) async throws -> SocialServices {
        try await stage.services { shard in
            try await body()
            return try await stage.newID(shard)
        }
    }

    @Test func `begins nothing by a password that has been changed meanwhile`() async throws {
        let stage = try await Stage(.standard)
        let alice = stage.named("alice").object
        let late = try await services(stage) {
            let code = try await change(stage, from: Stage.password, to: "a new secret")
            #expect(code == "")
        }
        #expect(try await signIn(stage, "alice", of: late).code == "BAD_CREDENTIALS")
        #expect(try await sessionCount(stage, of: alice) == 0)
        #expect(try await signIn(stage, "alice", "a new secret").code == "")
    }

    @Test func `again after a registration begins nothing by such a password`() async throws {
        let stage = try await Stage(.standard)
        let plain = try await stage.services(.off)
        #expect(try await register(stage, "a long secret", of: plain) == "")
        let late = try await services(stage) {
            _ = try await stage.database.query(
                """
                UPDATE accounts SET password_hash = (
                    SELECT password_hash FROM accounts WHERE email = 'alice@example.com')
                WHERE email = 'gustav@example.com'
                """)
        }
        #expect(try await register(stage, "a long secret", of: late) == "IDEMPOTENCY_CONFLICT")
        #expect(try await register(stage, Stage.password, of: plain) == "")
    }

    @Test func `by an old password ends with it, however the two race`() async throws {
        let stage = try await Stage(.standard)
        var old = Stage.password
        for round in 0..<40 {
            let (shown, new) = (old, "secret no. \(round)")
            async let begun = signIn(stage, "alice", shown)
            async let changed = change(stage, from: shown, to: new)
            #expect(try await changed == "")
            let (code, token, _) = try await begun
            if let token {
                #expect(try await refresh(stage, token) == "TOKEN_EXPIRED", "round \(round)")
            } else {
                #expect(code == "BAD_CREDENTIALS", "round \(round)")
            }
            old = new
        }
    }

    @Test func `is what guessing in a change of the password counts as`() async throws {
        let stage = try await Stage(.standard)
        func change(_ old: String, to new: String, at address: [UInt8]) async throws -> String {
            try await self.change(stage, from: old, to: new, at: address)
        }
        var password = Stage.password
        for number in 0..<2 * SocialLimits.standard.signInsByNamePerHourMax {
            let next = "secret no. \(number)"
            #expect(try await change(password, to: next, at: Self.elsewhere) == "")
            password = next
        }
        for _ in 0..<SocialLimits.standard.signInsByNamePerHourMax {
            #expect(
                try await change("wrong", to: "a new secret", at: Self.elsewhere)
                    == "BAD_CREDENTIALS")
        }
        #expect(try await change(password, to: "a new secret", at: Self.elsewhere) == "TOO_MANY")
        #expect(
            try await signIn(stage, "alice", password, from: Self.elsewhere).code == "TOO_MANY")
        #expect(try await change(password, to: "a new secret", at: Self.home) == "")
    }

    @Test func `is what guessing in a repeated registration counts as`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        #expect(try await register(stage, "a long secret", of: services, from: Self.home) == "")
        for _ in 0..<SocialLimits.standard.signInsByNamePerHourMax {
            #expect(
                try await register(stage, "wrong secret", of: services, from: Self.elsewhere)
                    == "IDEMPOTENCY_CONFLICT")
        }
        #expect(
            try await register(stage, "a long secret", of: services, from: Self.elsewhere)
                == "TOO_MANY")
        #expect(try await register(stage, "a long secret", of: services, from: Self.home) == "")
    }

    /// Be there such an account or not: strangers together have as many tries as one.
    @Test(arguments: ["alice", "nobody"])
    func `is tried by strangers at many addresses no more often than by one`(
        login: String
    ) async throws {
        let stage = try await Stage(.standard)
        let limits = SocialLimits.standard
        if login == "alice" {
            #expect(try await signIn(stage, login, from: Self.home).code == "")
        }
        var codes: [String: Int] = [:]
        for round in 0..<2 {
            for address in 0..<50 {
                let code = try await signIn(
                    stage, login, "wrong \(round)", from: [9, UInt8(address)]
                ).code
                codes[code, default: 0] += 1
            }
        }
        let most = limits.signInsByStrangersPerHourMax
        #expect(codes == ["BAD_CREDENTIALS": most, "TOO_MANY": 100 - most])
        #expect(try await signIn(stage, login, from: [9, 99]).code == "TOO_MANY")
    }

    @Test func `is open to the owner at a known address, or in a session, whatever strangers do`()
        async throws
    {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let alice = stage.named("alice").object
        let (code, _, session) = try await signIn(stage, "alice", from: Self.home)
        #expect(code == "")
        for address in 0..<50 {
            _ = try await signIn(stage, "alice", "wrong", from: [9, UInt8(address)])
        }
        for name in ["alice", "ALICE", "alice@example.com"] {
            #expect(try await signIn(stage, name, from: Self.home).code == "", "\(name)")
        }
        #expect(try await signIn(stage, "alice", from: Self.elsewhere).code == "TOO_MANY")
        func ask(_ mutation: String) async throws -> String {
            try codes(
                try await stage.ask(
                    "mutation { result: \(mutation) { userErrors { code } } }", as: alice,
                    in: session, of: services, from: Self.elsewhere))
        }
        let again = "sessionCreate(input: { login: \"alice\", password: \"\(Stage.password)\" })"
        #expect(try await ask(again) == "", "the address is known from then on")
        #expect(try await signIn(stage, "alice", from: Self.elsewhere).code == "")
        // Nor does another account's address help a stranger.
        #expect(try await signIn(stage, "bob", from: [9, 1]).code == "")
        #expect(try await signIn(stage, "alice", from: [9, 1]).code == "TOO_MANY")
    }

    @Test func `is not guessed at in a session, from however many addresses`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let (_, _, session) = try await signIn(stage, "alice", from: Self.home)
        var codes: [String: Int] = [:]
        for address in 0..<50 {
            let answer = try await stage.ask(
                """
                mutation { result: passwordChange(input: {
                  password: "wrong", newPassword: "a new secret" }) { userErrors { code } } }
                """, as: stage.named("alice").object, in: session, of: services,
                from: [9, UInt8(address)])
            codes[try self.codes(answer), default: 0] += 1
        }
        let most = SocialLimits.standard.signInsInSessionPerHourMax
        #expect(codes == ["BAD_CREDENTIALS": most, "TOO_MANY": 50 - most])
        #expect(try await signIn(stage, "alice", from: Self.home).code == "")
    }

    @Test(.crosses(\SocialLimits.knownAddressesMax, \SocialLimits.knownAddressMilliseconds))
    func `makes an address known, for a year and as long as there are few`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        let account = try #require(
            try await services.accounts.account(stage.named("alice").object))
        func isKnown(_ address: UInt8) async throws -> Bool {
            let context = RequestContext(
                services, viewerID: nil, client: Client(address: [5, address]))
            return try await context.isKnownHere(account)
        }
        #expect(try await !isKnown(0))
        let max = SocialLimits.standard.knownAddressesMax
        for address in 0...UInt8(max) {
            #expect(try await signIn(stage, "alice", from: [5, address]).code == "")
            clock.advance(seconds: 1)
        }
        for address in 0...UInt8(max) { #expect(try await isKnown(address) == (address > 0)) }
        clock.advance(hours: 365 * 24)
        #expect(try await !isKnown(UInt8(max)))
    }

    /// Else who is counted together would tell that there is an account.
    @Test(arguments: [
        ("alice", ["alice", "ALICE", "Alice"]), ("nobody", ["nobody", "NOBODY", "Nobody"]),
        ("alice@example.com", [" alice@example.com", "Alice@EXAMPLE.com "]),
        ("nobody@example.com", [" nobody@example.com", "Nobody@EXAMPLE.com "]),
    ])
    func `is counted under one spelling, be there such an account or not`(
        login: String, spellings: [String]
    ) async throws {
        let stage = try await Stage(.standard)
        for number in 0..<SocialLimits.standard.signInsByNamePerHourMax {
            let spelling = spellings[number % spellings.count]
            #expect(
                try await signIn(stage, spelling, "wrong", from: Self.home).code
                    == "BAD_CREDENTIALS")
        }
        for spelling in spellings + [login] {
            #expect(
                try await signIn(stage, spelling, "wrong", from: Self.home).code == "TOO_MANY",
                "\(spelling)")
        }
    }

    @Test(.crosses(\SocialLimits.loginBytesMax))
    func `takes a login with space around it, but not without end`() async throws {
        let stage = try await Stage(.standard)
        func login(_ bytes: Int) -> String {
            String(repeating: " ", count: bytes - 17) + "alice@example.com"
        }
        let limit = SocialLimits.standard.loginBytesMax
        #expect(try await signIn(stage, login(limit)).code == "")
        #expect(try await signIn(stage, login(limit + 1)).code == "BAD_CREDENTIALS")
        let answer = try await stage.ask(
            """
            mutation($login: String!) {
              sessionCreate(input: { login: $login, password: "x" }) { userErrors { code } } }
            """, variables: "{ \"login\": \"\(login(2_000_000))\" }")
        #expect(answer.json.contains("BAD_CREDENTIALS") && answer.trips == [])
    }

    @Test(.crosses(\SocialLimits.sessionsMax))
    func `on one device too many ends the session that was used least lately`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let alice = stage.named("alice").object
        let services = try await stage.services(.off)
        var begun: [(token: String, session: ObjectID)] = []
        func begin() async throws {
            let (_, token, session) = try await signIn(stage, "alice")
            begun.append((try #require(token), try #require(session)))
            clock.advance(seconds: 1)
        }
        for _ in 0..<SocialLimits.standard.sessionsMax { try await begin() }
        #expect(begun.allSatisfy { !services.endedSessions.contains($0.session) })
        #expect(try await refresh(stage, begun[0].token) == "")
        try await begin()
        #expect(begun.map(\.session).filter(services.endedSessions.contains) == [begun[1].session])
        #expect(try await refresh(stage, begun[1].token) == "TOKEN_EXPIRED")
        #expect(try await refresh(stage, begun[0].token) == "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let code = try await signIn(stage, "alice").code
                    #expect(code == "")
                }
            }
            try await group.waitForAll()
        }
        let count = try await sessionCount(stage, of: alice)
        #expect(count == Int64(SocialLimits.standard.sessionsMax))
    }

    @Test func `works by an address that was imported in another spelling`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        var store = BulkImport(into: services.tao)
        let hash = try await Stage.passwords.hash(Stage.password)
        func add(_ name: String, _ email: String) async throws {
            try await store.addAccount(
                try await stage.newID(1), BulkImport.Profile(username: name, displayName: name),
                email: email, passwordHash: hash, avatar: nil)
        }
        let long = String(repeating: "x", count: 64) + "@" + String(repeating: "y.", count: 60)
        try await add("gustav", " Gustav@B\u{dc}CHER.example")
        try await add("hanna", long + "example")
        try await store.flush()
        for login in ["gustav@b\u{fc}cher.example", long + "EXAMPLE"] {
            #expect(try await signIn(stage, login).code == "")
        }
        await #expect(throws: BulkImport.BadAddress.self) { try await add("eva", "eva") }
    }

    /// As everyone looks for it: else nobody finds the account, and another one may take the name.
    @Test func `works by a name that was imported in another spelling`() async throws {
        let stage = try await Stage(.standard)
        var store = BulkImport(into: try await stage.services(.off).tao)
        let hash = try await Stage.passwords.hash(Stage.password)
        func add(_ name: String, _ email: String) async throws {
            try await store.addAccount(
                try await stage.newID(1), BulkImport.Profile(username: name, displayName: name),
                email: email, passwordHash: hash, avatar: nil)
        }
        try await add("Gustav.G", "gustav@example.com")
        try await store.flush()
        for login in ["gustav.g", "Gustav.G"] {
            #expect(try await signIn(stage, login).code == "")
            let found = try await stage.ask(
                "{ user(username: \"\(login)\") { username displayName } }")
            #expect(found.json.contains(#"{"username":"gustav.g","displayName":"Gustav.G"}"#))
        }
        let taken = try await stage.ask(
            """
            mutation { accountRegister(input: { username: "gustav.g", email: "x@example.com",
              password: "a long secret" }) { userErrors { code field } } }
            """)
        #expect(taken.json.contains(#"{"code":"TAKEN","field":["input","username"]}"#))
        for name in ["g ustav", "", ".g", String(repeating: "x", count: 31)] {
            await #expect(throws: BulkImport.BadUsername.self) {
                try await add(name, "y@example.com")
            }
        }
    }
}
