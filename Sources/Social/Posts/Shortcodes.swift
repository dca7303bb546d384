import TAO

/// Codes of permalinks: an id in base 62.
package enum Shortcode {
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let values: [UInt8: UInt64] = Dictionary(
        uniqueKeysWithValues: digits.enumerated().map { ($1, UInt64($0)) })

    package static func text(_ id: ObjectID) -> String {
        var rest = UInt64(bitPattern: id.rawValue)
        var letters: [UInt8] = []
        repeat {
            letters.append(digits[Int(rest % 62)])
            rest /= 62
        } while rest > 0
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    /// Nil for text that `text(_:)` did not make.
    package static func id(_ text: String) -> ObjectID? {
        guard (1...11).contains(text.utf8.count) else { return nil }
        var number: UInt64 = 0
        for letter in text.utf8 {
            guard let value = values[letter] else { return nil }
            let (product, overflowed) = number.multipliedReportingOverflow(by: 62)
            let (sum, carried) = product.addingReportingOverflow(value)
            guard !overflowed, !carried else { return nil }
            number = sum
        }
        guard let raw = Int64(exactly: number) else { return nil }
        let id = ObjectID(rawValue: raw)
        return Self.text(id) == text ? id : nil
    }
}
