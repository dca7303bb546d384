import Foundation

/// An ICC profile that a picture carries (ICC.1:2022, section 7), as far as it has to be known before
/// the colour engine is given it.
struct ColourProfile {
    private enum Space {
        static let rgb = 0x5247_4220
        static let grey = 0x4752_4159
        static let cmyk = 0x434D_594B
    }

    private static let headerBytes = 128

    private let bytes: [UInt8]
    private let space: Int
    /// Where the tags lie.
    private let tags: [Int: Range<Int>]

    /// nil for what is no profile of colours as screens, cameras and printers have them.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard let profile = try? Self.read(bytes) else { return nil }
        (space, tags) = profile
    }

    private static func read(
        _ bytes: [UInt8]
    ) throws(MediaError) -> (space: Int, tags: [Int: Range<Int>])? {
        let count = try bytes.bigEndian32(at: headerBytes)
        guard bytes.has("acsp", at: 36), try bytes.bigEndian32(at: 0) <= bytes.count,
            count <= MediaLimits.profileTagsMax
        else { return nil }
        var tags: [Int: Range<Int>] = [:]
        for number in 0..<count {
            let place = headerBytes + 4 + 12 * number
            let start = try bytes.bigEndian32(at: place + 4)
            let end = try start + bytes.bigEndian32(at: place + 8)
            guard end <= bytes.count else { return nil }
            tags[try bytes.bigEndian32(at: place)] = start..<end
        }
        return (try bytes.bigEndian32(at: 16), tags)
    }

    /// Whether it is about pixels of so many bands, alpha not counted.
    func fits(bands: Int) -> Bool {
        switch space {
        case Space.grey: bands == 1
        case Space.rgb: bands == 3
        case Space.cmyk: bands == 4
        default: false
        }
    }

    /// Whether its colours are those of sRGB, by its primaries and curves: what it is called does not
    /// count. Converting from it would change nothing and cost as much as two decodes.
    var isSRGB: Bool {
        // A table of colours, A2B0, comes before primaries and curves.
        guard space == Space.rgb, tags[0x4132_4230] == nil else { return false }
        let primaries = zip(Self.primaryTags, Self.primaries).allSatisfy { tag, expected in
            xyz(tag).map { zip($0, expected).allSatisfy { abs($0 - $1) < 0.003 } } ?? false
        }
        return primaries && Self.curveTags.allSatisfy(isCurveOfSRGB)
    }

    private static let primaryTags = [0x7258_595A, 0x6758_595A, 0x6258_595A]
    private static let curveTags = [0x7254_5243, 0x6754_5243, 0x6254_5243]
    /// Red, green and blue of IEC 61966-2-1 under D50.
    private static let primaries = [
        [0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141],
    ]

    private func fixed(at offset: Int) throws(MediaError) -> Double {
        Double(Int32(truncatingIfNeeded: try bytes.bigEndian32(at: offset))) / 65_536
    }

    private func xyz(_ tag: Int) -> [Double]? {
        guard let range = tags[tag], range.count >= 20 else { return nil }
        return try? (0..<3).map { try fixed(at: range.lowerBound + 8 + 4 * $0) }
    }

    /// Compares the curve with that of sRGB at a few places.
    private func isCurveOfSRGB(_ tag: Int) -> Bool {
        guard let range = tags[tag] else { return false }
        return stride(from: 0.0, through: 1, by: 1.0 / 16).allSatisfy { value in
            let expected = value <= 0.040_45 ? value / 12.92 : Curve.power((value + 0.055) / 1.055)
            guard let found = try? Curve.value(value, in: bytes, range) else { return false }
            return abs(found - expected) < 0.005
        }
    }
}

/// Curves of a profile (ICC.1:2022, 10.6 and 10.18).
private enum Curve {
    static func power(_ value: Double) -> Double { pow(value, 2.4) }

    /// What a curve makes of a value; nil for a kind that is not read.
    static func value(
        _ value: Double, in bytes: [UInt8], _ range: Range<Int>
    ) throws(MediaError) -> Double? {
        let start = range.lowerBound
        if bytes.has("curv", at: start) {
            return try sampled(value, bytes, start + 12, count: bytes.bigEndian32(at: start + 8))
        }
        guard bytes.has("para", at: start) else { return nil }
        let kind = try bytes.bigEndian16(at: start + 8)
        guard let count = [0: 1, 3: 5][kind] else { return nil }
        let numbers = try (0..<count).map { number throws(MediaError) in
            let place = start + 12 + 4 * number
            return Double(Int32(truncatingIfNeeded: try bytes.bigEndian32(at: place))) / 65_536
        }
        if kind == 0 { return pow(value, numbers[0]) }
        let isCurved = value >= numbers[4]
        return isCurved
            ? pow(max(0, numbers[1] * value + numbers[2]), numbers[0]) : numbers[3] * value
    }

    private static func sampled(
        _ value: Double, _ bytes: [UInt8], _ start: Int, count: Int
    ) throws(MediaError) -> Double? {
        if count == 0 { return value }
        if count == 1 { return pow(value, Double(try bytes.bigEndian16(at: start)) / 256) }
        let place = value * Double(count - 1)
        let low = Int(place)
        let first = Double(try bytes.bigEndian16(at: start + 2 * low))
        let second = Double(try bytes.bigEndian16(at: start + 2 * min(low + 1, count - 1)))
        return (first + (second - first) * (place - Double(low))) / 65_535
    }
}
