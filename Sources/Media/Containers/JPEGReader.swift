/// JPEG files as a list of marker segments (ITU-T T.81, Annex B).
struct JPEGReader {
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

    let bytes: [UInt8]
    private var offset = 2

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next segment; the end of image is the last. What lies between segments is passed over, as
    /// every decoder does.
    ///
    /// - Returns: nil where the file ends without an end of image, be it within a segment's data.
    /// - Throws: `damaged` for a segment that is longer than the file.
    mutating func next() throws(MediaError) -> Segment? {
        guard let marker = nextMarker() else { return nil }
        let start = offset
        // B.1.1.3: these stand alone.
        if marker == 0xD9 || marker == 0x01 || (0xD0...0xD8).contains(marker) {
            return Segment(marker: marker, payload: start..<start, scan: start..<start)
        }
        let length = try bytes.bigEndian16(at: start)
        let end = start + length
        guard length >= 2, end <= bytes.count else {
            throw .damaged(detail: "a JPEG segment is cut off")
        }
        offset = marker == 0xDA ? endOfScan(from: end) : end
        return Segment(marker: marker, payload: start + 2..<end, scan: end..<offset)
    }

    /// Goes behind the next marker.
    private mutating func nextMarker() -> UInt8? {
        while let prefix = bytes.firstMarkerPrefix(from: offset) {
            offset = prefix + 1
            guard offset < bytes.count else { return nil }
            let code = bytes[offset]
            if code == 0xFF { continue }
            offset += 1
            if code != 0 { return code }
        }
        offset = bytes.count
        return nil
    }

    /// Where the entropy-coded data that starts at `start` ends: at a marker that is neither a stuffed
    /// zero nor a restart, or with the file.
    private func endOfScan(from start: Int) -> Int {
        var position = start
        while let prefix = bytes.firstMarkerPrefix(from: position), prefix + 1 < bytes.count {
            switch bytes[prefix + 1] {
            case 0xFF: position = prefix + 1
            case 0, 0xD0...0xD7: position = prefix + 2
            default: return prefix
            }
        }
        return bytes.count
    }
}
