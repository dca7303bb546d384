/// GIF files (GIF89a specification).
enum GIFContainer {
    /// Size of the screen and number of frames; every frame must lie inside the screen, so that no
    /// decoder has reason to grow it.
    static func header(of bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> ImageHeader {
        let size = PixelSize(
            width: try bytes.littleEndian16(at: 6), height: try bytes.littleEndian16(at: 8))
        var offset = 13 + colourTableBytes(flags: try bytes.byte(at: 10))
        var frames = 0
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x21:  // Extension: label, then data.
                offset = try endOfData(in: bytes, from: offset + 2)
            case 0x2C:  // Image: place, own colours, code size, data.
                frames += 1
                guard frames <= limits.framesMax else {
                    throw .tooManyFrames(framesMax: limits.framesMax)
                }
                try checkFrame(at: offset, in: bytes, screen: size)
                let colours = colourTableBytes(flags: try bytes.byte(at: offset + 9))
                offset = try endOfData(in: bytes, from: offset + 10 + colours + 1)
            case 0x3B:
                offset = bytes.count
            default:
                throw .damaged(detail: "no GIF block where one must be")
            }
        }
        guard frames > 0 else { throw .damaged(detail: "a GIF without frames") }
        return ImageHeader(type: .gif, size: size, frames: frames)
    }

    private static func checkFrame(
        at offset: Int, in bytes: [UInt8], screen: PixelSize
    ) throws(MediaError) {
        let right = try bytes.littleEndian16(at: offset + 1) + bytes.littleEndian16(at: offset + 5)
        let bottom = try bytes.littleEndian16(at: offset + 3) + bytes.littleEndian16(at: offset + 7)
        guard right <= screen.width, bottom <= screen.height else {
            throw .damaged(detail: "a GIF frame is larger than its screen")
        }
    }

    private static func colourTableBytes(flags: UInt8) -> Int {
        flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
    }

    /// The end of a chain of sub-blocks, which an empty one closes (section 15).
    private static func endOfData(in bytes: [UInt8], from start: Int) throws(MediaError) -> Int {
        var offset = start
        while true {
            let count = Int(try bytes.byte(at: offset))
            offset += 1 + count
            if count == 0 { return offset }
        }
    }
}
