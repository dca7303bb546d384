import Foundation
import GraphQL
import TestSupport
import Testing

@testable import Gateway

@Suite struct `JSON reader` {
    private func read(
        _ text: String, limits: GatewayLimits = .standard
    ) -> Result<InputValue, JSONError> {
        read(Array(text.utf8), limits: limits)
    }

    private func read(
        _ bytes: [UInt8], limits: GatewayLimits = .standard
    ) -> Result<InputValue, JSONError> {
        bytes.withUnsafeBufferPointer { JSONReader.read($0, limits: limits) }
    }

    private func message(_ result: Result<InputValue, JSONError>) -> String? {
        if case .failure(let error) = result { error.description } else { nil }
    }

    private static let values: [(String, InputValue)] = [
        ("null", .null), ("true", .boolean(true)), (" \t\r\n false ", .boolean(false)),
        ("0", .int(0)), ("-0", .int(0)), ("-12", .int(-12)), ("1.5", .float(1.5)),
        ("1.0", .float(1)), ("1e3", .float(1000)), ("-2.5E-1", .float(-0.25)),
        ("9007199254740993", .int(9_007_199_254_740_993)),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .number("9223372036854775808")),
        ("-9223372036854775809", .number("-9223372036854775809")),
        ("123456789012345678901234567890", .number("123456789012345678901234567890")),
        ("1e999", .number("1e999")), ("-1.5E+400", .number("-1.5E+400")),
        ("1e-999", .float(0)),
        (#""""#, .string("")), (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{c}\n\r\t")),
        (#""\u00e9\u20AC\ud83d\ude00""#, .string("é€😀")), (#""\u0000""#, .string("\0")),
        (#""é€😀""#, .string("é€😀")),
        ("[]", .list([])), ("[1 , [2]]", .list([.int(1), .list([.int(2)])])),
        ("{}", .object([])),
        (
            #"{"b":1,"a":{"":null}}"#,
            .object([
                InputField(name: "b", value: .int(1)),
                InputField(name: "a", value: .object([InputField(name: "", value: .null)])),
            ])
        ),
    ]

    @Test(arguments: values)
    func `reads`(_ text: String, _ value: InputValue) {
        #expect(read(text) == .success(value))
    }

    private static let mistakes: [(String, String)] = [
        ("", "Expected a value, found the end at byte 0."),
        ("  ", "Expected a value, found the end at byte 2."),
        ("nul", "Expected \"null\", found the end at byte 3."),
        ("nulL", "Expected \"null\" at byte 3."),
        ("truefalse", "Expected the end of the text at byte 4."),
        ("{} {}", "Expected the end of the text at byte 3."),
        ("NaN", "Expected a value at byte 0."),
        ("+1", "Expected a value at byte 0."),
        (".5", "Expected a value at byte 0."),
        ("-", "Expected a digit, found the end at byte 1."),
        ("1.", "Expected a digit, found the end at byte 2."),
        ("1.e3", "Expected a digit at byte 2."),
        ("1e+", "Expected a digit, found the end at byte 3."),
        ("01", "A number begins with a needless 0 at byte 0."),
        ("-012", "A number begins with a needless 0 at byte 1."),
        ("0x10", "Expected the end of the text at byte 1."),
        ("'a'", "Expected a value at byte 0."),
        (#""a"#, "Expected a closing quote, found the end at byte 2."),
        (#""a\"#, "Expected an escape, found the end at byte 3."),
        (#""\x""#, "Expected an escape at byte 2."),
        (#""\u12g4""#, "Expected four hexadecimal digits at byte 5."),
        (#""\ud800""#, "Half a surrogate pair at byte 1."),
        (#""\ud800\n""#, "Half a surrogate pair at byte 1."),
        (#""\ud800\ud800""#, "Half a surrogate pair at byte 1."),
        (#""\udc00""#, "Half a surrogate pair at byte 1."),
        ("\"a\nb\"", "A control character must be escaped at byte 2."),
        ("\"\\n\u{1}\"", "A control character must be escaped at byte 3."),
        ("[1,]", "Expected a value at byte 3."),
        ("[1 2]", "Expected \",\" or \"]\" at byte 3."),
        ("[", "Expected a value, found the end at byte 1."),
        ("{1:2}", "Expected a name in quotes at byte 1."),
        (#"{"a" 1}"#, "Expected \":\" at byte 5."),
        (#"{"a":1,}"#, "Expected a name in quotes at byte 7."),
        (#"{"a":1 "b":2}"#, "Expected \",\" or \"}\" at byte 7."),
        (#"{"a":1,"a":2}"#, "The name \"a\" comes twice at byte 7."),
        (#"{"a":1,"\u0061":2}"#, "The name \"a\" comes twice at byte 7."),
        ("// x\n1", "Expected a value at byte 0."),
        ("\u{FEFF}1", "Expected a value at byte 0."),
    ]

    @Test(arguments: mistakes)
    func `refuses`(_ text: String, _ expected: String) {
        #expect(message(read(text)) == expected)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22], [0x22, 0x5C, 0x6E, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func `refuses what is not UTF-8`(_ bytes: [UInt8]) {
        #expect(message(read(bytes))?.hasPrefix("A string is not UTF-8") == true)
    }

    @Test(arguments: ["[", #"{"a":"#, #"[{"a":"#])
    func `survives nesting without end`(_ opener: String) {
        let text = String(repeating: opener, count: 500_000)
        #expect(message(read(text))?.hasPrefix("Nested deeper than 64") == true)
    }

    @Test(.crosses(\GatewayLimits.jsonNestingMax)) func `takes the greatest nesting and no more`() {
        var limits = GatewayLimits()
        limits.jsonNestingMax = 3
        #expect(message(read("[[[1]]]", limits: limits)) == nil)
        #expect(
            message(read("[[],[[{}]]]", limits: limits)) == "Nested deeper than 3 at byte 6.")
        #expect(message(read("[[],[[]],[[]]]", limits: limits)) == nil)
    }

    @Test(.crosses(\GatewayLimits.jsonValuesMax))
    func `takes the greatest number of values and no more`() {
        var limits = GatewayLimits()
        limits.jsonValuesMax = 4
        #expect(message(read("[1,2,3]", limits: limits)) == nil)
        #expect(message(read("[1,2,3,4]", limits: limits)) == "Too many values at byte 7.")
    }

    @Test func `finds repeated names in large objects`() {
        let names = (0..<1_000).map { "\"n\($0)\":1" }.joined(separator: ",")
        #expect(message(read("{\(names)}")) == nil)
        #expect(message(read("{\(names),\"n500\":2}"))?.hasPrefix("The name \"n500\"") == true)
    }

    @Test func `refuses every beginning of a text`() {
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00y",true,null,{"b":{}}]}"#.utf8)
        for length in 0..<text.count {
            #expect(message(read(Array(text[..<length]))) != nil)
        }
    }

    @Test func `agrees with another reader on damaged texts`() throws {
        var random = SeededGenerator(state: 42)
        let text = Array(
            #"{"query":"{ a }","variables":{"n":[1,2.5,-3e2,"\u0041"],"t":true}}"#.utf8)
        for _ in 0..<5_000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<text.count, using: &random)] =
                    UInt8.random(in: 0x20...0x7E, using: &random)
            }
            let isValid =
                (try? JSONSerialization.jsonObject(
                    with: Data(damaged), options: .fragmentsAllowed)) != nil
            let result = message(read(damaged))
            // The other reader takes names twice.
            if result?.hasPrefix("The name") == true { continue }
            #expect((result == nil) == isValid, "\(String(decoding: damaged, as: UTF8.self))")
        }
    }
}

/// The same numbers in each run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
