/// Which numbers the scalars hold. Asked at every entrance: literals of documents and schemas,
/// variables, default values and results. https://spec.graphql.org/September2026/#sec-Scalars
enum NumberRange {
    /// A whole number of 32 bits, with a sign.
    static func int32(_ value: InputValue) -> Int? {
        switch value {
        case .int(let number): int32(number)
        case .float(let number): int32(number)
        default: nil
        }
    }

    static func int32(_ number: Int) -> Int? {
        Int32(exactly: number).map { Int($0) }
    }

    static func int32(_ number: Double) -> Int? {
        Int32(exactly: number).map { Int($0) }
    }

    /// A finite number; a whole one is rounded if it has too many digits.
    static func double(_ value: InputValue) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .float(let number): number.isFinite ? number : nil
        case .number(let text): double(text)
        default: nil
        }
    }

    fileprivate static func double(_ text: String) -> Double? {
        Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension InputValue {
    /// A number without fraction and exponent, such as `-12`.
    package init(wholeNumber text: String) {
        self = Int(text).map { .int($0) } ?? .number(text)
    }

    /// A number with fraction or exponent, such as `1.5e3`.
    package init(number text: String) {
        self = NumberRange.double(text).map { .float($0) } ?? .number(text)
    }

    /// Whether it is a number without a fraction, of whatever size.
    var isWhole: Bool {
        switch self {
        case .int: true
        case .float(let number): number == number.rounded(.towardZero) && number.isFinite
        case .number(let text):
            !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") || $0 == UInt8(ascii: ".") }
        default: false
        }
    }
}
