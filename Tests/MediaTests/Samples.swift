import Foundation
import Testing

@testable import Media

/// Pictures and files for tests, all made here.
enum Samples {
    /// One processor for all tests that do not need limits of their own.
    static let processor = ImageProcessor(workers: 2)

    /// A processor with other limits.
    static func processor(
        workers: Int = 1, _ change: (inout MediaLimits) -> Void
    ) -> ImageProcessor {
        var limits = MediaLimits.standard
        change(&limits)
        return ImageProcessor(workers: workers, limits: limits)
    }

    /// Four fields of different colours and a gradient: no turn or mirror image looks the same.
    static func colour(_ x: Int, _ y: Int, _ size: PixelSize) -> [UInt8] {
        let right = x * 2 >= size.width
        let low = y * 2 >= size.height
        let shade = UInt8(64 * x / size.width + 32 * y / size.height)
        return switch (right, low) {
        case (false, false): [230, shade, 20]
        case (true, false): [20, 200, shade]
        case (false, true): [shade, 30, 210]
        case (true, true): [240, 230, shade]
        }
    }

    static func pixels(_ size: PixelSize, bands: Int = 3) -> [UInt8] {
        (0..<size.height).flatMap { y in
            (0..<size.width).flatMap { x -> [UInt8] in
                let colour = colour(x, y, size)
                return switch bands {
                case 1: [UInt8((Int(colour[0]) + Int(colour[1]) + Int(colour[2])) / 3)]
                case 4: colour + [y * 2 < size.height ? 255 : 0]
                default: colour
                }
            }
        }
    }

    /// Larger ones are scaled up: making pixels one by one takes long without optimisation.
    static func picture(_ width: Int, _ height: Int, bands: Int = 3) throws -> Picture {
        _ = Vips.isRunning
        let size = PixelSize(width: width, height: height)
        let seed = PixelSize(width: min(width, 200), height: min(height, 200))
        return try Picture.over(HeapBytes(pixels(seed, bands: bands)), size: seed, bands: bands)
            .resized(to: size).computed()
    }

    static func jpeg(_ width: Int, _ height: Int, isProgressive: Bool = false) throws -> [UInt8] {
        try picture(width, height).jpeg(quality: 92, isProgressive: isProgressive)
    }

    /// A JPEG without the segment that an original on its side has.
    static func withoutOrientation(_ file: [UInt8]) -> [UInt8] {
        guard let start = file.firstRange(of: [0xFF, 0xE1])?.lowerBound else { return file }
        let length = Int(file[start + 2]) << 8 | Int(file[start + 3])
        return Array(file[..<start] + file[(start + 2 + length)...])
    }

    static func png(_ width: Int, _ height: Int, bands: Int = 3) throws -> [UInt8] {
        try picture(width, height, bands: bands).png()
    }

    static func webp(_ width: Int, _ height: Int, bands: Int = 3) throws -> [UInt8] {
        try picture(width, height, bands: bands).webp(quality: 90)
    }
}

extension ImageHeader {
    /// What is read of a picture that is taken.
    static func admit(
        _ bytes: [UInt8], declaredType: String, limits: MediaLimits
    ) throws(MediaError) -> ImageHeader {
        try CleanPicture.admit(bytes, declaredType: declaredType, limits: limits).header
    }
}

/// A file that is served.
struct ServedFile {
    let name: String
    let type: SourceType
    let bytes: [UInt8]
}

extension ProcessedImage {
    /// All variants and the original.
    var files: [ServedFile] {
        variants.map {
            ServedFile(
                name: "\($0.size) \($0.format)", type: $0.format.type, bytes: $0.file.bytes)
        } + [ServedFile(name: "original", type: original.type, bytes: original.file.bytes)]
    }

    /// The names under which all of it is stored.
    var blobNames: [BlobName] { variants.map(\.blobName) + [original.blobName] }
}

/// A decoded file, upright.
struct Decoded {
    let size: PixelSize
    let bands: Int
    let pixels: [UInt8]

