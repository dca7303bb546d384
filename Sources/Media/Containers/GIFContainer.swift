/// A GIF (GIF89a specification), written anew from what showing its first frame needs.
///
/// As browsers do, a first frame that reaches over the edge of the screen makes the screen larger, and
/// what follows a frame and is no block ends the file.
struct GIFContainer {
    private let bytes: [UInt8]
    private let limits: MediaLimits
    private var screen: PixelSize
    private var colours: Range<Int>
    private var isTransparent = false
    private var transparentIndex: UInt8 = 0
    private var first: Frame?
    private var frames = 0

    /// A frame: its place, its colours, and its data from the code size to the empty block.
    private struct Frame {
        let left: Int
        let top: Int
        let size: PixelSize
        let flags: UInt8
        let colours: Range<Int>
        let data: Range<Int>
        /// The colour that is not drawn.
        let transparent: UInt8?
    }

    static func clean(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> CleanPicture {
        var container = try GIFContainer(bytes, limits)
        var offset = container.colours.upperBound
        while let next = try container.block(at: offset) { offset = next }
        return try container.written()
    }

    private init(_ bytes: [UInt8], _ limits: MediaLimits) throws(MediaError) {
        self.bytes = bytes
        self.limits = limits
        screen = PixelSize(
            width: try bytes.littleEndian16(at: 6), height: try bytes.littleEndian16(at: 8))
        let count = Self.colourBytes(flags: try bytes.byte(at: 10))
        guard 13 + count <= bytes.count else { throw .damaged(detail: "a GIF is cut off") }
        colours = 13..<13 + count
    }

    /// Takes a block.
    ///
    /// - Returns: where the next one is; nil at the end.
    private mutating func block(at offset: Int) throws(MediaError) -> Int? {
        guard offset < bytes.count else { return nil }
        do throws(MediaError) {
            switch bytes[offset] {
            case 0x21:  // Extension: label, then data.
                try takeExtension(at: offset)
                return try endOfData(from: offset + 2)
            case 0x2C: return try takeFrame(at: offset)
            case 0x3B: return nil
            case 0 where first == nil: return offset + 1
            default: throw .damaged(detail: "no GIF block where one must be")
            }
        } catch {
            if case .damaged = error, first != nil { return nil }
            throw error
        }
    }

    /// Section 23: flags, delay and the transparent colour of the frame that follows.
    private mutating func takeExtension(at offset: Int) throws(MediaError) {
        guard try bytes.byte(at: offset + 1) == 0xF9, try bytes.byte(at: offset + 2) == 4 else {
            return
        }
        isTransparent = try bytes.byte(at: offset + 3) & 1 != 0
        transparentIndex = try bytes.byte(at: offset + 6)
    }

    /// Section 20: place, size, own colours, code size, data.
    private mutating func takeFrame(at offset: Int) throws(MediaError) -> Int {
        frames += 1
        guard frames <= limits.framesMax else { throw .tooManyFrames(framesMax: limits.framesMax) }
        let flags = try bytes.byte(at: offset + 9)
        let start = offset + 10 + Self.colourBytes(flags: flags)
        let end = try endOfData(from: start + 1)
        if first == nil {
            first = Frame(
                left: try bytes.littleEndian16(at: offset + 1),
                top: try bytes.littleEndian16(at: offset + 3),
                size: PixelSize(
                    width: try bytes.littleEndian16(at: offset + 5),
                    height: try bytes.littleEndian16(at: offset + 7)),
                flags: flags, colours: offset + 10..<start, data: start..<end,
                transparent: isTransparent ? transparentIndex : nil)
        }
        return end
    }

    private static func colourBytes(flags: UInt8) -> Int {
        flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
    }

    /// The end of a chain of sub-blocks, which an empty one closes (section 15).
    private func endOfData(from start: Int) throws(MediaError) -> Int {
        var offset = start
        while true {
            let count = Int(try bytes.byte(at: offset))
            offset += 1 + count
            if count == 0 { return offset }
        }
    }

    private func written() throws(MediaError) -> CleanPicture {
        guard let first else { throw .damaged(detail: "a GIF without frames") }
        guard first.size.width > 0, first.size.height > 0 else {
            throw .damaged(detail: "a GIF frame without pixels")
        }
        var header = ImageHeader(type: .gif, size: screen)
        header.size.width = max(screen.width, first.left + first.size.width)
        header.size.height = max(screen.height, first.top + first.size.height)
        header.frame = ImageHeader.Frame(left: first.left, top: first.top, size: first.size)
        header.isHeldWhole = true
        header.isLossless = true
        header.samplesPerPixel = 4
        return CleanPicture(
            header: header, bytes: file(first, screen: header.size, at: (first.left, first.top)),
            frameAlone: header.isFrameWhole ? nil : file(first, screen: first.size, at: (0, 0)))
    }

    private func file(
        _ frame: Frame, screen: PixelSize, at place: (left: Int, top: Int)
    ) -> [UInt8] {
        var output = Array("GIF89a".utf8)
        output.reserveCapacity(64 + colours.count + frame.colours.count + frame.data.count)
        output.appendLittleEndian16(screen.width)
        output.appendLittleEndian16(screen.height)
        output += [bytes[10], bytes[11], 0]
        output += bytes[colours]
        if let transparent = frame.transparent {
            output += [0x21, 0xF9, 4, 1, 0, 0, transparent, 0]
        }
        output.append(0x2C)
        for value in [place.left, place.top, frame.size.width, frame.size.height] {
            output.appendLittleEndian16(value)
        }
        output.append(frame.flags)
        output += bytes[frame.colours]
        output += bytes[frame.data]
        output.append(0x3B)
        return output
    }
}
