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
            } + "." + format.type.fileExtension
        }

        private static let hexDigits = Array("0123456789abcdef".utf8)
    }

    private static let entryBytes = 42

    /// As they are stored. One address needs one entry, so they are read when they are asked for.
    private let packed: ArraySlice<UInt8>

    init(entries: [Entry]) {
        packed = entries.flatMap(\.packed)[...]
    }

    init(bytes: ArraySlice<UInt8>) {
        packed = bytes
    }

    var bytes: [UInt8] { Array(packed) }

    /// Smallest first, JPEG before WebP. Sizes and formats that this version does not know are left
    /// out.
    var entries: [Entry] { starts.compactMap { Entry(packed[$0..<$0 + Self.entryBytes]) } }

    func entry(_ size: VariantSize, _ format: VariantFormat) -> Entry? {
        starts.first { packed[$0] == size.rawValue && packed[$0 + 1] == format.rawValue }
            .flatMap { Entry(packed[$0..<$0 + Self.entryBytes]) }
    }

    /// Where entries begin. A last one that is cut short is none.
    private var starts: StrideTo<Int> {
        stride(
            from: packed.startIndex, to: packed.endIndex - Self.entryBytes + 1, by: Self.entryBytes)
    }
}

extension VariantTable.Entry {
    fileprivate var packed: [UInt8] {
        [size.rawValue, format.rawValue]
            + [width >> 8, width, height >> 8, height].map { UInt8(truncatingIfNeeded: $0) }
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bytes >> $0) }
            + digest
    }

    /// nil for a size or a format that this version does not know.
    fileprivate init?(_ packed: ArraySlice<UInt8>) {
        let start = packed.startIndex
        func number(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 << 8 | Int(packed[start + $1]) }
        }
        guard let size = VariantSize(rawValue: packed[start]),
            let format = VariantFormat(rawValue: packed[start + 1])
        else { return nil }
        self.init(
            size: size, format: format, width: number(2..<4), height: number(4..<6),
            bytes: number(6..<10), digest: Array(packed.dropFirst(10)))
    }
}