    init(_ file: [UInt8]) throws {
        _ = Vips.isRunning
        let type = try #require(SourceType(sniffing: file))
        let clean = try CleanPicture.admit(
            file, declaredType: type.contentType, limits: .standard)
        let header = clean.header
        let stored = try Picture.opening(
            HeapBytes(clean.frameAlone ?? clean.bytes), header: header, shrink: 1,
            deadline: Deadline(milliseconds: 60_000))
        let whole = try header.frame.map { try stored.placed($0, on: header.size) } ?? stored
        let picture = try whole.computedWithMetadata().upright(from: header.orientation)
        size = picture.size
        bands = picture.bands
        pixels = try picture.pixels().withBytes { Array($0) }
    }

    /// The colour at a place, each coordinate 0 to 1.
    func colour(_ x: Double, _ y: Double) -> [Int] {
        let column = min(size.width - 1, Int(x * Double(size.width)))
        let row = min(size.height - 1, Int(y * Double(size.height)))
        let offset = (row * size.width + column) * bands
        return pixels[offset..<offset + bands].map(Int.init)
    }

    /// Mean difference of all values, 0 to 255; 255 for pictures of different size.
    func distance(to other: Decoded) -> Double {
        guard size == other.size, bands == other.bands else { return 255 }
        let sum = zip(pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(pixels.count)
    }
}

/// The greatest difference of any band.
func difference(_ left: [Int], _ right: [Int]) -> Int {
    zip(left, right).map { abs($0 - $1) }.max() ?? 255
}

/// PNG files byte by byte, for what no encoder of ours writes.
enum PNGWriter {
    static func file(_ chunks: [(name: String, data: [UInt8])]) -> [UInt8] {
        chunks.reduce(PNGContainer.signature) { $0 + chunk($1.name, $1.data) }
    }

    static func header(
        _ width: Int, _ height: Int, bits: UInt8, colour: UInt8, isInterlaced: Bool = false
    ) -> (name: String, data: [UInt8]) {
        ("IHDR", four(width) + four(height) + [bits, colour, 0, 0, isInterlaced ? 1 : 0])
    }

    /// Rows, each with its filter byte, in blocks that are not compressed.
    static func data(_ rows: [UInt8]) -> (name: String, data: [UInt8]) {
        var stream: [UInt8] = [0x78, 0x01]
        var offset = 0
        repeat {
            let count = min(65_535, rows.count - offset)
            stream.append(offset + count == rows.count ? 1 : 0)
            let low = UInt8(count & 255)
            let high = UInt8(count >> 8)
            stream += [low, high, ~low, ~high] + rows[offset..<offset + count]
            offset += count
        } while offset < rows.count
        var (a, b) = (1, 0)
        for byte in rows {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return ("IDAT", stream + four(b << 16 | a))
    }

    static let end: (name: String, data: [UInt8]) = ("IEND", [])

    /// A 16-bit picture of one colour.
    static func deep(_ width: Int, _ height: Int, _ colour: [Int], type: UInt8) -> [UInt8] {
        let pixel = colour.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        let row: [UInt8] = [0] + [[UInt8]](repeating: pixel, count: width).flatMap { $0 }
        let rows = [[UInt8]](repeating: row, count: height).flatMap { $0 }
        return file([header(width, height, bits: 16, colour: type), data(rows), end])
    }

    /// A file with more chunks right after its header.
    static func adding(_ chunks: [(name: String, data: [UInt8])], to file: [UInt8]) -> [UInt8] {
        file[..<33] + chunks.flatMap { chunk($0.name, $0.data) } + file[33...]
    }

    /// The names of all chunks of a file.
    static func chunks(of file: [UInt8]) throws -> [String] {
        var names: [String] = []
        var offset = 8
        while offset < file.count {
            names.append(String(decoding: file[offset + 4..<offset + 8], as: UTF8.self))
            offset += 12 + (try file.bigEndian32(at: offset))
        }
        return names
    }

    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return four(data.count) + body + four(Int(crc(body)))
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
    }

    static func four(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
    }
}

/// GIF files of full frames in one colour each, with codes of nine bits and no compression.
enum GIFWriter {
    static let colours: [[UInt8]] = [
        [250, 10, 10], [10, 240, 20], [20, 30, 250], [255, 255, 255],
    ]

