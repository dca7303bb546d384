import Testing

@testable import GraphQL

@Suite struct `Tokens` {
    @Test(arguments: [
        ("", "EOF"),
        (" \t\n\r\r\n,,,", "EOF"),
        ("\u{FEFF}{ \u{FEFF}a\u{FEFF}}", "{ Name(a) } EOF"),
        ("# a comment", "EOF"),
        ("# a comment with é and 😀\na#b\rc", "Name(a) Name(c) EOF"),
        ("! $ & ( ) ... : = @ [ ] { | }", "! $ & ( ) ... : = @ [ ] { | } EOF"),
        ("!$&()...:=@[]{|}", "! $ & ( ) ... : = @ [ ] { | } EOF"),
        ("_ a Z_9 __typename a0", "Name(_) Name(a) Name(Z_9) Name(__typename) Name(a0) EOF"),
        (
            "0 -0 4 -4 1234567890123456789012",
            "Int(0) Int(-0) Int(4) Int(-4)"
                + " Int(1234567890123456789012) EOF"
        ),
        (
            "4.123 -4.0 0.5 1e9 1E-3 1e+3 -1.123e4567",
            "Float(4.123) Float(-4.0) Float(0.5)"
                + " Float(1e9) Float(1E-3) Float(1e+3) Float(-1.123e4567) EOF"
        ),
        ("1,2[3]4", "Int(1) Int(2) [ Int(3) ] Int(4) EOF"),
        (#""" "a" """#, "String() String(a) String() EOF"),
        (#""a\"b" "" """""" """#, #"String(a\"b) String() BlockString() String() EOF"#),
        (#""""a " "" b\""" """x"#, #"BlockString(a " "" b\""" ) Name(x) EOF"#),
        ("\"\u{0}\u{7}\u{7F}\t\u{2028}\"", "String(\u{0}\u{7}\u{7F}\t\u{2028}) EOF"),
    ])
    func `are punctuators, names, numbers and strings`(source: String, tokens: String) throws {
        #expect(try tokenList(Array(source.utf8)) == tokens)
    }

    @Test(arguments: [
        ("*", "Unexpected character: \"*\".", "1:1"),
        ("~", "Unexpected character: \"~\".", "1:1"),
        ("\u{0}", "Unexpected character: U+0000.", "1:1"),
        ("\u{8}", "Unexpected character: U+0008.", "1:1"),
        ("\u{7F}", "Unexpected character: U+007F.", "1:1"),
        ("\u{AA}", "Unexpected character: U+00AA.", "1:1"),
        ("\u{203B}", "Unexpected character: U+203B.", "1:1"),
        ("\u{200E}", "Unexpected character: U+200E.", "1:1"),
        ("a\n 😀", "Unexpected character: U+1F600.", "2:2"),
        (
            "'a'",
            "Unexpected single quote character ('), did you mean to use a double quote (\")?",
            "1:1"
        ),
        ("?", "Unexpected character: \"?\".", "1:1"),
        ("a-b", "Invalid number, expected digit but got: \"b\".", "1:3"),
    ])
    func `of no kind are refused`(source: String, message: String, location: String) {
        expectTokenError(Array(source.utf8), message, location)
    }

    @Test(arguments: [
        (".", "Unexpected character: \".\".", "1:1"),
        ("..", "Unexpected \"..\", did you mean \"...\"?", "1:1"),
        ("....", "Unexpected character: \".\".", "1:4"),
        (".a", "Unexpected character: \".\".", "1:1"),
        (".123", "Invalid number, expected digit before \".\", did you mean \"0.123\"?", "1:1"),
        ("00", "Invalid number, unexpected digit after 0: \"0\".", "1:2"),
        ("-01", "Invalid number, unexpected digit after 0: \"1\".", "1:3"),
        ("0123", "Invalid number, unexpected digit after 0: \"1\".", "1:2"),
        ("+1", "Unexpected character: \"+\".", "1:1"),
        ("-", "Invalid number, expected digit but got: <EOF>.", "1:2"),
        ("-a", "Invalid number, expected digit but got: \"a\".", "1:2"),
        ("1.", "Invalid number, expected digit but got: <EOF>.", "1:3"),
        ("1.\"", "Invalid number, expected digit but got: '\"'.", "1:3"),
        ("1.e1", "Invalid number, expected digit but got: \"e\".", "1:3"),
        ("1.A", "Invalid number, expected digit but got: \"A\".", "1:3"),
        ("1.é", "Invalid number, expected digit but got: U+00E9.", "1:3"),
        ("1.\n", "Invalid number, expected digit but got: U+000A.", "1:3"),
        ("1e", "Invalid number, expected digit but got: <EOF>.", "1:3"),
        ("1E+", "Invalid number, expected digit but got: <EOF>.", "1:4"),
        ("1eA", "Invalid number, expected digit but got: \"A\".", "1:3"),
        ("1.2e3.4", "Invalid number, expected digit but got: \".\".", "1:6"),
        ("1.2.3", "Invalid number, expected digit but got: \".\".", "1:4"),
        ("1a", "Invalid number, expected digit but got: \"a\".", "1:2"),
        ("0xF1", "Invalid number, expected digit but got: \"x\".", "1:2"),
        ("0b10", "Invalid number, expected digit but got: \"b\".", "1:2"),
        ("1_000", "Invalid number, expected digit but got: \"_\".", "1:2"),
        ("3.14esomething", "Invalid number, expected digit but got: \"s\".", "1:6"),
    ])
    func `that are almost numbers are refused`(source: String, message: String, location: String) {
        expectTokenError(Array(source.utf8), message, location)
    }

    @Test(arguments: [
        ("\"", "Unterminated string.", "1:2"),
        ("\"a", "Unterminated string.", "1:3"),
        ("\"\"\"", "Unterminated string.", "1:4"),
        ("\"\"\"\"", "Unterminated string.", "1:5"),
        ("\"\"\" a\n b", "Unterminated string.", "2:3"),
        ("\"\"\"\\\"\"\"", "Unterminated string.", "1:8"),
        ("\"a\nb\"", "Unterminated string.", "1:3"),
        ("\"a\rb\"", "Unterminated string.", "1:3"),
        ("\"a\\", #"Invalid character escape sequence: "\"."#, "1:3"),
        (#""\z""#, #"Invalid character escape sequence: "\z"."#, "1:2"),
        (#""\x41""#, #"Invalid character escape sequence: "\x"."#, "1:2"),
        (#""\'""#, #"Invalid character escape sequence: "\'"."#, "1:2"),
        (#""\é""#, #"Invalid character escape sequence: "\é"."#, "1:2"),
        ("\"é😀\\z\"", #"Invalid character escape sequence: "\z"."#, "1:5"),
        (#""\u""#, #"Invalid Unicode escape sequence: "\u""."#, "1:2"),
        (#""\u1""#, #"Invalid Unicode escape sequence: "\u1""."#, "1:2"),
        (#""\u00Z9 ""#, #"Invalid Unicode escape sequence: "\u00Z9"."#, "1:2"),
        (#""\uXXXX ""#, #"Invalid Unicode escape sequence: "\uXXXX"."#, "1:2"),
        (#""\uD800""#, #"Invalid Unicode escape sequence: "\uD800"."#, "1:2"),
        (#""\uDEAD""#, #"Invalid Unicode escape sequence: "\uDEAD"."#, "1:2"),
        (#""\uD83D\uD83D""#, #"Invalid Unicode escape sequence: "\uD83D"."#, "1:2"),
        (#""\uD83D\n""#, #"Invalid Unicode escape sequence: "\uD83D"."#, "1:2"),
        (#""\uDE00\uD83D""#, #"Invalid Unicode escape sequence: "\uDE00"."#, "1:2"),
        (#""\u{}""#, #"Invalid Unicode escape sequence: "\u{}"."#, "1:2"),
        (#""\u{FXXX}""#, #"Invalid Unicode escape sequence: "\u{FX"."#, "1:2"),
        (#""\u{FFFF""#, #"Invalid Unicode escape sequence: "\u{FFFF""."#, "1:2"),
        (#""\u{D800}""#, #"Invalid Unicode escape sequence: "\u{D800}"."#, "1:2"),
        (#""\u{DFFF}""#, #"Invalid Unicode escape sequence: "\u{DFFF}"."#, "1:2"),
        (#""\u{110000}""#, #"Invalid Unicode escape sequence: "\u{110000}"."#, "1:2"),
        (#""\u{FFFFFFFF}""#, #"Invalid Unicode escape sequence: "\u{FFFFFFFF}"."#, "1:2"),
        (#""\u{000000000}""#, #"Invalid Unicode escape sequence: "\u{000000000"."#, "1:2"),
    ])
    func `that are almost strings are refused`(source: String, message: String, location: String) {
        expectTokenError(Array(source.utf8), message, location)
    }

    @Test(
        arguments: [
            ([0xFF], "Invalid UTF-8: unexpected byte 0xFF.", "1:1"),
            ([0x61, 0x20, 0x80], "Invalid UTF-8: unexpected byte 0x80.", "1:3"),
            ([0x22, 0xC3, 0x22], "Invalid UTF-8 within String: unexpected byte 0xC3.", "1:2"),
            (
                [0x22, 0xC0, 0x80, 0x22], "Invalid UTF-8 within String: unexpected byte 0xC0.",
                "1:2"
            ),
            (
                [0x22, 0xE0, 0x80, 0x80, 0x22],
                "Invalid UTF-8 within String: unexpected byte 0xE0.",
                "1:2"
            ),
            (
                [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
                "Invalid UTF-8 within String: unexpected byte 0xF4.", "1:2"
            ),
            (
                [0x22, 0xF0, 0x9F, 0x98], "Invalid UTF-8 within String: unexpected byte 0xF0.",
                "1:2"
            ),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], "Invalid character within String: U+D800.", "1:2"),
            (
                [0x22, 0x22, 0x22, 0xED, 0xBF, 0xBF], "Invalid character within String: U+DFFF.",
                "1:4"
            ),
            ([0x23, 0x20, 0xED, 0xBA, 0xAD], "Invalid character: U+DEAD.", "1:3"),
            ([0x23, 0xFE], "Invalid UTF-8: unexpected byte 0xFE.", "1:2"),
            ([0x31, 0x2E, 0xFF], "Invalid number, expected digit but got: byte 0xFF.", "1:3"),
            ([0xEF, 0xBB], "Invalid UTF-8: unexpected byte 0xEF.", "1:1"),
        ] as [([UInt8], String, String)])
    func `of bytes that are not UTF-8 are refused`(
        bytes: [UInt8], message: String, location: String
    ) {
        expectTokenError(bytes, message, location)
    }
}

/// The tokens of a source, each by its kind and its bytes.
private func tokenList(_ bytes: [UInt8]) throws -> String {
    try bytes.withUnsafeBufferPointer { bytes in
        var lexer = Lexer(bytes)
        var tokens: [String] = []
        while true {
            let token = try lexer.next()
            let text = lexer.text(of: token)
            switch token.kind {
            case .endOfFile: return (tokens + ["EOF"]).joined(separator: " ")
            case .name, .int, .float: tokens.append("\(token.kind.description)(\(text))")
            case .string: tokens.append("String(\(text.dropFirst().dropLast()))")
            case .blockString: tokens.append("BlockString(\(text.dropFirst(3).dropLast(3)))")
            default: tokens.append(text)
            }
        }
    }
}

/// Expects that a source cannot be split into tokens, for a reason at `line:column`.
private func expectTokenError(
    _ bytes: [UInt8], _ message: String, _ location: String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let error = #expect(throws: SyntaxError.self, sourceLocation: sourceLocation) {
        try tokenList(bytes)
    }
    #expect(error?.message == message, sourceLocation: sourceLocation)
    let found = Source(bytes: bytes).location(ofByte: UInt32(error?.position ?? 0))
    #expect("\(found.line):\(found.column)" == location, sourceLocation: sourceLocation)
}
