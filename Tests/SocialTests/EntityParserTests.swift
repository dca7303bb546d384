import TestSupport
import Testing

@testable import Social

/// What is found in texts, and where.
@Suite struct `Stretches of texts` {
    /// Each as `OFFSET+LENGTH KIND`, in code points.
    private func found(_ text: String, _ limits: SocialLimits = .standard) -> [String] {
        EntityParser.stretches(in: text, limits).map { stretch in
            let what =
                switch stretch.kind {
                case .hashtag(let name): "#\(name)"
                case .mention(let name): "@\(name)"
                case .link(let url): url
                }
            return "\(stretch.range.lowerBound)+\(stretch.range.count) \(what)"
        }
    }

    @Test(arguments: [
        ("#sun", ["0+4 #sun"]), ("Low #Sun, high #TIDE.", ["4+4 #sun", "15+5 #tide"]),
        ("#a_b #_ok #2024x #x2", ["0+4 #a_b", "5+4 #_ok", "10+6 #2024x", "17+3 #x2"]),
        ("(#a)#b\n#c", ["1+2 #a", "4+2 #b", "7+2 #c"]), ("#a#b#c", ["0+2 #a", "2+2 #b", "4+2 #c"]),
        // Numbers, parts of words, signs that are something else, and nothing at all.
        ("#1 #2024 #1_2 # #_ #", []), ("a#b é#c 1#d _#e", []), ("##a #a##b", ["4+2 #a"]),
        ("&#39; /#a", []), ("#1#a", []), ("C#", []), ("@#a #@a", []), ("#!", []),
        ("#a-b #c.d #e's", ["0+2 #a", "5+2 #c", "10+2 #e"]),
    ])
    func `that are hashtags`(text: String, expected: [String]) {
        #expect(found(text) == expected)
    }

    @Test(arguments: [
        // Marks, which stand on letters, and scripts of all kinds and directions.
        ("#cafe\u{301} #नमस्ते", ["0+6 #café", "7+7 #नमस्ते"]),
        ("#日本 #مرحبا #שלום", ["0+3 #日本", "4+6 #مرحبا", "11+5 #שלום"]),
        ("\u{202B}#مرحبا\u{202C} x", ["1+6 #مرحبا"]), ("\u{200F}#שלום", ["1+5 #שלום"]),
        ("#٣٤ #٣٤س", ["4+4 #34س"].map { $0.replacing("34", with: "٣٤") }),
        // Emoji are no letters, however many code points they have.
        ("👨‍👩‍👧‍👦#sun", ["7+4 #sun"]), ("#👍 #a👍 👍🏽#b", ["3+2 #a", "9+2 #b"]),
        ("#️⃣ #⃣ #\u{301}a", []), ("🇩🇪 #berlin", ["3+7 #berlin"]),
        // What joins letters is seen by nobody, and ends the name; what looks as a letter is one.
        ("#می\u{200C}خواهم", ["0+3 #می"]), ("#ｓｕｎ ＃sun", ["0+4 #sun", "5+4 #sun"]),
        (
            "#STRASSE #straße #ΣΊΣΥΦΟΣ #σίσυφος",
            [
                "0+8 #strasse", "9+7 #strasse", "17+8 #σίσυφοσ", "26+8 #σίσυφοσ",
            ]
        ),
        ("#ﬁn #Ⅳ", ["0+3 #fin"]), ("#ﷺ #ㅤ", []), ("#sun\u{FE0F}", ["0+5 #sun"]),
    ])
    func `that are hashtags in any script`(text: String, expected: [String]) {
        #expect(found(text) == expected)
    }

    @Test(arguments: [
        ("@alice", ["0+6 @alice"]),
        (
            "Hi @Alice.B, @_x_ (@bob)",
            [
                "3+8 @alice.b", "13+4 @_x_", "19+4 @bob",
            ]
        ),
        ("@alice. @bob... @c..d @.e", ["0+6 @alice", "8+4 @bob", "16+2 @c"]),
        ("👋@alice 👋 @alice's", ["1+6 @alice", "10+6 @alice"]), ("＠alice", ["0+6 @alice"]),
        ("@aliceさん ありがとう", ["0+6 @alice"]), ("«@alice»", ["1+6 @alice"]),
        // E-mail addresses, addresses of other servers, names that go on.
        ("alice@example.com a.b-c+d@e.example", []), ("@alice@social.example", []),
        ("é@alice @alicé x.@alice -@alice", []), ("@ @@alice @#a", []), ("@a\u{301}", []),
        ("@" + String(repeating: "x", count: 31), []),
    ])
    func `that are mentions`(text: String, expected: [String]) {
        #expect(found(text) == expected)
    }

    @Test(arguments: [
        ("https://a.example", ["0+17 https://a.example"]),
        (
            "See HTTPS://A.example/x?y=z#top, (http://b.example/c_(d)).",
            [
                "4+27 https://a.example/x?y=z#top", "34+22 http://b.example/c_(d)",
            ]
        ),
        ("https://bücher.example/ä", ["0+24 https://xn--bcher-kva.example/%C3%A4"]),
        ("https://a.example/@b/#c #d", ["0+23 https://a.example/@b/#c", "24+2 #d"]),
        ("https://a.example。#b", ["0+17 https://a.example", "18+2 #b"]),
        ("#http://a.example", ["1+16 http://a.example"]),
        (
            "👍https://a.example!",
            [
                "1+17 https://a.example"
            ]
        ),
        // No links, and so no hashtags and mentions either.
        ("http://localhost/#a http://1.2.3.4/@b https://x@a.example/#c https://#d", []),
        ("xhttp://a.example/x", []), ("ftp://a.example www.a.example/#b a.example#c", []),
        ("http:/a.example http//a http", []), ("javascript:alert(1)", []),
    ])
    func `that are links`(text: String, expected: [String]) {
        #expect(found(text) == expected)
    }

