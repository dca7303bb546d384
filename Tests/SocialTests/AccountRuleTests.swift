import GraphQL
import TAO
import TestSupport
import Testing

@testable import Social

@Suite struct `Usernames` {
    @Test(arguments: [
        ("alice", "alice"), ("Alice", "alice"), ("a", "a"), ("a.b_c.9", "a.b_c.9"),
        ("_", "_"), (String(repeating: "x", count: 30), String(repeating: "x", count: 30)),
    ])
    func `are kept in lower case`(text: String, kept: String) {
        #expect(Username.kept(text, .standard) == kept)
    }

    @Test(arguments: [
        "", ".a", "a.", "a..b", "a b", "a-b", "ä", "a\u{0}", "Ａ", "a\u{200B}",
        String(repeating: "x", count: 31),
    ])
    func `are refused when they break the rules`(text: String) {
        #expect(Username.kept(text, .standard) == nil)
    }

    @Test(.crosses(\SocialLimits.usernameCharactersMax)) func `have so many letters and no more`() {
        let limit = SocialLimits.standard.usernameCharactersMax
        #expect(Username.kept(String(repeating: "X", count: limit), .standard)?.count == limit)
        #expect(Username.kept(String(repeating: "x", count: limit + 1), .standard) == nil)
        #expect(Username.kept(String(repeating: "x", count: 2_000_000), .standard) == nil)
    }

    @Test func `that are reserved are refused with those that look like them`() {
        let names = ReservedNames(
            ReservedNames.names(inLines: "# For people.\n\nadmin\n robots.txt \nhealth\nno_reply\n")
        )
        for name in [
            "admin", "adm1n", "a.d.m.i.n", "_admin_", "4dmin", "admln", "robots.txt", "robotstxt",
            "r0bots.txt", "hea1th", "noreply", "no.reply",
        ] {
            #expect(names.contains(name), "\(name)")
        }
        for name in ["admins", "robot", "healthy", "for.people", "nobody"] {
            #expect(!names.contains(name), "\(name)")
        }
    }
}

@Suite struct `Addresses` {
    private func kept(_ text: String) -> String? { EmailAddress(text, .standard)?.text }

    @Test(arguments: [
        (" A@Example.com ", "a@example.com"), ("a.b+c@d.e.fi", "a.b+c@d.e.fi"),
        ("o'neil!#$%&*-/=?^_`{|}~@a-b.org", "o'neil!#$%&*-/=?^_`{|}~@a-b.org"),
        ("a@1.2.x3", "a@1.2.x3"),
        ("j\u{f6}rg@b\u{fc}cher.example", "j\u{f6}rg@xn--bcher-kva.example"),
        ("Jo\u{308}rg@BU\u{308}CHER.example", "j\u{f6}rg@xn--bcher-kva.example"),
        ("jörg@xn--bcher-kva.example", "jörg@xn--bcher-kva.example"),
        ("पता@उदाहरण.example", "पता@xn--p1b6ci4b4b3a.example"),
    ])
    func `are kept in one form`(text: String, expected: String) throws {
        let kept = try #require(self.kept(text))
        #expect(Array(kept.utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        "", "a", "@b.c", "a@", "a@b", "a@b.", "a@.b", "a@b@c.d", "a b@c.d", "a@b\u{0}.c",
        "a@b.c,d", "<x>@y.z", "a\u{200B}@b.cd", "a@b\u{200B}.cd", "a@b\u{AD}.cd", ".a@b.cd",
        "a.@b.cd",
        "a..b@c.de", "a@-b.cd", "a@b-.cd", "a@b_c.de", "a@127.0.0.1", "a@[127.0.0.1]", "\"a\"@b.cd",
        "a(b)@c.de", "a@b.cd, e@f.gh", "a@b.cd\nBcc: e@f.gh", "a@b。cd", "\u{301}a@b.cd",
        "a\u{202E}@b.cd",
        "a@" + String(repeating: "x", count: 64) + ".cd",
        "a@" + String(repeating: "ü", count: 60) + ".cd",
        String(repeating: "x", count: 65) + "@b.cd",
    ])
    func `are refused when they cannot be any`(text: String) {
        #expect(kept(text) == nil)
    }

    @Test(.crosses(\SocialLimits.emailBytesMax))
    func `have at most 254 bytes, and keys that are short enough for the graph`() throws {
        func address(_ bytes: Int) -> String {
            var text = String(repeating: "x", count: 64) + "@"
            while bytes - text.utf8.count > 12 { text += "abcdefghi." }
            return text + String(repeating: "y", count: bytes - text.utf8.count - 2) + ".z"
        }
        let limit = SocialLimits.standard.emailBytesMax
        #expect(address(limit).utf8.count == 254)
        #expect(kept(address(limit + 1)) == nil)
        // What is longer than any login is not looked at, whatever would be left of it.
        let space = String(repeating: " ", count: SocialLimits.standard.loginBytesMax)
        #expect(kept(space.dropFirst(13) + "a@example.com") == "a@example.com")
        #expect(kept(space + "a@example.com") == nil)
        var keys: Set<String> = []
        for bytes in 100...limit {
            let email = try #require(EmailAddress(address(bytes), .standard))
            #expect(email.key.utf8.count <= TAOLimits.nameBytesMax)
            keys.insert(email.key)
        }
        #expect(keys.count == limit - 99)
    }
}

