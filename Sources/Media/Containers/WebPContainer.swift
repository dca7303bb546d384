/// WebP files: chunks in a RIFF container (RFC 9649, section 2).
enum WebPContainer {
    /// A chunk: its name and where its data lie.
    struct Chunk {
        let name: String
        let data: Range<Int>
    }

    /// All chunks of the file; what follows the end that RIFF gives is not part of it.
    static func chunks(of bytes: [UInt8]) throws(MediaError) -> [Chunk] {
        let end = try bytes.littleEndian32(at: 4) + 8
        guard end <= bytes.count else { throw .damaged(detail: "a WebP is cut off") }
        var chunks: [Chunk] = []
        var offset = 12
        while offset + 8 <= end {
            let count = try bytes.littleEndian32(at: offset + 4)
            guard offset + 8 + count <= end else {
                throw .damaged(detail: "a WebP chunk is cut off")
            }
            let name = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
            chunks.append(Chunk(name: name, data: offset + 8..<offset + 8 + count))
            offset += 8 + count + count % 2
        }
        return chunks
    }

    /// Size of the canvas and number of frames.
    static func header(of bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> ImageHeader {
        let chunks = try chunks(of: bytes)
        guard let first = chunks.first else { throw .damaged(detail: "a WebP without chunks") }
        let start = first.data.lowerBound
        let size: PixelSize
        switch first.name {
        case "VP8X":  // 2.7.1: 24 bits each, less one.
            size = PixelSize(
                width: try bytes.littleEndian24(at: start + 4) + 1,
                height: try bytes.littleEndian24(at: start + 7) + 1)
        case "VP8 ":  // RFC 6386, 9.1: frame tag, start code, 14 bits each.
            size = PixelSize(
                width: try bytes.littleEndian16(at: start + 6) & 0x3FFF,
                height: try bytes.littleEndian16(at: start + 8) & 0x3FFF)
        case "VP8L":  // 3.4: signature, then 14 bits each, less one.
            let packed = try bytes.littleEndian32(at: start + 1)
            size = PixelSize(
                width: (packed & 0x3FFF) + 1, height: (packed >> 14 & 0x3FFF) + 1)
        default:
            throw .damaged(detail: "a WebP does not begin with a picture")
        }
        let frames = chunks.count { $0.name == "ANMF" }
        guard frames <= limits.framesMax else { throw .tooManyFrames(framesMax: limits.framesMax) }
        return ImageHeader(
            type: .webp, size: size, frames: max(frames, 1), isAnimated: frames > 0)
    }

    /// The same still picture, bit for bit, with nothing but what is needed to show it: EXIF, XMP
    /// and unknown chunks go, and so does the colour profile unless `keepsProfile`.
    static func withoutMetadata(
        _ bytes: [UInt8], keepsProfile: Bool
    ) throws(MediaError) -> [UInt8] {
        var needed: Set = ["VP8 ", "VP8L", "VP8X", "ALPH"]
        if keepsProfile { needed.insert("ICCP") }
        var kept = try chunks(of: bytes).filter { needed.contains($0.name) }
        // Without these a simple file will do (2.6).
        if !kept.contains(where: { $0.name == "ICCP" || $0.name == "ALPH" }) {
            kept.removeAll { $0.name == "VP8X" }
        }
        var output = Array("RIFF\0\0\0\0WEBP".utf8)
        output.reserveCapacity(bytes.count)
        for chunk in kept {
            output += bytes[chunk.data.lowerBound - 8..<chunk.data.upperBound]
            if chunk.name == "VP8X", chunk.data.count >= 10 {
                let flags = output.count - chunk.data.count
                // 2.7.1: bit 5 says that there is a profile, bit 4 alpha.
                output[flags] &= kept.contains { $0.name == "ICCP" } ? 0x30 : 0x10
            }
            if chunk.data.count % 2 == 1 { output.append(0) }
        }
        let size = output.count - 8
        for byte in 0..<4 { output[4 + byte] = UInt8(size >> (8 * byte) & 0xFF) }
        return output
    }
}
