/// Writes JSON as bytes into one growing buffer, which can be cut back to an earlier length.
///
/// The buffer is raw memory of its own: writing a short key must cost a copy of its bytes and no
/// more. `deinit` frees it; `~Copyable` keeps it the only owner.
package struct JSONWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    package private(set) var count = 0

    package init(capacity: Int = 1024) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deallocate()
    }

    /// What has been written.
    package var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: base, count: count))
    }

    /// Forgets what was written after `length`.
    package mutating func truncate(to length: Int) {
        precondition(length <= count)
        count = length
    }

    @inline(__always)
    private mutating func reserve(_ additional: Int) {
        if count + additional > capacity { grow(to: count + additional) }
    }

    private mutating func grow(to needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inline(__always)
    package mutating func byte(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    /// Writes what this writer holds, from an offset on, to another.
    func append(to other: inout JSONWriter, from offset: Int) {
        other.raw(UnsafeBufferPointer(start: base + offset, count: count - offset))
    }

    /// Bytes that are JSON already.
    @inline(__always)
    package mutating func raw(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { raw($0) }
    }

    /// Bytes that are JSON already.
    @inline(__always)
    package mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        Self.copy(source, to: base + count, count: bytes.count)
        count += bytes.count
    }

    /// Most of what is written is short: up to 16 bytes are copied as two words that may overlap,
    /// both read before one is written, which is less than a call.
    @inline(__always)
    private static func copy(
        _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
    ) {
        switch count {
        case 8...16: copy(source, to: target, count: count, as: UInt64.self)
        case 4..<8: copy(source, to: target, count: count, as: UInt32.self)
        default: target.update(from: source, count: count)
        }
    }

    @inline(__always)
    private static func copy<Word: FixedWidthInteger & BitwiseCopyable>(
        _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int,
        as: Word.Type
    ) {
        let last = count - MemoryLayout<Word>.size
        let front = UnsafeRawPointer(source).loadUnaligned(as: Word.self)
        let back = UnsafeRawPointer(source).loadUnaligned(fromByteOffset: last, as: Word.self)
        UnsafeMutableRawPointer(target).storeBytes(of: front, as: Word.self)
        UnsafeMutableRawPointer(target).storeBytes(of: back, toByteOffset: last, as: Word.self)
    }

    package mutating func raw(_ text: StaticString) {
        raw(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func null() {
        raw("null")
    }

    package mutating func boolean(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    package mutating func int(_ value: Int) {
        reserve(20)
        var magnitude = value.magnitude
        if value < 0 {
            base[count] = UInt8(ascii: "-")
            count += 1
        }
        var digits = 1
        var bound: UInt = 10
        while digits < 20, magnitude >= bound {
            digits += 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        var position = count + digits
        repeat {
            position -= 1
            base[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
            magnitude /= 10
        } while magnitude > 0
        count += digits
    }

    /// A finite number, as short as it can be read back; a whole one without a fraction.
    package mutating func double(_ value: Double) {
        if value == value.rounded(.towardZero), value.magnitude < 1e15 {
            int(Int(value))
            return
        }
        var text = value.description
        text.withUTF8 { raw($0) }
    }

    /// A string in quotes, escaped where JSON asks for it.
    package mutating func string(_ value: String) {
        let isWritten: Void? = value.utf8.withContiguousStorageIfAvailable { string($0) }
        guard isWritten == nil else { return }
        var contiguous = value
        contiguous.withUTF8 { string($0) }
    }

    /// UTF-8 text as a string in quotes.
    package mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        byte(UInt8(ascii: "\""))
        defer { byte(UInt8(ascii: "\"")) }
        if Self.isPlain(text) { return raw(text) }
        var start = 0
        for index in 0..<text.count where Self.needsEscape(text[index]) {
            raw(UnsafeBufferPointer(rebasing: text[start..<index]))
            escape(text[index])
            start = index + 1
        }
        raw(UnsafeBufferPointer(rebasing: text[start...]))
    }

    /// Whether no byte needs an escape, eight at a time; the last eight may overlap others.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let bytes = UnsafeRawBufferPointer(text)
        guard bytes.count >= 8 else { return !text.contains(where: needsEscape) }
        let last = bytes.count - 8
        var offset = 0
        while offset < last {
            if needsEscape(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) {
                return false
            }
            offset += 8
        }
        return !needsEscape(bytes.loadUnaligned(fromByteOffset: last, as: UInt64.self))
    }

    /// Whether one of eight bytes needs an escape: subtracting from a byte borrows into its highest
    /// bit where the byte is less, and a byte that is looked for is less than one after the `^`.
    @inline(__always)
    private static func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highestBits = ones << 7
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (word &- (ones &* 0x20)) & ~word
        let found = controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        return found & highestBits != 0
    }

    @inline(__always)
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ character: UInt8) {
        switch character {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x08: raw("\\b")
        case 0x09: raw("\\t")
        case 0x0A: raw("\\n")
        case 0x0C: raw("\\f")
        case 0x0D: raw("\\r")
        default:
            raw("\\u00")
            let digits: StaticString = "0123456789abcdef"
            byte(digits.utf8Start[Int(character >> 4)])
            byte(digits.utf8Start[Int(character & 15)])
        }
    }
}

extension JSONWriter {
    /// An input value, such as an error's extension.
    package mutating func value(_ value: InputValue) {
        switch value {
        case .null: null()
        case .int(let number): int(number)
        case .float(let number): double(number)
        case .number(var text): text.withUTF8 { raw($0) }
        case .string(let text), .enum(let text): string(text)
        case .boolean(let flag): boolean(flag)
        case .list(let items):
            byte(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { byte(UInt8(ascii: ",")) }
                self.value(item)
            }
            byte(UInt8(ascii: "]"))
        case .object(let fields):
            byte(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { byte(UInt8(ascii: ",")) }
                string(field.name)
                byte(UInt8(ascii: ":"))
                self.value(field.value)
            }
            byte(UInt8(ascii: "}"))
        }
    }

    /// `{"message":...,"locations":[...],"path":[...],"extensions":{...}}`, empty members left out.
    package mutating func error(_ error: GraphQLError) {
        raw("{\"message\":")
        string(error.message)
        if !error.locations.isEmpty { locations(error.locations) }
        if !error.path.isEmpty { path(error.path) }
        if !error.extensions.isEmpty {
            raw(",\"extensions\":")
            value(.object(error.extensions.map { InputField(name: $0.key, value: $0.value) }))
        }
        byte(UInt8(ascii: "}"))
    }

    /// `[error, ...]`
    package mutating func errors(_ errors: [GraphQLError]) {
        byte(UInt8(ascii: "["))
        for (index, error) in errors.enumerated() {
            if index > 0 { byte(UInt8(ascii: ",")) }
            self.error(error)
        }
        byte(UInt8(ascii: "]"))
    }

    private mutating func locations(_ locations: [SourceLocation]) {
        raw(",\"locations\":[")
        for (index, location) in locations.enumerated() {
            if index > 0 { byte(UInt8(ascii: ",")) }
            raw("{\"line\":")
            int(location.line)
            raw(",\"column\":")
            int(location.column)
            byte(UInt8(ascii: "}"))
        }
        byte(UInt8(ascii: "]"))
    }

    private mutating func path(_ path: [PathElement]) {
        raw(",\"path\":[")
        for (index, element) in path.enumerated() {
            if index > 0 { byte(UInt8(ascii: ",")) }
            switch element {
            case .name(let name): string(name)
            case .index(let position): int(position)
            }
        }
        byte(UInt8(ascii: "]"))
    }
}