    @Test(.crosses(\SocialLimits.textEntitiesMax, \SocialLimits.linkCharactersMax))
    func `are so many and so long, and beyond that plain text`() {
        let limits = SocialLimits.standard
        let count = limits.textEntitiesMax
        #expect(found(String(repeating: "#a ", count: count)).count == count)
        #expect(found(String(repeating: "#a ", count: count + 1)).count == count)
        let start = "https://a.example/"
        let longest = start + String(repeating: "x", count: limits.linkCharactersMax - start.count)
        #expect(found(longest).count == 1)
        #expect(found(longest + "x").isEmpty)
    }

    @Test(.crosses(\SocialLimits.hashtagCodePointsMax))
    func `are hashtags of so many code points`() {
        let limit = SocialLimits.standard.hashtagCodePointsMax
        for letter in ["x", "日", "\u{10400}"] {
            let longest = String(repeating: letter, count: limit)
            #expect(found("#" + longest).count == 1)
            #expect(found("#" + longest + letter).isEmpty)
            #expect(HashtagName.kept(longest, .standard) != nil)
            #expect(HashtagName.kept(longest + letter, .standard) == nil)
        }
        // So few as typed, and too many as kept.
        #expect(HashtagName.kept(String(repeating: "ﬃ", count: limit), .standard) == nil)
        #expect(HashtagName.kept(String(repeating: "ﬃ", count: limit / 3), .standard) != nil)
    }

    // MARK: Any text

    /// Texts of what means something, and of what may stand beside it.
    private static func texts(_ count: Int) -> [String] {
        var random = SplitMix(seed: 0x7465_7874)
        let parts = [
            "#", "@", "＃", "＠", "https://", "http://", "a", "B", "ß", "_", "1", ".", "..", "/", ":",
            "example", ".com", "(", ")", " ", "\n", "é", "e\u{301}", "\u{301}", "\u{FE0F}",
            "\u{20E3}",
            "👨‍👩‍👧‍👦", "\u{200D}", "\u{200C}", "\u{200F}", "\u{202B}", "日", "س", "ﷺ", "Ⅳ", "&", "?", "%",
            "\u{0}", "\u{FFFD}", "\u{10FFFF}",
        ]
        return (0..<count).map { _ in
            (0..<random.next(below: 40)).map { _ in parts[random.next(below: parts.count)] }
                .joined()
        }
    }

    @Test func `lie in the text, one after the other, and are what they are by themselves`() {
        var kinds = (hashtags: 0, mentions: 0, links: 0)
        for text in Self.texts(20_000) {
            let scalars = Array(text.unicodeScalars)
            var end = 0
            for stretch in EntityParser.stretches(in: text, .standard) {
                #expect(
                    stretch.range.lowerBound >= end && stretch.range.upperBound <= scalars.count)
                #expect(!stretch.range.isEmpty)
                end = stretch.range.upperBound
                let alone = String(String.UnicodeScalarView(scalars[stretch.range]))
                let again = EntityParser.stretches(in: alone, .standard)
                #expect(again.map(\.kind) == [stretch.kind], "\(alone) in \(text)")
                switch stretch.kind {
                case .hashtag(let name):
                    kinds.hashtags += 1
                    #expect(HashtagName.kept(name, .standard) == name, "\(name)")
                case .mention(let name):
                    kinds.mentions += 1
                    #expect(Username.kept(name, .standard) == name)
                case .link(let url):
                    kinds.links += 1
                    #expect((try? WebAddress.kept(url, charactersMax: 10_000)) == url)
                }
            }
        }
        #expect(kinds.hashtags > 1_000 && kinds.mentions > 1_000 && kinds.links > 20, "\(kinds)")
    }

    @Test func `of all code points have names that stay as they are`() {
        var names = 0
        for number in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(number), scalar.isWord else { continue }
            let text = "a" + String(scalar)
            guard let name = HashtagName.kept(text, .standard) else { continue }
            names += 1
            #expect(HashtagName.kept(name, .standard) == name, "U+\(String(number, radix: 16))")
        }
        #expect(names > 100_000)
    }

    /// Four times the text takes about four times as long, whatever it repeats: the worst of these would take
    /// sixteen times as long if it were looked at again and again.
    @Test(arguments: [
        "#", "@", "#a", "@a", "h", "http://", "http://a.b", "#http://", "https://a.example/(", ")",
        "a@",
        "@a.", "@..", "#1", "##", "https://a.example/#b@c.", "ﷺ", "#ﷺ", "\u{301}", "https://[",
    ])
    func `take time in proportion to the text`(part: String) throws {
        var limits = SocialLimits.standard
        (limits.textEntitiesMax, limits.linkCharactersMax) = (1_000_000, 1_000_000)
        try expectLinear(part, from: 8_000) { count in
            let text = String(repeating: part, count: count)
            return { _ = EntityParser.stretches(in: text, limits) }
        }
    }
}

/// Numbers that are the same in every run.
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }
}
