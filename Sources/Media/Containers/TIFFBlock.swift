/// A TIFF block, as EXIF is one (TIFF 6.0, section 2): byte order, 42, place of the first directory. What is
/// read past its end is nil.
struct TIFFBlock {
    private let bytes: [UInt8]
    private let range: Range<Int>
    private let isBigEndian: Bool

    init?(_ bytes: [UInt8], _ range: Range<Int>) {
        if bytes.has("MM\0*", at: range.lowerBound) {
            isBigEndian = true
        } else if bytes.has("II*\0", at: range.lowerBound) {
            isBigEndian = false
        } else {
            return nil
        }
        self.bytes = bytes
        self.range = range
    }

    /// The entries of a directory by their tags, of each the first; none where there is no directory.
    func directory(at place: Int?) -> [Int: Entry] {
        guard let place, let count = short(at: place) else { return [:] }
        var entries: [Int: Entry] = [:]
        for number in 0..<min(count, MediaLimits.exifEntriesMax) {
            let place = place + 2 + 12 * number
            guard let tag = short(at: place) else { break }
            if entries[tag] == nil { entries[tag] = Entry(block: self, place: place) }
        }
        return entries
    }

    func short(at offset: Int) -> Int? {
        guard offset >= 0, offset <= range.count - 2 else { return nil }
        let (first, second) = (
            Int(bytes[range.lowerBound + offset]), Int(bytes[range.lowerBound + offset + 1])
        )
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    func long(at offset: Int) -> Int? {
        guard let first = short(at: offset), let second = short(at: offset + 2) else { return nil }
        return isBigEndian ? first << 16 | second : second << 16 | first
    }

    /// One value of a directory, or several of one type: tag, type, number of them, and they themselves or, where
    /// they take more than four bytes, their place.
    struct Entry {
        fileprivate let block: TIFFBlock
        fileprivate let place: Int

        private enum ValueType {
            static let (text, short, long, rational) = (2, 3, 4, 5)
        }

        private var type: Int? { block.short(at: place + 2) }
        private var count: Int { block.long(at: place + 4) ?? 0 }

        /// The first value of 16 bits.
        var short: Int? {
            guard type == ValueType.short else { return nil }
            return block.short(at: count <= 2 ? place + 8 : block.long(at: place + 8) ?? -1)
        }

        /// The first value of 32 bits.
        var long: Int? {
            guard type == ValueType.long else { return nil }
            return block.long(at: count <= 1 ? place + 8 : block.long(at: place + 8) ?? -1)
        }

        /// The first quotient of two numbers of 32 bits; nil for one through zero.
        var rational: Double? {
            guard type == ValueType.rational, let start = block.long(at: place + 8),
                let above = block.long(at: start), let below = block.long(at: start + 4), below > 0
            else { return nil }
            return Double(above) / Double(below)
        }

        /// A text of printable ASCII, up to the byte 0, without spaces around it; nil if it is longer, is empty or
        /// holds anything else.
        ///
        /// - Parameter bytesMax: how long it may be.
        func text(bytesMax: Int) -> String? {
            guard type == ValueType.text, count > 0 else { return nil }
            let start = count <= 4 ? place + 8 : block.long(at: place + 8) ?? block.range.count
            guard start < block.range.count else { return nil }
            let whole = block.bytes[block.range].dropFirst(start).prefix(count)
            let text = whole.prefix(bytesMax + 1).prefix { $0 != 0 }
            guard text.count <= bytesMax, text.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
                return nil
            }
            let words = text.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
            return words.isEmpty ? nil : String(decoding: words, as: UTF8.self)
        }
    }
}
