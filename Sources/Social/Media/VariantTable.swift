import Media

/// The stored sizes of a photo, as packed bytes in its record.
///
///     table = entry...
///     entry = size: u8, format: u8, width: u16, height: u16, bytes: u32, digest: 32 bytes    big-endian
struct VariantTable: Sendable {
    struct Entry: Sendable, Equatable {
        var size: VariantSize
        var format: VariantFormat
        var width: Int
        var height: Int
        var bytes: Int
        /// SHA-256 of the file.
        var digest: [UInt8]

        /// Name of the file in the blob store.
        var blob: String {
            String(unsafeUninitializedCapacity: 2 * digest.count) { letters in
                for (index, byte) in digest.enumerated() {
                    letters[2 * index] = Self.hexDigits[Int(byte >> 4)]
                    letters[2 * index + 1] = Self.hexDigits[Int(byte & 15)]
                }
                return 2 * digest.count
            } + "." + format.fileExtension
        }

        private static let hexDigits = Array("0123456789abcdef".utf8)
    }

    private static let entryBytes = 42

    /// Smallest first, JPEG before WebP.
    let entries: [Entry]

    init(entries: [Entry]) {
        self.entries = entries
    }

    /// Entries of sizes and formats that this version does not know are left out.
    init(bytes: ArraySlice<UInt8>) {
        var entries: [Entry] = []
        var rest = bytes
        while rest.count >= Self.entryBytes {
            if let entry = Self.entry(rest.prefix(Self.entryBytes)) { entries.append(entry) }
            rest = rest.dropFirst(Self.entryBytes)
        }
        self.entries = entries
    }

    var bytes: [UInt8] {
        entries.flatMap { entry in
            [entry.size.rawValue, entry.format.rawValue]
                + [entry.width >> 8, entry.width, entry.height >> 8, entry.height]
                .map { UInt8(truncatingIfNeeded: $0) }
                + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: entry.bytes >> $0) }
                + entry.digest
        }
    }

    func entry(_ size: VariantSize, _ format: VariantFormat) -> Entry? {
        entries.first { $0.size == size && $0.format == format }
    }

    private static func entry(_ bytes: ArraySlice<UInt8>) -> Entry? {
        let bytes = Array(bytes)
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reduce(0) { $0 << 8 | Int($1) }
        }
        guard let size = VariantSize(rawValue: bytes[0]),
            let format = VariantFormat(rawValue: bytes[1])
        else { return nil }
        return Entry(
            size: size, format: format, width: number(2..<4), height: number(4..<6),
            bytes: number(6..<10), digest: Array(bytes[10...]))
    }
}
