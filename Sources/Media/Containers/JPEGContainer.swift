/// JPEG files as a list of marker segments (ITU-T T.81, Annex B).
enum JPEGContainer {
    /// One marker with what follows it.
    struct Segment {
        /// Second byte of the marker.
        let marker: UInt8
        /// What the segment's length field covers, without that field.
        let payload: Range<Int>
        /// Entropy-coded data after a start of scan.
        let scan: Range<Int>

        /// B.2.2: baseline, extended and progressive Huffman frames are what decoders agree on.
        var isSupportedFrame: Bool { (0xC0...0xC2).contains(marker) }
        var isFrame: Bool {
            (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
        }
        var isScan: Bool { marker == 0xDA }
        var isEnd: Bool { marker == 0xD9 }
    }

    /// Walks over the segments between the start of image and the end of image.
    struct Reader {
        let bytes: [UInt8]
        private var offset = 2

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// The next segment; the end of image is the last.
        mutating func next() throws(MediaError) -> Segment {
            guard try bytes.byte(at: offset) == 0xFF else {
                throw .damaged(detail: "no JPEG marker where one must be")
            }
            while try bytes.byte(at: offset + 1) == 0xFF { offset += 1 }
            let marker = bytes[offset + 1]
            let start = offset + 2
            // B.1.1.3: these stand alone.
            if marker == 0xD9 || marker == 0x01 || (0xD0...0xD7).contains(marker) {
                offset = start
                return Segment(marker: marker, payload: start..<start, scan: start..<start)
            }
            let length = try bytes.bigEndian16(at: start)
            let end = start + length
            guard marker != 0, marker != 0xD8, length >= 2, end <= bytes.count else {
                throw .damaged(detail: "a JPEG segment is cut off")
            }
            offset = marker == 0xDA ? try endOfScan(from: end) : end
            return Segment(marker: marker, payload: start + 2..<end, scan: end..<offset)
        }

        /// Where the entropy-coded data that starts at `start` ends: at a marker that is neither a
        /// stuffed zero nor a restart.
        private func endOfScan(from start: Int) throws(MediaError) -> Int {
            var position = start
            while let prefix = bytes.firstMarkerPrefix(from: position) {
                let code = try bytes.byte(at: prefix + 1)
                if code == 0xFF {
                    position = prefix + 1
                } else if code == 0 || (0xD0...0xD7).contains(code) {
                    position = prefix + 2
                } else {
                    return prefix
                }
            }
            throw .damaged(detail: "a JPEG scan breaks off")
        }
    }

    /// Size, kind and number of scans.
    static func header(of bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> ImageHeader {
        var reader = Reader(bytes)
        var header: ImageHeader?
        var scans = 0
        while true {
            let segment = try reader.next()
            if segment.isEnd { break }
            if segment.isFrame {
                guard header == nil else { throw .damaged(detail: "two JPEG frames") }
                header = try frame(segment, of: bytes)
            }
            if segment.isScan {
                scans += 1
                guard scans <= limits.jpegScansMax else {
                    throw .tooManyScans(scansMax: limits.jpegScansMax)
                }
            }
        }
        guard var header, scans > 0 else { throw .damaged(detail: "no JPEG frame") }
        header.scans = scans
        return header
    }

    /// B.2.2: precision, lines, samples per line, components with their sampling factors.
    private static func frame(
        _ segment: Segment, of bytes: [UInt8]
    ) throws(MediaError)
        -> ImageHeader
    {
        let start = segment.payload.lowerBound
        guard segment.isSupportedFrame, try bytes.byte(at: start) == 8 else {
            throw .unsupportedType
        }
        let size = PixelSize(
            width: try bytes.bigEndian16(at: start + 3),
            height: try bytes.bigEndian16(at: start + 1))
        let components = Int(try bytes.byte(at: start + 5))
        guard [1, 3, 4].contains(components), segment.payload.count >= 6 + 3 * components else {
            throw .damaged(detail: "\(components) JPEG components")
        }
        let sampling = try bytes.byte(at: start + 7)
        return ImageHeader(
            type: .jpeg, size: size, isProgressive: segment.marker == 0xC2,
            isChromaSubsampled: components == 3 && sampling != 0x11)
    }

    /// The same picture, bit for bit, without anything that is not needed to show it.
    ///
    /// Kept: tables, frames, scans, a bare JFIF header, Adobe's colour transform and, if
    /// `keepsProfile`, the colour profile. Gone: EXIF, XMP, IPTC, thumbnails, comments, maker's
    /// notes, and further pictures and films after the end.
    static func withoutMetadata(
        _ bytes: [UInt8], keepsProfile: Bool
    ) throws(MediaError) -> [UInt8] {
        var reader = Reader(bytes)
        var output: [UInt8] = [0xFF, 0xD8]
        output.reserveCapacity(bytes.count)
        while true {
            let segment = try reader.next()
            if segment.isEnd { break }
            guard isNeeded(segment, of: bytes, keepsProfile: keepsProfile) else { continue }
            if segment.marker == 0xE0 {
                output += bareJFIF(of: bytes[segment.payload])
                continue
            }
            output += [0xFF, segment.marker]
            if !segment.payload.isEmpty {
                let length = segment.payload.count + 2
                output += [UInt8(length >> 8), UInt8(length & 0xFF)]
                output += bytes[segment.payload]
            }
            output += bytes[segment.scan]
        }
        output += [0xFF, 0xD9]
        return output
    }

    private static func isNeeded(
        _ segment: Segment, of bytes: [UInt8], keepsProfile: Bool
    ) -> Bool {
        let start = segment.payload.lowerBound
        return switch segment.marker {
        case 0xE0: bytes.has("JFIF\0", at: start) && segment.payload.count >= 14
        case 0xE2: keepsProfile && bytes.has("ICC_PROFILE\0", at: start)
        case 0xEE: bytes.has("Adobe", at: start) && segment.payload.count == 12
        case 0xC0...0xCF, 0xDA...0xDD: true
        default: false
        }
    }

    /// The header of JFIF 1.02 without its thumbnail.
    private static func bareJFIF(of payload: ArraySlice<UInt8>) -> [UInt8] {
        [0xFF, 0xE0, 0, 16] + payload.prefix(12) + [0, 0]
    }
}
