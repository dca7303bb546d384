/// The one thing that showing a picture needs of its EXIF (EXIF 2.32), read by hand: decoders and
/// libexif never see what a client sent.
enum EXIF {
    /// Entries of a directory that are looked at. Cameras write a few dozen.
    private static let entriesMax = 512
    private static let orientationTag = 0x112
    private static let shortType = 3

    /// The orientation, 1 to 8; 1 where it is missing or makes no sense.
    ///
    /// - Parameter range: where a TIFF block lies: byte order, 42, place of the first directory.
    static func orientation(in bytes: [UInt8], _ range: Range<Int>) -> Int {
        guard let block = Block(bytes, range), let directory = block.long(at: 4),
            let count = block.short(at: directory)
        else { return 1 }
        for entry in 0..<min(count, entriesMax) {
            let place = directory + 2 + 12 * entry
            guard let tag = block.short(at: place) else { break }
            guard tag == orientationTag, block.short(at: place + 2) == shortType else { continue }
            let value = block.short(at: place + 8) ?? 1
            return (1...8).contains(value) ? value : 1
        }
        return 1
    }

    /// A TIFF block that says nothing but the orientation.
    static func block(orientation: Int) -> [UInt8] {
        [
            0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1,
            0, UInt8(orientation), 0, 0, 0, 0, 0, 0,
        ]
    }

    /// A TIFF block whose numbers are read by its byte order; nil past its end.
    private struct Block {
        let bytes: [UInt8]
        let range: Range<Int>
        let isBigEndian: Bool

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

        func short(at offset: Int) -> Int? {
            guard offset >= 0, offset <= range.count - 2 else { return nil }
            let (first, second) = (
                Int(bytes[range.lowerBound + offset]), Int(bytes[range.lowerBound + offset + 1])
            )
            return isBigEndian ? first << 8 | second : second << 8 | first
        }

        func long(at offset: Int) -> Int? {
            guard let first = short(at: offset), let second = short(at: offset + 2) else {
                return nil
            }
            return isBigEndian ? first << 16 | second : second << 16 | first
        }
    }
}
