import TAO

/// A point in a picture, from its upper left corner: shares of its width and height.
struct MediaPosition: Equatable, Sendable {
    let x: Double
    let y: Double

    static let mistake = "A position is 0 to 1 from the left, and 0 to 1 from the top."

    /// nil for what is beyond the picture.
    init?(x: Double, y: Double) {
        guard (0...1).contains(x), (0...1).contains(y) else { return nil }
        self.x = x
        self.y = y
    }
}

// As bytes: x and y, of 8 bytes each, big-endian.

extension MediaPosition: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> MediaPosition? {
        guard let bytes = record.bytes(field), bytes.count == 16 else { return nil }
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        return MediaPosition(
            x: Double(bitPattern: word(bytes.prefix(8))),
            y: Double(bitPattern: word(bytes.suffix(8))))
    }

    static func write(_ value: MediaPosition?, _ field: UInt8, to record: inout Record) {
        guard let value else { return record.set(field, [UInt8]?.none) }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: value.x.bitPattern)
        bytes.append(bigEndian: value.y.bitPattern)
        record.set(field, bytes)
    }
}
