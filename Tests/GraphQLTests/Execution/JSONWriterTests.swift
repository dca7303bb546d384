import GraphQL
import Testing

struct JSONWriterTests {
    /// What RFC 8259 asks for, found out one character at a time.
    private func expected(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\u{8}": json += "\\b"
            case "\t": json += "\\t"
            case "\n": json += "\\n"
            case "\u{C}": json += "\\f"
            case "\r": json += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    private func written(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        "plain", "\"\\\n\u{1F}", "\u{7F}\u{80}", "é", "日本語", "👩‍👩‍👧", "\u{2028}", "!#[]~ ",
    ])
    func `escapes what JSON asks for, wherever it stands`(piece: String) {
        for length in 0..<36 {
            for place in 0...length {
                let text =
                    String(repeating: "a", count: place) + piece
                    + String(repeating: "b", count: length - place)
                #expect(written(text) == expected(text))
            }
        }
    }

    @Test func `tells every character of one byte from those that need an escape`() {
        for byte in 0..<UInt8(0x80) {
            let character = String(Character(Unicode.Scalar(byte)))
            for place in 0..<17 {
                let text =
                    String(repeating: "~", count: place) + character
                    + String(repeating: " ", count: 16 - place)
                #expect(written(text) == expected(text), "byte \(byte) at \(place)")
            }
        }
    }

    @Test func `copies bytes of any length, and grows`() {
        var json = JSONWriter(capacity: 1)
        var all: [UInt8] = []
        for length in 0..<200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            json.raw(bytes)
            all += bytes
        }
        #expect(json.bytes == all)
    }

    @Test func `forgets what is behind the length it is cut back to`() {
        var json = JSONWriter()
        json.raw("{\"a\":")
        let mark = json.count
        json.string("gone")
        json.truncate(to: mark)
        json.null()
        #expect(String(decoding: json.bytes, as: UTF8.self) == "{\"a\":null")
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (10, "10"), (-1, "-1"), (99, "99"), (100, "100"),
        (Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808"),
    ])
    func `writes whole numbers`(number: Int, text: String) {
        var json = JSONWriter()
        json.int(number)
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
    }
}
