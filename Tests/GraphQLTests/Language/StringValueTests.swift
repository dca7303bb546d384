import Testing

@testable import GraphQL

@Suite struct `A string` {
    @Test(arguments: [
        (#""""#, ""),
        (#""simple""#, "simple"),
        (#"" white space ""#, " white space "),
        (#""escaped \n\r\b\t\f \" \\ \/""#, "escaped \n\r\u{8}\t\u{C} \" \\ /"),
        (#""é 日本 😀 \u00e9 \u2028""#, "é 日本 😀 é \u{2028}"),
        (
            #""\u{0} \u{e9} \u{1F600} \u{0001F600} \u{10FFFF}""#,
            "\u{0} é 😀 😀 \u{10FFFF}"
        ),
        (#""\uD83D\uDE00 \ud83d\ude00 \uDBFF\uDFFF""#, "😀 😀 \u{10FFFF}"),
        (#""\\u0041""#, "\\u0041"),
        ("\"\u{FEFF}\"", "\u{FEFF}"),
    ])
    func `is decoded`(source: String, value: String) throws {
        #expect(try parseValue(Source(source)).stringValue(of: 0) == value)
    }

    @Test(arguments: [
        ("", ""),
        ("simple", "simple"),
        (" white space ", " white space "),
        ("contains \" quote", "contains \" quote"),
        ("contains \\\"\"\" triple quote", "contains \"\"\" triple quote"),
        ("\\\\\"\"\"", "\\\"\"\""),
        ("unescaped \\n\\u00e9", "unescaped \\n\\u00e9"),
        ("multi\nline", "multi\nline"),
        ("multi\rline\r\nnormalized", "multi\nline\nnormalized"),
        (
            "\n\n        spans\n          multiple\n            lines\n\n        ",
            "spans\n  multiple\n    lines"
        ),
        ("first\n  second\n    third", "first\nsecond\n  third"),
        ("  first\n    second", "  first\nsecond"),
        ("\n\ta\n\t\tb\n", "a\n\tb"),
        ("\n    a\n\n    b\n", "a\n\nb"),
        ("\n    a\n  \n    b\n", "a\n\nb"),
        ("\n    a\n      \n    b\n", "a\n  \nb"),
        ("   \n \t\n", ""),
        ("a\u{2028}b\u{85}c\u{B}d", "a\u{2028}b\u{85}c\u{B}d"),
    ])
    func `in three quotes loses its indentation`(raw: String, value: String) throws {
        let document = try parseValue(Source("\"\"\"\(raw)\"\"\""))
        #expect(document.values[0].kind == .blockString)
        #expect(document.stringValue(of: 0) == value)
    }

    @Test(arguments: [
        ("", true), ("a", true), ("a b", true), ("\"", true), ("é😀", true),
        ("a\nb", true), ("a\n\nb", true), ("a\n b", true), (" a\nb", true), (" a", true),
        ("\na", false), ("a\n", false), (" ", false), ("a\n ", false), (" a\n b", false),
        ("\u{0}", false), ("a\u{F}", false), ("a\rb", false), ("\u{10}", true), ("\ta", true),
    ])
    func `can be printed in three quotes if it reads as itself again`(
        value: String, canPrint: Bool
    ) throws {
        #expect(BlockString.canPrint(value) == canPrint)
        guard canPrint else { return }
        let printed = BlockString.printedLines(of: value)
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        #expect(try parseValue(Source(printed)).stringValue(of: 0) == value)
    }
}
