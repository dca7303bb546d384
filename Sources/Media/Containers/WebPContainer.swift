/// A WebP (RFC 9649, section 2), written anew from what showing it needs: the canvas, the picture or
/// the first frame, alpha, colour profile and the orientation.
struct WebPContainer {
    /// A chunk: its name and where its data lie.
    struct Chunk {
        let name: String
        let data: Range<Int>
    }

    private let bytes: [UInt8]
    private let limits: MediaLimits
    private var canvas: Range<Int>?
    private var profile: Range<Int>?
    private var exif: Range<Int>?
    private var alpha: Range<Int>?
    private var picture: Chunk?
    private var firstFrame: Range<Int>?
    private var frames = 0

    private init(_ bytes: [UInt8], _ limits: MediaLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    static func clean(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> CleanPicture {
        var container = WebPContainer(bytes, limits)
        let end = try bytes.littleEndian32(at: 4) + 8
        guard end >= 12, end <= bytes.count else { throw .damaged(detail: "a WebP is cut off") }
        try forEachChunk(in: bytes, 12..<end) { chunk throws(MediaError) in
            try container.take(chunk)
        }
        return try container.written()
    }

    /// The chunks between two places; what is left at the end and too short for one is passed over.
    static func forEachChunk(
        in bytes: [UInt8], _ range: Range<Int>, _ body: (Chunk) throws(MediaError) -> Void
    ) throws(MediaError) {
        var offset = range.lowerBound
        while offset + 8 <= range.upperBound {
            let count = try bytes.littleEndian32(at: offset + 4)
            guard offset + 8 + count <= range.upperBound else {
                throw .damaged(detail: "a WebP chunk is cut off")
            }
            let name = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
            try body(Chunk(name: name, data: offset + 8..<offset + 8 + count))
            offset += 8 + count + count % 2
        }
    }

    private mutating func take(_ chunk: Chunk) throws(MediaError) {
        switch chunk.name {
        case "VP8X": canvas = canvas ?? chunk.data
        case "ICCP" where chunk.data.count <= limits.profileBytesMax:
            profile = profile ?? chunk.data
        case "EXIF": exif = exif ?? chunk.data
        case "ALPH": alpha = alpha ?? chunk.data
        case "VP8 ", "VP8L": picture = picture ?? chunk
        case "ANMF":
            frames += 1
            firstFrame = firstFrame ?? chunk.data
            guard frames <= limits.framesMax else {
                throw .tooManyFrames(framesMax: limits.framesMax)
            }
        default: break
        }
    }

    private func written() throws(MediaError) -> CleanPicture {
        if canvas != nil, let firstFrame { return try written(frame: firstFrame) }
        guard let picture else { throw .damaged(detail: "a WebP without a picture") }
        return try written(still: picture, alpha: alpha)
    }

    private func written(
        still picture: Chunk, alpha: Range<Int>?
    ) throws(MediaError) -> CleanPicture {
        let size = try size(of: picture)
        let expected = canvas == nil ? size : try canvasSize()
        guard size == expected else {
            throw .damaged(detail: "a WebP is not as large as its canvas")
        }
        var output = Output()
        let orientation = self.orientation
        let alpha = picture.name == "VP8 " ? alpha : nil
        // Without these a simple file will do (2.6).
        if profile != nil || alpha != nil || orientation > 1 {
            let hasAlpha = alpha == nil ? try usesAlpha(picture) : true
            output.add("VP8X", canvas(size, flags: hasAlpha ? Flag.alpha : 0))
            if let profile { output.add("ICCP", bytes[profile]) }
        }
        if let alpha { output.add("ALPH", bytes[alpha]) }
        output.add(picture.name, bytes[picture.data])
        return finished(&output, size: size, picture)
    }

    /// 2.7.1.1: place and size of a frame, duration, flags; then chunks as of a still.
    private func written(frame: Range<Int>) throws(MediaError) -> CleanPicture {
        let start = frame.lowerBound
        guard frame.count >= 16 else { throw .damaged(detail: "a WebP frame is cut off") }
        var alpha: Range<Int>?
        var picture: Chunk?
        try Self.forEachChunk(in: bytes, start + 16..<frame.upperBound) {
            chunk throws(MediaError) in
            if chunk.name == "ALPH" { alpha = alpha ?? chunk.data }
            if chunk.name == "VP8 " || chunk.name == "VP8L" { picture = picture ?? chunk }
        }
        guard let picture else { throw .damaged(detail: "a WebP frame without a picture") }
        let size = try size(of: picture)
        let canvasSize = try canvasSize()
        let (left, top) = (
            try bytes.littleEndian24(at: start) * 2, try bytes.littleEndian24(at: start + 3) * 2
        )
        guard left + size.width <= canvasSize.width, top + size.height <= canvasSize.height else {
            throw .damaged(detail: "a WebP frame is larger than its canvas")
        }
        if size == canvasSize { return try written(still: picture, alpha: alpha) }
        var inside = Output(bytes: Array(bytes[start..<start + 16]))
        if let alpha, picture.name == "VP8 " { inside.add("ALPH", bytes[alpha]) }
        inside.add(picture.name, bytes[picture.data])
        var output = Output()
        output.add("VP8X", canvas(canvasSize, flags: Flag.animation | Flag.alpha))
        if let profile { output.add("ICCP", bytes[profile]) }
        output.add("ANIM", [0, 0, 0, 0, 0, 0])
        output.add("ANMF", inside.bytes)
        return finished(&output, size: canvasSize, picture)
    }

    /// Adds the orientation and says what the file holds.
    private func finished(
        _ output: inout Output, size: PixelSize, _ picture: Chunk
    ) -> CleanPicture {
        if orientation > 1 { output.add("EXIF", EXIF.block(orientation: orientation)) }
        var header = ImageHeader(type: .webp, size: size)
        header.isHeldWhole = true
        header.isLossless = picture.name == "VP8L"
        header.samplesPerPixel = 4
        header.orientation = orientation
        header.capture = block.flatMap { CaptureFacts(exif: bytes, $0) }
        return CleanPicture(header: header, bytes: output.file)
    }

    private var orientation: Int { block.map { EXIF.orientation(in: bytes, $0) } ?? 1 }

    /// Where the TIFF block of the EXIF lies.
    private var block: Range<Int>? {
        guard let exif else { return nil }
        // Some writers put the name of a JPEG's segment before the block.
        let skipped = bytes.has("Exif\0\0", at: exif.lowerBound) ? 6 : 0
        return exif.lowerBound + min(skipped, exif.count)..<exif.upperBound
    }
}

extension WebPContainer {
    /// 2.7.1: what a file with more than a picture announces.
    private enum Flag {
        static let animation: UInt8 = 0x02
        static let exif: UInt8 = 0x08
        static let alpha: UInt8 = 0x10
        static let profile: UInt8 = 0x20
    }

    private func canvas(_ size: PixelSize, flags: UInt8) -> [UInt8] {
        let flags = flags | (profile == nil ? 0 : Flag.profile) | (orientation > 1 ? Flag.exif : 0)
        var canvas: [UInt8] = [flags, 0, 0, 0]
        canvas.appendLittleEndian24(size.width - 1)
        canvas.appendLittleEndian24(size.height - 1)
        return canvas
    }

    private func canvasSize() throws(MediaError) -> PixelSize {
        guard let canvas, canvas.count >= 10 else { throw .damaged(detail: "a WebP canvas") }
        return PixelSize(
            width: try bytes.littleEndian24(at: canvas.lowerBound + 4) + 1,
            height: try bytes.littleEndian24(at: canvas.lowerBound + 7) + 1)
    }

    /// RFC 6386, 9.1: frame tag, start code, 14 bits each. RFC 9649, 3.4: signature, then 14 bits
    /// each, less one.
    private func size(of picture: Chunk) throws(MediaError) -> PixelSize {
        let start = picture.data.lowerBound
        guard picture.data.count >= 10 else { throw .damaged(detail: "a WebP picture is cut off") }
        if picture.name == "VP8 " {
            return PixelSize(
                width: try bytes.littleEndian16(at: start + 6) & 0x3FFF,
                height: try bytes.littleEndian16(at: start + 8) & 0x3FFF)
        }
        let packed = try bytes.littleEndian32(at: start + 1)
        return PixelSize(width: (packed & 0x3FFF) + 1, height: (packed >> 14 & 0x3FFF) + 1)
    }

    /// 3.4: a lossless picture says whether any pixel is transparent, behind its size.
    private func usesAlpha(_ picture: Chunk) throws(MediaError) -> Bool {
        guard picture.name == "VP8L" else { return false }
        return try bytes.byte(at: picture.data.lowerBound + 4) & 0x10 != 0
    }

    /// Chunks one after the other.
    private struct Output {
        var bytes: [UInt8] = []

        mutating func add(_ name: String, _ data: some Collection<UInt8>) {
            bytes += name.utf8
            bytes.appendLittleEndian32(data.count)
            bytes += data
            if data.count % 2 == 1 { bytes.append(0) }
        }

        /// With the header of RIFF.
        var file: [UInt8] {
            var file = Array("RIFF".utf8)
            file.appendLittleEndian32(bytes.count + 4)
            return file + "WEBP".utf8 + bytes
        }
    }
}
