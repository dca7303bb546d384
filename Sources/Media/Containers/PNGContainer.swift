/// A PNG (W3C PNG, third edition), written anew from what showing it needs: header, palette,
/// transparency, colour profile, pixels and the orientation. Further frames of an APNG go.
struct PNGContainer {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// 5.3: length, name, data and a checksum of name and data.
    private struct Chunk {
        let name: Int
        /// With length, name and checksum.
        let whole: Range<Int>
        var data: Range<Int> { whole.lowerBound + 8..<whole.upperBound - 4 }
    }

    /// Names of the chunks we know, as numbers.
    private enum Name {
        static let header = 0x4948_4452
        static let palette = 0x504C_5445
        static let transparency = 0x7452_4E53
        static let profile = 0x6943_4350
        static let exif = 0x6558_4966
        static let pixels = 0x4944_4154
        static let end = 0x4945_4E44
    }

    private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    private let bytes: [UInt8]
    private let limits: MediaLimits
    private var orientation = 1
    private var capture: CaptureFacts?
    private var single: [Int: Range<Int>] = [:]
    private var pixels: [Range<Int>] = []

    static func clean(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> CleanPicture {
        var container = PNGContainer(bytes: bytes, limits: limits)
        var offset = signature.count
        while offset < bytes.count, !container.isLooseEnd(at: offset) {
            let chunk = try container.chunk(at: offset)
            if chunk.name == Name.end { break }
            try container.take(chunk)
            offset = chunk.whole.upperBound
        }
        return try container.written()
    }

    private init(bytes: [UInt8], limits: MediaLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Whether what begins here is cut off and no pixels, and comes behind all that there are: nothing there is
    /// needed, and every viewer stops here.
    private func isLooseEnd(at offset: Int) -> Bool {
        guard !pixels.isEmpty else { return false }
        guard let length = try? bytes.bigEndian32(at: offset),
            let name = try? bytes.bigEndian32(at: offset + 4)
        else { return true }
        return name != Name.pixels && length > bytes.count - offset - 12
    }

    private func chunk(at offset: Int) throws(MediaError) -> Chunk {
        let length = try bytes.bigEndian32(at: offset)
        let name = try bytes.bigEndian32(at: offset + 4)
        guard length <= bytes.count - offset - 12 else {
            throw .damaged(detail: "a PNG chunk is cut off")
        }
        return Chunk(name: name, whole: offset..<offset + 12 + length)
    }

    private mutating func take(_ chunk: Chunk) throws(MediaError) {
        if single.isEmpty, chunk.name != Name.header || chunk.data.count != 13 {
            throw .damaged(detail: "a PNG does not begin with its header")
        }
        switch chunk.name {
        case Name.header, Name.palette, Name.transparency:
            if single[chunk.name] == nil { single[chunk.name] = chunk.whole }
        case Name.profile where chunk.data.count <= limits.packedProfileBytesMax:
            if single[chunk.name] == nil { single[chunk.name] = chunk.whole }
        case Name.exif where single[chunk.name] == nil:
            single[chunk.name] = chunk.whole
            orientation = EXIF.orientation(in: bytes, chunk.data)
            capture = CaptureFacts(exif: bytes, chunk.data)
        case Name.pixels where !chunk.data.isEmpty:
            pixels.append(chunk.whole)
            guard pixels.count <= limits.pngPixelChunksMax else {
                throw .damaged(detail: "more than \(limits.pngPixelChunksMax) chunks of pixels")
            }
        default: break
        }
    }

    private func written() throws(MediaError) -> CleanPicture {
        guard let start = single[Name.header] else { throw .damaged(detail: "an empty PNG") }
        let header = try header(at: start.lowerBound + 8)
        try header.check(limits)
        guard !pixels.isEmpty else { throw .damaged(detail: "a PNG without pixels") }
        var output = Self.signature
        output.reserveCapacity(bytes.count + 64)
        output += bytes[start]
        if orientation > 1 {
            output += PNGChunk.bytes("eXIf", EXIF.block(orientation: orientation))
        }
        for name in [Name.profile, Name.palette, Name.transparency] {
            if let range = single[name] { output += bytes[range] }
        }
        for range in pixels { output += bytes[range] }
        output += Self.end
        return CleanPicture(header: header, bytes: output)
    }

    /// 11.2.1: width, height, bits of a sample, colour type, compression, filter, interlacing.
    private func header(at start: Int) throws(MediaError) -> ImageHeader {
        let size = PixelSize(
            width: try bytes.bigEndian32(at: start), height: try bytes.bigEndian32(at: start + 4))
        let bits = bytes[start + 8]
        let colours: Double? =
            switch bytes[start + 9] {
            case 0: 1
            case 2, 3: 3
            case 4: 2
            case 6: 4
            default: nil
            }
        guard [1, 2, 4, 8, 16].contains(bits), let colours else {
            throw .damaged(detail: "no PNG has such pixels")
        }
        let alpha: Double = single[Name.transparency] == nil ? 0 : 1
        var header = ImageHeader(type: .png, size: size)
        header.orientation = orientation
        header.capture = capture
        header.isHeldWhole = bytes[start + 12] != 0
        header.samplesPerPixel = (colours + alpha) * (bits == 16 ? 2 : 1)
        header.isLossless = true
        return header
    }
}

/// Chunks that we write ourselves.
enum PNGChunk {
    static func bytes(_ name: StaticString, _ data: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.appendBigEndian32(data.count)
        output += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        output += data
        output.appendBigEndian32(Int(checksum(of: output[4...])))
        return output
    }

    /// CRC-32 (PNG, annex D), bit by bit: what it is used for has a few bytes.
    private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
    }
}
