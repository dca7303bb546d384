@testable import Media

/// JPEG files segment by segment, for what no encoder of ours writes.
enum JPEGWriter {
    static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + payload
    }

    /// A file with more right after its start.
    static func adding(_ bytes: [UInt8], to file: [UInt8]) -> [UInt8] {
        file[..<2] + bytes + file[2...]
    }

    static func exif(orientation: UInt8) -> [UInt8] {
        let name: [UInt8] = Array("Exif\0\0".utf8)
        return segment(0xE1, name + EXIF.block(orientation: Int(orientation)))
    }

    /// The segments of a colour profile.
    static func profile(_ bytes: [UInt8]) -> [UInt8] {
        let starts = Array(stride(from: 0, to: bytes.count, by: 60_000))
        var segments: [UInt8] = []
        for (number, start) in starts.enumerated() {
            var payload: [UInt8] = Array("ICC_PROFILE\0".utf8)
            payload += [UInt8(number + 1), UInt8(starts.count)]
            payload += bytes[start..<min(start + 60_000, bytes.count)]
            segments += segment(0xE2, payload)
        }
        return segments
    }

    /// A grey picture of any size, in two bits a block: tables whose only symbol means "nothing".
    ///
    /// - Parameters:
    ///   - isSeparate: whether every component has a scan of its own.
    ///   - progressiveScans: so many scans of a progressive picture instead, each of one coefficient.
    static func flat(
        _ width: Int, _ height: Int, components: Int = 1, isSeparate: Bool = false,
        progressiveScans: Int? = nil
    ) -> [UInt8] {
        var frame: [UInt8] = [8]
        for side in [height, width] { frame += [UInt8(side >> 8), UInt8(side & 255)] }
        frame.append(UInt8(components))
        for component in 1...components { frame += [UInt8(component), 0x11, 0] }
        let table: [UInt8] = [1] + [UInt8](repeating: 0, count: 15) + [0]
        var file: [UInt8] = [0xFF, 0xD8]
        file += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        file += segment(progressiveScans == nil ? 0xC0 : 0xC2, frame)
        file += segment(0xC4, [0] + table + [0x10] + table)
        let blocks = ((width + 7) / 8) * ((height + 7) / 8)
        if let progressiveScans {
            for number in 0..<progressiveScans {
                let place = number == 0 ? 0 : UInt8((number - 1) % 63 + 1)
                file += scan(components: [1], place, place, bytes: (blocks + 7) / 8)
            }
        } else {
            let groups = isSeparate ? (1...components).map { [$0] } : [Array(1...components)]
            for group in groups {
                file += scan(components: group, 0, 63, bytes: (2 * blocks * group.count + 7) / 8)
            }
        }
        return file + [0xFF, 0xD9]
    }

    private static func scan(
        components: [Int], _ first: UInt8, _ last: UInt8, bytes: Int
    ) -> [UInt8] {
        var head: [UInt8] = [UInt8(components.count)]
        for component in components { head += [UInt8(component), 0] }
        head += [first, last, 0]
        return segment(0xDA, head) + [UInt8](repeating: 0, count: bytes)
    }
}

/// Colour profiles of a matrix and sRGB's curve, or of one curve for grey.
enum ProfileWriter {
    static let sRGB: [[Double]] = [
        [0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.71410],
    ]
    static let displayP3: [[Double]] = [
        [0.51512, 0.24120, -0.00105], [0.29198, 0.69225, 0.04189], [0.15710, 0.06657, 0.78407],
    ]

    static func profile(
        _ space: String, _ name: String, primaries: [[Double]] = [], noise: Int = 0
    ) -> [UInt8] {
        let tags = tags(name, primaries, noise)
        var table = four(tags.count)
        var body: [UInt8] = []
        for (tag, value) in tags {
            let place = 132 + 12 * tags.count + body.count
            table += Array(tag.utf8)
            table += four(place) + four(value.count)
            body += value
            body += [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        }
        var head = four(128 + table.count + body.count)
        head += four(0) + four(0x0420_0000)
        head += Array("mntr\(space)XYZ ".utf8)
        head += [7, 234, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]
        head += Array("acsp".utf8)
        head += [UInt8](repeating: 0, count: 28)
        head += fixed([0.9642, 1, 0.8249])
        head += [UInt8](repeating: 0, count: 128 - head.count)
        return head + table + body
    }

    private static func tags(
        _ name: String, _ primaries: [[Double]], _ noise: Int
    ) -> [(name: String, value: [UInt8])] {
        var curve: [UInt8] = Array("para\0\0\0\0\0\u{3}\0\0".utf8)
        curve += fixed([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
        var words: [UInt8] = Array("mluc\0\0\0\0".utf8)
        words += four(1) + four(12)
        words += Array("enUS".utf8)
        words += four(2 * name.utf8.count) + four(28)
        for letter in name.utf8 { words += [0, letter] }
        var tags: [(name: String, value: [UInt8])] = [
            ("desc", words), ("cprt", words), ("wtpt", xyz([0.9642, 1, 0.8249])),
        ]
        if primaries.isEmpty { tags.append(("kTRC", curve)) }
        for (letter, primary) in zip(["r", "g", "b"], primaries) {
            tags.append(("\(letter)XYZ", xyz(primary)))
            tags.append(("\(letter)TRC", curve))
        }
        if noise > 0 { tags.append(("zzzz", [UInt8](repeating: 0xA5, count: noise))) }
        return tags
    }

    private static func four(_ value: Int) -> [UInt8] { PNGWriter.four(value) }
    private static func fixed(_ values: [Double]) -> [UInt8] {
        values.flatMap { four(Int(($0 * 65_536).rounded())) }
    }
    private static func xyz(_ values: [Double]) -> [UInt8] {
        Array("XYZ \0\0\0\0".utf8) + fixed(values)
    }
}

/// Deflate streams of zeros, a hundredth as long as what they inflate to (RFC 1951, 3.2.6).
enum ZeroStream {
    /// The zlib stream of so many zeros or a few less, with a checksum that is wrong.
    static func bytes(inflatingTo count: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x78, 0x01]
        var (bits, held) = (0, 0)
        func put(_ code: Int, _ length: Int) {
            // Codes come with their first bit first.
            for place in stride(from: length - 1, through: 0, by: -1) {
                bits |= (code >> place & 1) << held
                held += 1
                if held == 8 {
                    bytes.append(UInt8(bits))
                    (bits, held) = (0, 0)
                }
            }
        }
        put(0b110, 3)  // The last block, with fixed codes.
        put(0x30, 8)  // One zero,
        // and as often as needed the 258 bytes that begin one byte before.
        for _ in 0..<count / 258 {
            put(0b1100_0101, 8)
            put(0, 5)
        }
        put(0, 7)
        if held > 0 { bytes.append(UInt8(bits)) }
        return bytes + [0, 0, 0, 0]
    }
}
