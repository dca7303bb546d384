import TestSupport
import Testing

@testable import Social

@Suite struct `Websites` {
    private func kept(_ text: String, max: Int = 200) throws(BrokenTextRule) -> String {
        try WebAddress.kept(text, charactersMax: max)
    }

    @Test(arguments: [
        ("https://example.com", "https://example.com"), ("", ""),
        (" HTTP://Www.Example.COM/A?B=c#D ", "http://www.example.com/A?B=c#D"),
        (
            "https://b\u{fc}cher.example/\u{c4}?q=\u{f6}",
            "https://xn--bcher-kva.example/%C3%84?q=%C3%B6"
        ),
        ("https://BU\u{308}CHER.example", "https://xn--bcher-kva.example"),
        ("https://a.example:8080/x", "https://a.example:8080/x"),
        ("https://a.example/a%20b/%C3%84", "https://a.example/a%20b/%C3%84"),
        ("https://a.example/<b>\"", "https://a.example/%3Cb%3E%22"),
        ("https://a.example/@name", "https://a.example/@name"),
    ])
    func `are kept in the form of RFC 3986`(text: String, expected: String) throws {
        #expect(try kept(text) == expected)
        // What was read can be given back.
        #expect(try kept(expected) == expected)
    }

    @Test(arguments: [
        "example.com", "//example.com", "https:example.com", "https:/example.com", "https://",
        "https:///x", "ftp://example.com", "javascript:alert(1)", "javascript://a.example/%0Ax",
        "data:text/html,x", "mailto:a@b.example", "https://a@b.example", "https://@b.example",
        "https://a:b@c.example", "https://:b@c.example", "https://a.example\\@b.example",
        "https://localhost", "https://127.0.0.1", "https://[::1]/", "https://1.2.3.4.", "https://a",
        "https://.a.b", "https://a..b", "https://-a.example", "https://a_b.example",
        "https://a%2eb.example", "https://a.example:0", "https://a.example:99999",
        "https://a b.example", "https:\\\\a.example",
        "https://" + String(repeating: "x", count: 64) + ".example",
    ])
    func `are addresses that lead every reader to the same place`(text: String) {
        #expect(throws: BrokenTextRule.noWebAddress) { try kept(text) }
    }

    @Test func `keep the rules of texts on one line`() {
        #expect(throws: BrokenTextRule.blank) { try kept("  ") }
        #expect(throws: BrokenTextRule.lineBreak) { try kept("https://a.example/\nb") }
        #expect(throws: BrokenTextRule.direction("\u{202E}")) {
            try kept("https://a.example/\u{202E}b")
        }
    }

    @Test(.crosses(\SocialLimits.websiteCharactersMax))
    func `are so long and no longer, as typed and as kept`() throws {
        let limit = SocialLimits.standard.websiteCharactersMax
        let start = "https://a.example/"
        let longest = start + String(repeating: "x", count: limit - start.count)
        #expect(try kept(longest, max: limit) == longest)
        for tooLong in [longest + "x", String(longest.dropLast()) + "\u{e4}"] {
            #expect(throws: BrokenTextRule.tooLong(codePointsMax: limit)) {
                try kept(tooLong, max: limit)
            }
        }
    }
}
