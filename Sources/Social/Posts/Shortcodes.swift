import Crypto
import TAO

/// Codes of permalinks: an encrypted id, as 11 digits in base 62, that says nothing about the post.
package struct Shortcodes: Sendable {
    private let cipher: Speck

    /// - Parameter key: that of the global ids; the codes have one of their own, derived from it.
    package init(key: (high: UInt64, low: UInt64)) {
        let digest = SHA256.hash(data: Array("short codes \(key.high) \(key.low)".utf8))
        let bytes = Array(digest)
        cipher = .of64Bits(
            key: (0..<4).map { word in
                bytes[4 * word..<4 * word + 4].reduce(0) { $0 << 8 | UInt32($1) }
            })
    }

    package func text(_ id: ObjectID) -> String {
        let number = UInt64(bitPattern: id.rawValue)
        let block = cipher.encrypted((number >> 32, number & Self.wordMask))
        let digits = Base62.text(block.high << 32 | block.low)
        return String(repeating: "0", count: Self.length - digits.utf8.count) + digits
    }

    /// Nil for text that `text(_:)` did not make. One that was made up may name an id, but hardly one
    /// that something has.
    package func id(_ text: String) -> ObjectID? {
        guard text.utf8.count == Self.length, let number = Base62.number(text) else { return nil }
        let block = cipher.decrypted((number >> 32, number & Self.wordMask))
        let id = Int64(bitPattern: block.high << 32 | block.low)
        return id < 0 ? nil : ObjectID(rawValue: id)
    }

    /// The id in a code of the demo's first days, which was the plain id.
    static func plainID(_ text: String) -> ObjectID? {
        guard let number = Base62.number(text), let id = Int64(exactly: number),
            Base62.text(number) == text
        else { return nil }
        return ObjectID(rawValue: id)
    }

    /// Digits of 2^64 - 1.
    private static let length = 11
    private static let wordMask: UInt64 = (1 << 32) - 1
}

/// Numbers as digits and letters.
private enum Base62 {
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let values: [UInt8: UInt64] = Dictionary(
        uniqueKeysWithValues: digits.enumerated().map { ($1, UInt64($0)) })

    static func text(_ number: UInt64) -> String {
        var rest = number
        var letters: [UInt8] = []
        repeat {
            letters.append(digits[Int(rest % 62)])
            rest /= 62
        } while rest > 0
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    /// nil for text with other letters, and for numbers of more than 64 bits.
    static func number(_ text: String) -> UInt64? {
        guard (1...11).contains(text.utf8.count) else { return nil }
        var number: UInt64 = 0
        for letter in text.utf8 {
            guard let value = values[letter] else { return nil }
            let (product, overflowed) = number.multipliedReportingOverflow(by: 62)
            let (sum, carried) = product.addingReportingOverflow(value)
            guard !overflowed, !carried else { return nil }
            number = sum
        }
        return number
    }
}