    /// - Parameters:
    ///   - frames: the index of every frame's colour; 3 is transparent.
    ///   - screen: without one they fill it.
    static func file(
        _ width: Int, _ height: Int, frames: [Int], comment: String = "",
        screen: PixelSize? = nil, at place: (left: Int, top: Int) = (0, 0)
    ) -> [UInt8] {
        var bytes = Array("GIF89a".utf8) + two(screen?.width ?? width)
        bytes += two(screen?.height ?? height) + [0xF7, 0, 0]
        bytes += colours.flatMap { $0 } + [UInt8](repeating: 0, count: 3 * (256 - colours.count))
        if !comment.isEmpty {
            bytes += [0x21, 0xFE, UInt8(comment.utf8.count)] + comment.utf8 + [0]
        }
        for frame in frames {
            bytes += [0x21, 0xF9, 4, 1, 0, 0, 3, 0]
            bytes += [0x2C] + two(place.left) + two(place.top) + two(width) + two(height) + [0, 8]
            let data = codes(of: frame, count: width * height)
            for start in stride(from: 0, to: data.count, by: 255) {
                let block = data[start..<min(start + 255, data.count)]
                bytes += [UInt8(block.count)] + block
            }
            bytes.append(0)
        }
        return bytes + [0x3B]
    }

    private static func codes(of index: Int, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var (bits, held) = (0, 0)
        func put(_ code: Int) {
            bits |= code << held
            held += 9
            while held >= 8 {
                bytes.append(UInt8(bits & 255))
                bits >>= 8
                held -= 8
            }
        }
        for pixel in 0..<count {
            // A clear code before the table is full keeps codes at nine bits.
            if pixel % 200 == 0 { put(256) }
            put(index)
        }
        put(257)
        if held > 0 { bytes.append(UInt8(bits & 255)) }
        return bytes
    }

    static func two(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
}

/// WebP files chunk by chunk.
enum WebPWriter {
    static func file(_ chunks: [(name: String, data: [UInt8])]) -> [UInt8] {
        let body = Array("WEBP".utf8) + chunks.flatMap { chunk($0.name, $0.data) }
        return Array("RIFF".utf8) + four(body.count) + body
    }

    static func canvas(_ size: PixelSize, flags: UInt8) -> (name: String, data: [UInt8]) {
        ("VP8X", [flags, 0, 0, 0] + three(size.width - 1) + three(size.height - 1))
    }

    /// All chunks of a file.
    static func chunks(of file: [UInt8]) throws -> [WebPContainer.Chunk] {
        var chunks: [WebPContainer.Chunk] = []
        try WebPContainer.forEachChunk(in: file, 12..<file.count) { chunks.append($0) }
        return chunks
    }

    /// The picture chunk of a simple file.
    static func picture(of file: [UInt8]) throws -> (name: String, data: [UInt8]) {
        let chunk = try chunks(of: file).first { $0.name.hasPrefix("VP8") }
        guard let chunk else { throw MediaError.damaged(detail: "no picture") }
        return (chunk.name, Array(file[chunk.data]))
    }

    /// An animation of simple files of the same size.
    static func animation(_ files: [[UInt8]], size: PixelSize) throws -> [UInt8] {
        let frames = try files.map { file -> (name: String, data: [UInt8]) in
            let picture = try picture(of: file)
            let place = three(0) + three(0) + three(size.width - 1) + three(size.height - 1)
            return ("ANMF", place + three(100) + [2] + chunk(picture.name, picture.data))
        }
        return file(
            [canvas(size, flags: 0x02), ("ANIM", [255, 255, 255, 255, 0, 0])] + frames)
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        Array(name.utf8) + four(data.count) + data + (data.count % 2 == 1 ? [0] : [])
    }

    private static func three(_ value: Int) -> [UInt8] {
        [0, 8, 16].map { UInt8(value >> $0 & 255) }
    }

    private static func four(_ value: Int) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(value >> $0 & 255) }
    }
}
