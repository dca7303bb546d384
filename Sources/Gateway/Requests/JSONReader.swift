import struct GraphQL.InputField
import enum GraphQL.InputValue

/// A mistake in a JSON text. The message is for the client.
struct JSONError: Error, Equatable, CustomStringConvertible {
    var message: String
    /// Where, counted from 0.
    var byte: Int

    var description: String { "\(message) at byte \(byte)." }
}

/// The value of a JSON text that is our own or our user's, not a client's: as large as it likes.
package func readJSON(_ text: [UInt8]) throws -> InputValue {
    var limits = GatewayLimits.standard
    limits.jsonNestingMax = 500
    limits.jsonValuesMax = .max
    return try text.withUnsafeBufferPointer { try JSONReader.read($0, limits: limits).get() }
}

/// Reads one JSON text into an input value. https://www.rfc-editor.org/rfc/rfc8259
///
/// Stricter than some: a name that comes twice in an object is refused, since readers disagree on
/// which one counts, and so is half a surrogate pair, which no UTF-8 text can hold. Numbers that
/// neither `Int` nor `Double` holds stay as they are written: what they are is for the type to say.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let nestingMax: Int
    private var valuesLeft: Int
    private var position = 0
    private var nesting = 0

    /// Objects with more names than this are checked for repeated names with a set.
    private static let namesComparedMax = 16

    /// The value of a whole text.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: GatewayLimits = .standard
    ) -> Result<InputValue, JSONError> {
        Result { () throws(JSONError) in
            var reader = JSONReader(bytes, limits: limits)
            let value = try reader.value()
            reader.skipSpace()
            guard reader.position == bytes.count else {
                throw reader.unexpected("the end of the text")
            }
            return value
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, limits: GatewayLimits) {
        self.bytes = bytes
        nestingMax = limits.jsonNestingMax
        valuesLeft = limits.jsonValuesMax
    }

    // MARK: Values

    private mutating func value() throws(JSONError) -> InputValue {
        skipSpace()
        valuesLeft -= 1
        guard valuesLeft >= 0 else { throw error("Too many values") }
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "t"):
            try word("true")
            return .boolean(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .boolean(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("a value")
        }
    }

    private mutating func object() throws(JSONError) -> InputValue {
        try enter()
        var fields: [InputField] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return leave(.object(fields)) }
        repeat {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("\":\"") }
            if fields.count < Self.namesComparedMax, fields.contains(where: { $0.name == name }) {
                throw repeated(name, at: start)
            }
            fields.append(InputField(name: name, value: try value()))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw unexpected("\",\" or \"}\"") }
        if fields.count > Self.namesComparedMax { try checkNames(fields) }
        return leave(.object(fields))
    }

    private func checkNames(_ fields: [InputField]) throws(JSONError) {
        var names = Set<String>(minimumCapacity: fields.count)
        for field in fields where !names.insert(field.name).inserted {
            throw repeated(field.name, at: position)
        }
    }

    private mutating func list() throws(JSONError) -> InputValue {
        try enter()
        var items: [InputValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return leave(.list(items)) }
        repeat {
            items.append(try value())
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw unexpected("\",\" or \"]\"") }
        return leave(.list(items))
    }

    private mutating func word(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            guard current == word.utf8Start[index] else { throw unexpected("\"\(word)\"") }
            position += 1
        }
    }

    // MARK: Numbers

    private mutating func number() throws(JSONError) -> InputValue {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        let firstDigit = position
        var magnitude: Int? = 0
        while let digit = currentDigit {
            let (product, overflows) = (magnitude ?? 0).multipliedReportingOverflow(by: 10)
            // Collected below zero, so that the least `Int` fits too.
            let (sum, overflowsToo) = product.subtractingReportingOverflow(digit)
            if magnitude != nil { magnitude = overflows || overflowsToo ? nil : sum }
            position += 1
        }
        guard position > firstDigit else { throw unexpected("a digit") }
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            throw JSONError(message: "A number begins with a needless 0", byte: firstDigit)
        }
        let isWhole = try !fractionAndExponent()
        if isWhole, let magnitude {
            if isNegative { return .int(magnitude) }
            if magnitude > Int.min { return .int(-magnitude) }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return isWhole ? InputValue(wholeNumber: text) : InputValue(number: text)
    }

    /// Whether there was either.
    private mutating func fractionAndExponent() throws(JSONError) -> Bool {
        let start = position
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return position > start
    }

    private mutating func digits() throws(JSONError) {
        guard currentDigit != nil else { throw unexpected("a digit") }
        while currentDigit != nil { position += 1 }
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try text(
                    UnsafeBufferPointer(rebasing: bytes[start..<position]), at: start)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw error("A control character must be escaped")
            default: position += 1
            }
        }
        throw unexpected("a closing quote")
    }

    /// A string from its first escape on; `start` is where it began.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var decoded = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: decoded, as: UTF8.self) else {
                    throw JSONError(message: "A string is not UTF-8", byte: start)
                }
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &decoded)
            case 0..<0x20: throw error("A control character must be escaped")
            default:
                decoded.append(byte)
                position += 1
            }
        }
        throw unexpected("a closing quote")
    }

    private func text(
        _ utf8: UnsafeBufferPointer<UInt8>, at start: Int
    ) throws(JSONError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw JSONError(message: "A string is not UTF-8", byte: start)
        }
        return text
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        let byte = current
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): return try unicodeEscape(into: &decoded)
        default: throw unexpected("an escape")
        }
        position += 1
    }

    /// `uXXXX`, or two of them for a character beyond the basic plane.
    private mutating func unicodeEscape(into decoded: inout [UInt8]) throws(JSONError) {
        let start = position - 1
        var value = try fourHexDigits()
        if value & 0xFC00 == 0xD800 {
            guard take(UInt8(ascii: "\\")), current == UInt8(ascii: "u") else {
                throw JSONError(message: "Half a surrogate pair", byte: start)
            }
            let low = try fourHexDigits()
            guard low & 0xFC00 == 0xDC00 else {
                throw JSONError(message: "Half a surrogate pair", byte: start)
            }
            value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw JSONError(message: "Half a surrogate pair", byte: start)
        }
        decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// Behind the `u` it stands at.
    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        position += 1
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch current {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
            default: throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    // MARK: Bytes

    /// 0 behind the end, which is no part of any token.
    private var current: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    private var currentDigit: Int? {
        let digit = current &- UInt8(ascii: "0")
        return digit <= 9 ? Int(digit) : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte, position < bytes.count else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func enter() throws(JSONError) {
        nesting += 1
        guard nesting <= nestingMax else { throw error("Nested deeper than \(nestingMax)") }
        position += 1
    }

    private mutating func leave(_ value: InputValue) -> InputValue {
        nesting -= 1
        return value
    }

    // MARK: Errors

    private func error(_ message: String) -> JSONError {
        JSONError(message: message, byte: position)
    }

    private func unexpected(_ expected: String) -> JSONError {
        position < bytes.count
            ? error("Expected \(expected)") : error("Expected \(expected), found the end")
    }

    private func repeated(_ name: String, at byte: Int) -> JSONError {
        JSONError(message: "The name \"\(name.prefix(60))\" comes twice", byte: byte)
    }
}
