import GraphQL
import Testing

@testable import Social

@Suite struct `Usernames` {
    @Test(arguments: [
        ("alice", "alice"), ("Alice", "alice"), ("a", "a"), ("a.b_c.9", "a.b_c.9"),
        ("_", "_"), (String(repeating: "x", count: 30), String(repeating: "x", count: 30)),
    ])
    func `are kept in lower case`(text: String, kept: String) {
        #expect(TextRules.username(text, limits: .standard) == kept)
    }

    @Test(arguments: [
        "", ".a", "a.", "a..b", "a b", "a-b", "ä", "a\u{0}", "Ａ",
        String(repeating: "x", count: 31),
    ])
    func `are refused when they break the rules`(text: String) {
        #expect(TextRules.username(text, limits: .standard) == nil)
    }
}

@Suite struct `Addresses` {
    @Test(arguments: [
        (" A@Example.com ", "a@example.com"), ("a.b+c@d.e.f", "a.b+c@d.e.f"),
    ])
    func `are kept in lower case`(text: String, kept: String) {
        #expect(TextRules.email(text, limits: .standard) == kept)
    }

    @Test(arguments: [
        "", "a", "@b.c", "a@", "a@b", "a@b.", "a@.b", "a@b@c.d", "a b@c.d", "a@b\u{0}.c",
        "a@" + String(repeating: "x", count: 64) + ".c",
        String(repeating: "x", count: 65) + "@b.c",
        "a@" + Array(repeating: "abcdefghi", count: 26).joined(separator: "."),
    ])
    func `are refused when they cannot be any`(text: String) {
        #expect(TextRules.email(text, limits: .standard) == nil)
    }
}

@Suite struct `Texts` {
    @Test func `are counted in code points`() {
        // A family of four is seven code points and one character.
        let family = "👨‍👩‍👧‍👦"
        #expect(TextRules.text(family, codePointsMax: 7) == family)
        #expect(TextRules.text(family, codePointsMax: 6) == nil)
        let limit = SocialLimits.standard.captionCodePointsMax
        let longest = String(repeating: "x", count: limit)
        #expect(TextRules.text(longest, codePointsMax: limit) == longest)
        #expect(TextRules.text(longest + "x", codePointsMax: limit) == nil)
    }

    @Test func `lose white space at their ends and keep it inside`() {
        #expect(TextRules.text(" \n a  b\u{2003}", codePointsMax: 9) == "a  b")
        #expect(TextRules.text(" \t ", codePointsMax: 9) == "")
    }

    @Test(arguments: ["a\u{0}b", "a\u{1b}b", "a\u{7f}b", "a\u{85}b"])
    func `hold no control characters`(text: String) {
        #expect(TextRules.text(text, codePointsMax: 9) == nil)
    }

    @Test func `may have lines`() {
        #expect(TextRules.text("a\r\nb\tc", codePointsMax: 9) == "a\r\nb\tc")
    }
}

@Suite struct `Moments` {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_775_673_240_007, "2026-04-08T18:34:00.007Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ])
    func `are written as RFC 3339 says`(milliseconds: Int64, text: String) {
        #expect(DateTime(milliseconds: milliseconds).text == text)
    }
}

@Suite struct `Drafts of accounts` {
    private func input(_ fields: [String: String]) -> AccountRegisterInput {
        let all = ["username": "eva", "email": "eva@example.com", "password": "a long secret"]
            .merging(fields) { $1 }
        return AccountRegisterInput(
            username: all["username"] ?? "", email: all["email"] ?? "",
            password: all["password"] ?? "", displayName: all["displayName"])
    }

    private func codes(_ fields: [String: String]) -> Set<String> {
        do {
            _ = try AccountDraft(input(fields), .standard)
            return []
        } catch {
            return Set(error.errors.map { "\($0.field?.steps.joined() ?? "") \($0.code.rawValue)" })
        }
    }

    @Test func `pass when all is well`() throws {
        let draft = try AccountDraft(
            input(["username": "Eva", "displayName": " Eva E. "]), .standard)
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
            (["displayName": String(repeating: "x", count: 65)], ["displayName INVALID"]),
            (
                ["username": "", "email": "", "password": ""],
                ["username INVALID", "email INVALID", "password INVALID"]
            ),
        ] as [([String: String], Set<String>)])
    func `tell every mistake`(fields: [String: String], expected: Set<String>) {
        #expect(codes(fields) == expected)
    }
}
