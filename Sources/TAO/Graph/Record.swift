/// The properties of an object or edge: field number -> value, as compact bytes.
///
///     record = { field: u8, kind: u8, value }      ascending field numbers
///     value  = integer, double: 8 bytes, little-endian | boolean: 1 byte
///            | string, bytes, ids: length in bytes as u32 little-endian, then that many bytes
///
/// Reading scans the bytes, there is no decoding step; writing keeps fields in order, so equal
/// properties have equal bytes. Field numbers are for ever: a field that is no longer used keeps its
/// number. A record with broken bytes has the fields before the break and no others. Asking a field
/// for another kind than it has gives nil.
package struct Record: Sendable, Equatable {
    private enum Kind {
        static let integer: UInt8 = 1
        static let double: UInt8 = 2
        static let boolean: UInt8 = 3
        static let string: UInt8 = 4
        static let bytes: UInt8 = 5
        static let ids: UInt8 = 6
    }

    private var storage: ArraySlice<UInt8>

    package init() {
        storage = []
    }

    package init(bytes: [UInt8]) {
        storage = bytes[...]
    }

    /// Shares the memory of a larger value, such as a reply of memcached.
    package init(sharing bytes: ArraySlice<UInt8>) {
        storage = bytes
    }

    /// The stored form.
    package var bytes: [UInt8] { Array(storage) }
    package var byteCount: Int { storage.count }

    /// Appends the stored form.
    func append(to bytes: inout [UInt8]) { bytes += storage }

    package var isEmpty: Bool { storage.isEmpty }

    package func string(_ field: UInt8) -> String? {
        value(field, Kind.string).map { String(decoding: storage[$0], as: UTF8.self) }
    }

    package func int(_ field: UInt8) -> Int64? {
        value(field, Kind.integer).map { Int64(bitPattern: word(at: $0.lowerBound)) }
    }

    package func double(_ field: UInt8) -> Double? {
        value(field, Kind.double).map { Double(bitPattern: word(at: $0.lowerBound)) }
    }

    package func bool(_ field: UInt8) -> Bool? {
        value(field, Kind.boolean).map { storage[$0.lowerBound] != 0 }
    }

    package func bytes(_ field: UInt8) -> ArraySlice<UInt8>? {
        value(field, Kind.bytes).map { storage[$0] }
    }

    package func id(_ field: UInt8) -> ObjectID? {
        int(field).map { ObjectID($0) }
    }

    package func ids(_ field: UInt8) -> [ObjectID]? {
        value(field, Kind.ids).map { range in
            stride(from: range.lowerBound, through: range.upperBound - 8, by: 8)
                .map { ObjectID(Int64(bitPattern: word(at: $0))) }
        }
    }

    /// A nil value removes the field, here and below.
    package mutating func set(_ field: UInt8, _ value: String?) {
        replace(field, Kind.string, value.map { Array($0.utf8) })
    }

    package mutating func set(_ field: UInt8, _ value: Int64?) {
        replace(field, Kind.integer, value.map { Self.word(UInt64(bitPattern: $0)) })
    }

    package mutating func set(_ field: UInt8, _ value: Double?) {
        replace(field, Kind.double, value.map { Self.word($0.bitPattern) })
    }

    package mutating func set(_ field: UInt8, _ value: Bool?) {
        replace(field, Kind.boolean, value.map { [$0 ? 1 : 0] })
    }

    package mutating func set(_ field: UInt8, _ value: [UInt8]?) {
        replace(field, Kind.bytes, value)
    }

    package mutating func set(_ field: UInt8, _ value: ObjectID?) {
        set(field, value?.rawValue)
    }

    package mutating func set(_ field: UInt8, _ value: [ObjectID]?) {
        replace(
            field, Kind.ids, value?.flatMap { Self.word(UInt64(bitPattern: $0.rawValue)) })
    }

    // MARK: Bytes

    /// A field's place: where it begins, of what kind it is, and where its value lies.
    private struct Entry {
        let field: UInt8
        let kind: UInt8
        let start: Int
        let value: Range<Int>
    }

    private func value(_ field: UInt8, _ kind: UInt8) -> Range<Int>? {
        var at = storage.startIndex
        while let entry = entry(at: at), entry.field <= field {
            if entry.field == field { return entry.kind == kind ? entry.value : nil }
            at = entry.value.upperBound
        }
        return nil
    }

    private func entry(at start: Int) -> Entry? {
        guard storage.endIndex - start >= 3 else { return nil }
        let kind = storage[start + 1]
        var from = start + 2
        let length: Int
        switch kind {
        case Kind.integer, Kind.double: length = 8
        case Kind.boolean: length = 1
        case Kind.string, Kind.bytes, Kind.ids:
            guard storage.endIndex - from >= 4 else { return nil }
            length = (0..<4).reduce(0) { $0 | Int(storage[from + $1]) << (8 * $1) }
            from += 4
        default: return nil
        }
        guard storage.endIndex - from >= length else { return nil }
        return Entry(
            field: storage[start], kind: kind, start: start, value: from..<from + length)
    }

    private func word(at index: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(storage[index + $1]) << UInt64(8 * $1) }
    }

    private static func word(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    private mutating func replace(_ field: UInt8, _ kind: UInt8, _ value: [UInt8]?) {
        var before = storage.startIndex
        while let entry = entry(at: before), entry.field < field {
            before = entry.value.upperBound
        }
        var after = before
        var end = before
        while let entry = entry(at: end) {
            if entry.field == field { after = entry.value.upperBound }
            end = entry.value.upperBound
        }
        var bytes = Array(storage[..<before])
        if let value {
            bytes += [field, kind]
            if kind >= Kind.string {
                bytes += (0..<4).map { UInt8(truncatingIfNeeded: value.count >> (8 * $0)) }
            }
            bytes += value
        }
        bytes += storage[after..<end]
        storage = bytes[...]
    }
}