@Suite struct `Drafts of accounts` {
    private let rules = AccountRules(
        reservedNames: ReservedNames(["admin"]), commonPasswords: ["password123"])

    private func input(_ fields: [String: String]) -> AccountRegisterInput {
        let all = ["username": "eva", "email": "eva@example.com", "password": "a long secret"]
            .merging(fields) { $1 }
        return AccountRegisterInput(
            username: all["username"] ?? "", email: all["email"] ?? "",
            password: all["password"] ?? "", displayName: all["displayName"])
    }

    private func codes(_ fields: [String: String]) -> Set<String> {
        do {
            _ = try AccountDraft(input(fields), rules, .standard)
            return []
        } catch {
            return Set(error.errors.map { "\($0.field?.steps.joined() ?? "") \($0.code.rawValue)" })
        }
    }

    @Test func `pass when all is well`() throws {
        let draft = try AccountDraft(
            input(["username": "Eva", "displayName": " Eva E. "]), rules, .standard)
        #expect(draft.username == "eva")
        #expect(draft.displayName == "Eva E.")
    }

    @Test(
        arguments: [
            (["username": "e v a"], ["username INVALID"]),
            (["username": "Admin"], ["username TAKEN"]),
            (["email": "eva"], ["email INVALID"]),
            (["password": "1234567"], ["password INVALID"]),
            (["password": "Password123"], ["password INVALID"]),
            (["username": "longname", "password": "LongName"], ["password INVALID"]),
            (["password": String(repeating: "x", count: 1_025)], ["password INVALID"]),
            (["password": "pässwo\u{308}"], ["password INVALID"]),
            // Short in the form NFC, but not as it came; and the other way round.
            (["password": String(repeating: "e\u{301}", count: 342)], ["password INVALID"]),
            (["password": String(repeating: "\u{958}", count: 341)], ["password INVALID"]),
            (["password": "        "], ["password INVALID"]),
            (["password": "\u{2800}\u{3164}\u{200B}     "], ["password INVALID"]),
            (["password": "EVA@example.com"], ["password INVALID"]),
            (
                ["email": "eva.eva.eva@example.com", "password": "Eva.eva.eva"],
                ["password INVALID"]
            ),
            (["displayName": "Eva the First", "password": "eva the first"], ["password INVALID"]),
            (["displayName": String(repeating: "x", count: 65)], ["displayName INVALID"]),
            (["displayName": "\u{200B}"], ["displayName INVALID"]),
            (["displayName": "Eva\u{2029}E."], ["displayName INVALID"]),
            (
                ["username": "", "email": "", "password": ""],
                ["username INVALID", "email INVALID", "password INVALID"]
            ),
        ] as [([String: String], Set<String>)])
    func `tell every mistake`(fields: [String: String], expected: Set<String>) {
        #expect(codes(fields) == expected)
    }

    @Test(
        .crosses(
            \SocialLimits.passwordCodePointsMin, \SocialLimits.passwordBytesMax,
            \SocialLimits.displayNameCodePointsMax))
    func `may have texts as long as the limits say`() {
        let limits = SocialLimits.standard
        for (field, length, isTaken) in [
            ("password", limits.passwordCodePointsMin - 1, false),
            ("password", limits.passwordCodePointsMin, true),
            ("password", limits.passwordBytesMax, true),
            ("password", limits.passwordBytesMax + 1, false),
            ("displayName", limits.displayNameCodePointsMax, true),
            ("displayName", limits.displayNameCodePointsMax + 1, false),
        ] {
            let found = codes([field: String(repeating: "x", count: length)])
            #expect(found == (isTaken ? [] : ["\(field) INVALID"]), "\(field) of \(length)")
        }
    }
}
