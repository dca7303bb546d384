/// An EXIF block with nothing but an orientation and, if wanted, a place: made-up pictures carry
/// it where a camera's would be (EXIF 2.32, section 4; TIFF 6.0, section 2).
package struct ExifSegment: Sendable {
    /// 1 to 8.
    package var orientation: Int
    /// Latitude and longitude in degrees, north and east positive.
    package var location: (latitude: Double, longitude: Double)?

    package init(orientation: Int, location: (latitude: Double, longitude: Double)? = nil) {
        self.orientation = orientation
        self.location = location
    }

    /// The block as it stands in a TIFF file: little endian, IFD0, then the GPS IFD.
    package var tiff: [UInt8] {
        var tags = [Tag(number: 0x0112, type: .short, values: [UInt32(orientation)])]
        guard let location else { return Self.header + directory(tags, at: 8) }
        // IFD0 has two tags of 12 bytes, between a count and a link; GPS follows.
        let start = 8 + 2 + 2 * 12 + 4
        tags.append(Tag(number: 0x8825, type: .long, values: [UInt32(start)]))
        let place = [
            Tag(number: 1, type: .ascii, values: [location.latitude < 0 ? 0x53 : 0x4E]),
            Tag(number: 2, type: .rational, values: Self.sexagesimal(location.latitude)),
            Tag(number: 3, type: .ascii, values: [location.longitude < 0 ? 0x57 : 0x45]),
            Tag(number: 4, type: .rational, values: Self.sexagesimal(location.longitude)),
        ]
        return Self.header + directory(tags, at: 8) + directory(place, at: start)
    }

    /// The block as a JPEG segment, marker and length included.
    package var app1: [UInt8] {
        let payload = Array("Exif\0\0".utf8) + tiff
        let length = payload.count + 2
        return [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
    }

    private static let header: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]

    private enum TagType: UInt16 {
        case ascii = 2
        case short = 3
        case long = 4
        case rational = 5
    }

    private struct Tag {
        let number: UInt16
        let type: TagType
        /// Letters, numbers, or numerators and denominators in turn.
        let values: [UInt32]

        var count: Int {
            switch type {
            case .ascii: values.count + 1
            case .rational: values.count / 2
            case .short, .long: values.count
            }
        }
    }

    /// A list of tags at `offset`, followed by the values that do not fit into them.
    private func directory(_ tags: [Tag], at offset: Int) -> [UInt8] {
        var overflow: [UInt8] = []
        var bytes = Self.two(tags.count)
        let end = offset + 2 + tags.count * 12 + 4
        for tag in tags {
            bytes += Self.two(Int(tag.number)) + Self.two(Int(tag.type.rawValue))
            bytes += Self.four(tag.count)
            if tag.type == .rational {
                bytes += Self.four(end + overflow.count)
                overflow += tag.values.flatMap { Self.four(Int($0)) }
            } else {
                bytes += Self.four(Int(tag.values[0]))
            }
        }
        return bytes + Self.four(0) + overflow
    }

    /// Degrees, minutes and hundredths of seconds, as fractions.
    private static func sexagesimal(_ degrees: Double) -> [UInt32] {
        let hundredths = Int((degrees.magnitude * 360_000).rounded())
        return [
            UInt32(hundredths / 360_000), 1, UInt32(hundredths / 6_000 % 60), 1,
            UInt32(hundredths % 6_000), 100,
        ]
    }

    private static func two(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }

    private static func four(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(value >> (8 * $0) & 255) }
    }
}
