/// The number PostgreSQL gives a type, as in its catalogue `pg_type`.
struct SQLType: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt32

    static let bool = SQLType(rawValue: 16)
    static let bytea = SQLType(rawValue: 17)
    static let int8 = SQLType(rawValue: 20)
    static let int2 = SQLType(rawValue: 21)
    static let int4 = SQLType(rawValue: 23)
    static let text = SQLType(rawValue: 25)
    static let float8 = SQLType(rawValue: 701)
    static let boolArray = SQLType(rawValue: 1000)
    static let byteaArray = SQLType(rawValue: 1001)
    static let int2Array = SQLType(rawValue: 1005)
    static let int4Array = SQLType(rawValue: 1007)
    static let textArray = SQLType(rawValue: 1009)
    static let int8Array = SQLType(rawValue: 1016)
    static let float8Array = SQLType(rawValue: 1022)
}

/// The values of a statement in PostgreSQL's binary format, one after the other in one buffer.
///
/// Not printable on purpose: values stay out of logs.
package struct Binds: Sendable, CustomStringConvertible {
    private(set) var types: [UInt32] = []
    /// Where each value begins in `bytes`.
    private(set) var offsets: [Int] = []
    /// How long each is; -1 for NULL.
    private(set) var lengths: [Int32] = []
    private(set) var bytes: [UInt8] = []
    /// A text holds a NUL byte, which PostgreSQL cannot store.
    private(set) var hasZeroByte = false

    /// How many values there are.
    package var count: Int { types.count }
    /// Their number only.
    package var description: String { "\(count) hidden values" }

    mutating func add(_ type: SQLType, _ append: (inout BinaryWriter) -> Void) {
        var writer = BinaryWriter(bytes: bytes)
        bytes = []  // The writer is the only owner now and grows the buffer in place.
        let start = writer.bytes.count
        // Every value is written as its length and itself, as in an array; the length of the
        // outermost is told apart from it.
        append(&writer)
        let length = writer.length(at: start)
        types.append(type.rawValue)
        offsets.append(start + BinaryWriter.lengthBytes)
        lengths.append(length)
        hasZeroByte = hasZeroByte || writer.hasZeroByte
        bytes = writer.bytes
    }

    /// The values of another statement, behind those of this one.
    mutating func add(_ other: Binds) {
        offsets += other.offsets.map { $0 + bytes.count }
        types += other.types
        lengths += other.lengths
        bytes += other.bytes
        hasZeroByte = hasZeroByte || other.hasZeroByte
    }
}

/// Writes values as the elements of an array are written: a length of four bytes, then the value;
/// length -1 is NULL. Numbers are big-endian.
struct BinaryWriter {
    static let lengthBytes = 4
    /// Of an array of one dimension, with its own length.
    private static let headerBytes = 24
    private(set) var bytes: [UInt8]
    private(set) var hasZeroByte = false

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    func length(at start: Int) -> Int32 {
        bytes.withUnsafeBytes {
            Int32(bigEndian: $0.loadUnaligned(fromByteOffset: start, as: Int32.self))
        }
    }

    /// A number without its length.
    mutating func append(unframed value: Int16) {
        raw(value)
    }

    mutating func append<Number: FixedWidthInteger>(_ value: Number?) {
        guard let value else { return appendNull() }
        raw(Int32(MemoryLayout<Number>.size))
        raw(value)
    }

    mutating func append(_ value: Bool?) {
        append(value.map { UInt8($0 ? 1 : 0) })
    }

    mutating func append(text: String?) {
        guard var text else { return appendNull() }
        text.withUTF8 { utf8 in
            raw(Int32(clamping: utf8.count))
            bytes.append(contentsOf: utf8)
            if utf8.contains(0) { hasZeroByte = true }
        }
    }

    mutating func append(bytes value: [UInt8]?) {
        guard let value else { return appendNull() }
        raw(Int32(clamping: value.count))
        bytes.append(contentsOf: value)
    }

    /// One dimension, counted from 1; an empty array has none. `array_recv`
    mutating func append<Element>(
        array: [Element]?, of type: SQLType, _ append: (inout BinaryWriter, Element) -> Void
    ) {
        guard let array else { return appendNull() }
        let start = bytes.count
        bytes.reserveCapacity(start + Self.headerBytes + array.count * (Self.lengthBytes + 8))
        raw(Int32(0))
        raw(Int32(array.isEmpty ? 0 : 1))
        raw(Int32(0))  // "May hold nulls" is not looked at.
        raw(type.rawValue)
        if !array.isEmpty {
            raw(Int32(clamping: array.count))
            raw(Int32(1))
            for element in array { append(&self, element) }
        }
        let length = Int32(clamping: bytes.count - start - Self.lengthBytes)
        withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }

    private mutating func appendNull() {
        raw(Int32(-1))
    }

    private mutating func raw<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
