import GraphQL
import Testing

@testable import Social

@Suite struct `Texts` {
    private func kept(
        _ text: String, _ layout: TextRules.Layout = .lines, max: Int = 20
    ) throws(BrokenTextRule) -> String {
        try TextRules.text(text, layout, codePointsMax: max)
    }

    @Test func `are counted in code points`() throws {
        // A family of four is seven code points and one character.
        let family = "👨‍👩‍👧‍👦"
        #expect(try kept(family, max: 7) == family)
        #expect(throws: BrokenTextRule.tooLong(codePointsMax: 6)) { try kept(family, max: 6) }
        let limit = SocialLimits.standard.captionCodePointsMax
        let longest = String(repeating: "x", count: limit)
        #expect(try kept(longest, max: limit) == longest)
        #expect(throws: BrokenTextRule.tooLong(codePointsMax: limit)) {
            try kept(longest + "x", max: limit)
        }
    }

    @Test func `that no form could make short enough are not brought into one`() throws {
        // Four code points and eight bytes, which are one in NFC.
        let letter = "\u{3C9}\u{314}\u{342}\u{345}"
        let limit = 40
        #expect(
            try kept(String(repeating: letter, count: limit), max: limit).unicodeScalars.count
                == limit)
        let padded = String(repeating: " ", count: 16 * limit - 1) + "x"
        #expect(try kept(padded, max: limit) == "x")
        #expect(throws: BrokenTextRule.tooLong(codePointsMax: limit)) {
            try kept(" " + padded, max: limit)
        }
    }

    @Test func `lose white space at their ends and keep it inside`() throws {
        #expect(try kept(" \n a  b\u{2003}") == "a  b")
        #expect(try kept("") == "")
    }

    @Test func `that look the same are the same`() throws {
        let composed = try kept("Zo\u{EB} \u{C5}")
        #expect(Array(composed.utf8) == Array(try kept("Zoe\u{308} \u{212B}").utf8))
        #expect(try kept("e\u{301}", max: 1).unicodeScalars.count == 1)
    }

    @Test(arguments: [
        " ", " \t\n", "\u{3000}", "\u{200B}", "\u{200B} \u{200B}", "\u{2800}", "\u{3164}",
        "\u{115F}",
        "\u{1160}", "\u{FFA0}", "\u{AD}", "\u{34F}", "\u{FE0F}", "\u{E0020}", "\u{FEFF}", "\u{600}",
        "\u{202E}", "\u{2066}\u{2069}",
    ])
    func `show something`(text: String) {
        #expect(throws: BrokenTextRule.blank) { try kept(text) }
    }

    @Test(arguments: ["a\u{0}b", "a\u{1b}b", "a\u{7f}b", "a\u{85}b", "a\u{b}b"])
    func `hold no control characters`(text: String) throws {
        let scalar = try #require(text.unicodeScalars.dropFirst().first)
        for layout in [TextRules.Layout.line, .lines] {
            #expect(throws: BrokenTextRule.control(scalar)) { try kept(text, layout) }
        }
    }

    @Test func `may have lines where they are no names`() throws {
        for text in ["a\r\nb\tc", "a\u{2029}b", "a\u{2028}b"] {
            #expect(try kept(text) == text)
        }
        for text in ["a\nb", "a\rb", "a\u{2028}b", "a\u{2029}b"] {
            #expect(throws: BrokenTextRule.lineBreak) { try kept(text, .line) }
        }
        #expect(throws: BrokenTextRule.control("\t")) { try kept("a\tb", .line) }
    }

    @Test(arguments: [
        "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}",
        "\u{2068}", "\u{2069}",
    ])
    func `do not turn the direction of writing around in names`(control: String) throws {
        let scalar = try #require(control.unicodeScalars.first)
        #expect(throws: BrokenTextRule.direction(scalar)) { try kept("a\(control)b", .line) }
        #expect(try kept("a\(control)b") == "ab")
    }

    @Test(arguments: [
        // Ended in the order in which they were begun, each line for itself.
        ("\u{202B}a\u{2067}b\u{2069}\u{202C}c", "\u{202B}a\u{2067}b\u{2069}\u{202C}c"),
        ("\u{202B}a\u{2067}b\u{202C}\u{2069}c", "abc"),
        ("\u{2066}a\nb\u{2069}", "a\nb"),
        ("\u{202E}a\n\u{202D}b\u{202C}\n", "a\n\u{202D}b\u{202C}"),
        ("a\u{202C}\u{2029}\u{2068}b\u{2069}", "a\u{2029}\u{2068}b\u{2069}"),
    ])
    func `end every change of direction that they begin`(text: String, expected: String) throws {
        let kept = try self.kept(text)
        #expect(Array(kept.utf8) == Array(expected.utf8))
    }

    @Test func `are refused with the rule that they break`() {
        func message(_ rule: BrokenTextRule) -> String { rule.message(of: "A name") }
        #expect(message(.tooLong(codePointsMax: 64)) == "A name has at most 64 characters.")
        #expect(message(.blank).contains("can be seen"))
        #expect(message(.control("\u{7}")).contains("U+0007"))
        #expect(message(.lineBreak).contains("one line"))
        #expect(message(.direction("\u{202E}")).contains("U+202E"))
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
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func `are written as RFC 3339 says`(milliseconds: Int64, text: String) {
        #expect(DateTime(milliseconds: milliseconds).text == text)
        #expect(DateTime(text)?.milliseconds == Int64(milliseconds))
    }

    @Test(
        arguments: [
            ("2026-04-08T20:34:00+02:00", 1_775_673_240_000),
            ("2026-04-08t18:34:00.1z", 1_775_673_240_100),
            ("2026-04-08T13:04:00.0079-05:30", 1_775_673_240_007),
            ("2016-12-31T23:59:60Z", 1_483_228_799_000),
            ("2026-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil),
            ("2026-04-08T24:00:00Z", nil), ("2026-04-08T18:34:00", nil),
            ("2026-04-08", nil), ("", nil), ("2026-04-08T18:34:00.Z", nil),
            // Digits of other scripts are none.
            ("\u{662}\u{660}\u{662}\u{666}-04-08T18:34:00Z", nil),
            ("2026-04-08T18:34:00.\u{967}Z", nil), ("2026-04-08T18:34:\u{FF10}\u{FF10}Z", nil),
            ("2026-04-08T18:34:00+0\u{662}:00", nil),
            // In UTC it is another year, of which there are four digits.
            ("0000-01-01T00:00:00+00:01", nil), ("9999-12-31T23:59:59.999-00:01", nil),
            ("0000-01-01T00:01:00+00:01", -62_167_219_200_000),
            ("9999-12-31T23:58:59.999-00:01", 253_402_300_799_999),
        ] as [(String, Int64?)])
    func `are read as RFC 3339 says`(text: String, milliseconds: Int64?) {
        #expect(DateTime(text)?.milliseconds == milliseconds)
    }
}
