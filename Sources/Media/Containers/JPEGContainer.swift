/// A JPEG, written anew from what showing it needs.
///
/// Kept: tables, the frame, scans, a bare JFIF header, Adobe's colour transform, a colour profile
/// that is whole, and the orientation. Gone: EXIF, XMP, IPTC, thumbnails, gain maps, comments, maker's
/// notes, and further pictures and films after the end.
struct JPEGContainer {
    private let bytes: [UInt8]
    private let limits: MediaLimits
    private var header: ImageHeader?
    private var componentCount = 0
    /// Tables, frame and scans, in their order.
    private var kept: [JPEGReader.Segment] = []
    private var jfif: Range<Int>?
    private var adobe: Range<Int>?
    private var exif: Range<Int>?
    private var profile = JPEGProfile()
    private var tables = 0
    private var scans = 0
    /// Which of its 64 coefficients have come in full, for each component.
    private var coefficients: [UInt8: UInt64] = [:]

    private init(_ bytes: [UInt8], _ limits: MediaLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    static func clean(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> CleanPicture {
        var container = JPEGContainer(bytes, limits)
        var reader = JPEGReader(bytes)
        var hasEnd = false
        while !hasEnd, let segment = try container.next(&reader) {
            hasEnd = segment.isEnd
            try container.take(segment)
        }
        return try container.written(hasEnd: hasEnd)
    }

    /// The next segment. What is cut off after a scan is as good as missing.
    private func next(_ reader: inout JPEGReader) throws(MediaError) -> JPEGReader.Segment? {
        do throws(MediaError) {
            return try reader.next()
        } catch {
            if scans > 0 { return nil }
            throw error
        }
    }

    private mutating func take(_ segment: JPEGReader.Segment) throws(MediaError) {
        let start = segment.payload.lowerBound
        switch segment.marker {
        case 0xC4, 0xDB, 0xDD:
            tables += 1
            guard tables <= limits.jpegTablesMax else {
                throw .damaged(detail: "more than \(limits.jpegTablesMax) JPEG tables")
            }
            kept.append(segment)
        case 0xDA: try takeScan(segment)
        case 0xE0 where bytes.has("JFIF\0", at: start) && segment.payload.count >= 14:
            jfif = jfif ?? segment.payload
        case 0xE1 where bytes.has("Exif\0", at: start):
            exif = exif ?? start + 6..<max(start + 6, segment.payload.upperBound)
        case 0xE2 where bytes.has("ICC_PROFILE\0", at: start): profile.add(segment.payload, bytes)
        case 0xEE where bytes.has("Adobe", at: start) && segment.payload.count >= 12:
            adobe = adobe ?? segment.payload
        default:
            guard segment.isFrame else { return }
            guard header == nil else { throw .damaged(detail: "two JPEG frames") }
            try takeFrame(segment)
        }
    }

    /// B.2.2: precision, lines, samples per line, components with their sampling factors.
    private mutating func takeFrame(_ segment: JPEGReader.Segment) throws(MediaError) {
        let start = segment.payload.lowerBound
        let precision = try bytes.byte(at: start)
        guard segment.isSupportedFrame else { throw .unsupportedKind(Self.kind(of: segment)) }
        guard precision == 8 else { throw .unsupportedKind("a JPEG of \(precision) bits") }
        let size = PixelSize(
            width: try bytes.bigEndian16(at: start + 3),
            height: try bytes.bigEndian16(at: start + 1))
        componentCount = Int(try bytes.byte(at: start + 5))
        guard [1, 3, 4].contains(componentCount) else {
            throw .unsupportedKind("a JPEG of \(componentCount) colours")
        }
        guard segment.payload.count >= 6 + 3 * componentCount else {
            throw .damaged(detail: "a JPEG frame is cut off")
        }
        let sampling = try (0..<componentCount).map { number throws(MediaError) -> (Int, Int) in
            let factors = try bytes.byte(at: start + 7 + 3 * number)
            return (Int(factors >> 4), Int(factors & 15))
        }
        guard sampling.allSatisfy({ (1...4).contains($0.0) && (1...4).contains($0.1) }) else {
            throw .damaged(detail: "JPEG sampling factors")
        }
        var header = ImageHeader(type: .jpeg, size: size)
        header.isHeldWhole = segment.marker == 0xC2
        header.samplesPerPixel = Self.samples(sampling)
        self.header = header
        kept.append(segment)
    }

    /// Values that are stored for a pixel of the largest component's resolution.
    private static func samples(_ sampling: [(Int, Int)]) -> Double {
        let across = sampling.map(\.0).max() ?? 1
        let down = sampling.map(\.1).max() ?? 1
        return sampling.reduce(0) { $0 + Double($1.0 * $1.1) / Double(across * down) }
    }

    private static func kind(of frame: JPEGReader.Segment) -> String {
        switch frame.marker {
        case 0xC3, 0xC7, 0xCB, 0xCF: "a lossless JPEG"
        case 0xC9, 0xCA, 0xCD, 0xCE: "a JPEG with arithmetic coding"
        default: "a hierarchical JPEG"
        }
    }

    /// B.2.3: number of components, each with its tables; then which coefficients.
    private mutating func takeScan(_ segment: JPEGReader.Segment) throws(MediaError) {
        guard let size = header?.size else { throw .damaged(detail: "a JPEG scan without a frame") }
        let count = Int(try bytes.byte(at: segment.payload.lowerBound))
        guard (1...4).contains(count), count <= componentCount,
            segment.payload.count >= 4 + 2 * count
        else { throw .damaged(detail: "a JPEG scan's header") }
        scans += 1
        guard scans <= limits.jpegScansMax else {
            throw .tooManyScans(scansMax: limits.jpegScansMax)
        }
        let pixels = size.width * size.height
        guard scans == 1 || pixels <= limits.jpegScannedPixelsMax / scans else {
            throw .tooManyScans(scansMax: limits.jpegScannedPixelsMax / max(1, pixels))
        }
        note(segment, components: count)
        // A scan of some components leaves the others to later scans: nothing is shown before.
        if count < componentCount { header?.isHeldWhole = true }
        kept.append(segment)
    }

    /// B.2.3: a progressive scan is about some coefficients, without so many low bits.
    private mutating func note(_ scan: JPEGReader.Segment, components: Int) {
        let start = scan.payload.lowerBound
        let (first, last) = (
            bytes[start + 1 + 2 * components], bytes[start + 2 + 2 * components]
        )
        let isWhole = !isProgressive
        let isLastBit = bytes[start + 3 + 2 * components] & 15 == 0
        let range =
            isWhole
            ? UInt64.max
            : isLastBit && first <= last && last < 64
                ? UInt64.max << first & UInt64.max >> (63 - last) : 0
        for number in 0..<components {
            coefficients[bytes[start + 1 + 2 * number], default: 0] |= range
        }
    }

    private var isProgressive: Bool { kept.contains { $0.marker == 0xC2 } }

    private var hasAllCoefficients: Bool {
        coefficients.count >= componentCount && coefficients.values.allSatisfy { $0 == .max }
    }

    private func written(hasEnd: Bool) throws(MediaError) -> CleanPicture {
        guard var header, scans > 0 else { throw .damaged(detail: "no JPEG frame") }
        guard hasEnd || hasAllCoefficients else {
            throw .damaged(detail: "a JPEG breaks off before its last scan")
        }
        header.breaksOff = !hasEnd
        header.orientation = exif.map { EXIF.orientation(in: bytes, $0) } ?? 1
        header.capture = exif.flatMap { CaptureFacts(exif: bytes, $0) }
        let isProgressive = isProgressive
        var output: [UInt8] = [0xFF, 0xD8]
        output.reserveCapacity(bytes.count + 64)
        if let jfif {  // JFIF 1.02, without its thumbnail.
            Self.write(0xE0, Array(bytes[jfif].prefix(12)) + [0, 0], to: &output)
        }
        if let adobe { Self.write(0xEE, bytes[adobe].prefix(12), to: &output) }
        if header.orientation > 1 {
            let block = EXIF.block(orientation: header.orientation)
            Self.write(0xE1, Array("Exif\0\0".utf8) + block, to: &output)
        }
        for part in profile.parts(bytesMax: limits.profileBytesMax) {
            Self.write(0xE2, bytes[part], to: &output)
        }
        for segment in kept {
            Self.write(segment.marker, payload(of: segment, isProgressive), to: &output)
            output += bytes[segment.scan]
        }
        output += [0xFF, 0xD9]
        return CleanPicture(header: header, bytes: output)
    }

    /// A segment's payload as long as it must be. A sequential scan is about all coefficients,
    /// whatever it says (B.2.3).
    private func payload(
        of segment: JPEGReader.Segment, _ isProgressive: Bool
    ) -> ArraySlice<UInt8> {
        let payload = bytes[segment.payload]
        if segment.isFrame { return payload.prefix(6 + 3 * componentCount) }
        guard segment.isScan else { return payload }
        let components = 1 + 2 * Int(payload[payload.startIndex])
        guard !isProgressive else { return payload.prefix(components + 3) }
        return payload.prefix(components) + [0, 63, 0]
    }

    private static func write(
        _ marker: UInt8, _ payload: some Collection<UInt8>, to output: inout [UInt8]
    ) {
        output += [0xFF, marker]
        output.appendBigEndian16(payload.count + 2)
        output += payload
    }
}

/// The parts of a colour profile in a JPEG (ICC.1, B.4): name, number of this part from 1, number of
/// all, data.
struct JPEGProfile {
    private var found: [UInt8: Range<Int>] = [:]
    private var total: UInt8?
    private var isBroken = false

    mutating func add(_ payload: Range<Int>, _ bytes: [UInt8]) {
        guard payload.count > 14 else {
            isBroken = true
            return
        }
        let number = bytes[payload.lowerBound + 12]
        let total = bytes[payload.lowerBound + 13]
        if number == 0 || number > total || (self.total ?? total) != total || found[number] != nil {
            isBroken = true
        }
        self.total = total
        if !isBroken { found[number] = payload }
    }

    /// The payloads in their order; none if one is missing or there twice, or all are too long.
    func parts(bytesMax: Int) -> [Range<Int>] {
        guard !isBroken, let total, found.count == Int(total) else { return [] }
        let parts = (1...total).compactMap { found[$0] }
        return parts.reduce(0) { $0 + $1.count - 14 } <= bytesMax ? parts : []
    }
}
