import TestSupport
import Testing

@testable import Demo
@testable import Media

/// What is kept of how a photo was taken.
@Suite struct `Facts of capture` {
    /// A TIFF block with a directory, one of EXIF and one of a position.
    private struct Block {
        enum Value {
            case text(String)
            case short(Int)
            case long(Int)
            case rational(Int, Int)
        }

        var isBigEndian = false
        var main: [(tag: Int, value: Value)] = []
        var details: [(tag: Int, value: Value)] = []

        private func number(_ value: Int, _ bytes: Int) -> [UInt8] {
            let little = (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isBigEndian ? little.reversed() : little
        }

        private func directory(_ entries: [(tag: Int, value: Value)], at offset: Int) -> [UInt8] {
            var (bytes, more) = (number(entries.count, 2), [UInt8]())
            let end = offset + 2 + 12 * entries.count + 4
            for (tag, value) in entries {
                let (type, count, data): (Int, Int, [UInt8]) =
                    switch value {
                    case .text(let text): (2, text.utf8.count + 1, Array(text.utf8) + [0])
                    case .short(let value): (3, 1, number(value, 2))
                    case .long(let value): (4, 1, number(value, 4))
                    case .rational(let above, let below):
                        (5, 1, number(above, 4) + number(below, 4))
                    }
                bytes += number(tag, 2) + number(type, 2) + number(count, 4)
                if data.count <= 4 {
                    bytes += data + Array(repeating: 0, count: 4 - data.count)
                } else {
                    bytes += number(end + more.count, 4)
                    more += data
                }
            }
            return bytes + number(0, 4) + more
        }

        var tiff: [UInt8] {
            let head: [UInt8] = isBigEndian ? [0x4D, 0x4D, 0, 42] : [0x49, 0x49, 42, 0]
            let length = directory(main + [(0x8769, .long(0))], at: 8).count
            let first = directory(main + [(0x8769, .long(8 + length))], at: 8)
            return head + number(8, 4) + first + directory(details, at: 8 + length)
        }

        static let whole = Block(
            main: [(0x10F, .text("Plate & Co")), (0x110, .text("Model 7")), (0x112, .short(6))],
            details: [
                (0x829A, .rational(1, 250)), (0x829D, .rational(18, 10)), (0x8827, .short(400)),
                (0x9003, .text("2026:02:28 23:59:58")), (0x9011, .text("+01:30")),
                (0x920A, .rational(35, 1)), (0xA434, .text("35mm f/1.8")),
            ])
    }

    private func facts(_ block: Block) -> CaptureFacts? {
        let tiff = block.tiff
        return CaptureFacts(exif: tiff, 0..<tiff.count)
    }

    private static var expected: CaptureFacts {
        var facts = CaptureFacts()
        facts.camera = "Plate & Co Model 7"
        facts.lens = "35mm f/1.8"
        facts.exposure = 0.004
        facts.aperture = 1.8
        facts.iso = 400
        facts.focalLength = 35
        facts.takenAt = 1_772_317_798_000
        return facts
    }

    @Test(arguments: [true, false]) func `are read in either order of bytes`(isBig: Bool) {
        var block = Block.whole
        block.isBigEndian = isBig
        #expect(facts(block) == Self.expected)
        #expect(EXIF.orientation(in: block.tiff, 0..<block.tiff.count) == 6)
    }

    @Test func `come with photos of all formats that have EXIF`() async throws {
        let tiff = Block.whole.tiff
        let size = PixelSize(width: 50, height: 40)
        let webp = WebPWriter.file([
            WebPWriter.canvas(size, flags: 0x08),
            try WebPWriter.picture(of: Samples.webp(50, 40)), ("EXIF", tiff),
        ])
        let payload = Array("Exif\0\0".utf8) + tiff
        let segment =
            [0xFF, 0xE1, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)]
            + payload
        let files: [(type: String, bytes: [UInt8])] = [
            ("image/jpeg", JPEGWriter.adding(segment, to: try Samples.jpeg(50, 40))),
            ("image/png", PNGWriter.adding([("eXIf", tiff)], to: try Samples.png(50, 40))),
            ("image/webp", webp),
        ]
        for (type, bytes) in files {
            let image = try await Samples.processor.process(bytes, declaredType: type)
            #expect(image.capture == Self.expected, "\(type)")
            // As data only: no file says so.
            for file in image.files {
                #expect(file.bytes.firstRange(of: Array("Plate".utf8)) == nil, "\(type)")
            }
        }
        let bare = try await Samples.processor.process(
            try Samples.jpeg(50, 40), declaredType: "image/jpeg")
        #expect(bare.capture == nil)
    }

    @Test func `say nothing of where`() {
        let exif = ExifSegment(orientation: 1, location: (48.2082, 16.3738)).tiff
        #expect(CaptureFacts(exif: exif, 0..<exif.count) == nil)
    }

    @Test(.crosses(\MediaLimits.Type.exifEntriesMax))
    func `are looked for among so many entries`() {
        for (count, isFound) in [
            (MediaLimits.exifEntriesMax - 1, true), (MediaLimits.exifEntriesMax, false),
        ] {
            let others = Array(repeating: (tag: 0x100, value: Block.Value.short(1)), count: count)
            let found = facts(Block(main: others + [(0x110, .text("X100"))]))
            #expect(found?.camera == (isFound ? "X100" : nil))
        }
    }

    @Test(.crosses(\MediaLimits.Type.exifTextBytesMax)) func `leave out what makes no sense`() {
        func only(_ tag: Int, _ value: Block.Value, main: Bool = false) -> CaptureFacts? {
            facts(main ? Block(main: [(tag, value)]) : Block(details: [(tag, value)]))
        }
        #expect(only(0x829A, .rational(1, 0)) == nil)
        #expect(only(0x829A, .rational(0, 7)) == nil)
        #expect(only(0x829D, .text("1.8")) == nil)
        #expect(only(0x8827, .short(0)) == nil)
        #expect(only(0x8827, .short(0xFFFF)) == nil)
        #expect(
            facts(Block(details: [(0x8827, .short(0xFFFF)), (0x8833, .long(102_400))]))?.iso
                == 102_400)
        for text in ["", "   ", "caf\u{e9}", "a\u{202e}b", "a\nb", "\u{7f}"] {
            #expect(only(0x110, .text(text), main: true) == nil, "\(text)")
        }
        #expect(only(0x110, .text("  X100 "), main: true)?.camera == "X100")
        let longest = MediaLimits.exifTextBytesMax
        #expect(only(0x110, .text(String(repeating: "x", count: longest)), main: true) != nil)
        #expect(only(0x110, .text(String(repeating: "x", count: longest + 1)), main: true) == nil)
        let named = Block(main: [(0x10F, .text("NIKKOR")), (0x110, .text("Nikkor Z"))])
        #expect(facts(named)?.camera == "Nikkor Z")
    }

    @Test(
        arguments: [
            ("1970:01:01 00:00:00", nil, 0), ("2024:02:29 12:00:00", nil, 1_709_208_000),
            ("2000:02:29 00:00:00", "-08:00", 951_811_200), ("1969:12:31 23:59:59", nil, -1),
            ("1900:03:01 00:00:00", nil, -2_203_891_200),
            ("2026:04:08 18:00:00", "+99:00", 1_775_671_200),
            ("2023:02:29 12:00:00", nil, nil), ("1900:02:29 12:00:00", nil, nil),
            ("0000:00:00 00:00:00", nil, nil), ("2024:13:01 12:00:00", nil, nil),
            ("2024-02-01 12:00:00", nil, nil), ("2024:02:01 24:00:00", nil, nil),
            ("    :  :     :  :  ", nil, nil), ("2024:04:31 12:00:00", nil, nil),
        ] as [(String, String?, Int64?)])
    func `have a time if it is one`(time: String, offset: String?, seconds: Int64?) {
        var block = Block(details: [(0x9003, .text(time))])
        if let offset { block.details.append((0x9011, .text(offset))) }
        #expect(facts(block)?.takenAt == seconds.map { $0 * 1_000 })
    }

    /// Neither of blocks that break off, nor of any others, anything is read that is not theirs.
    @Test func `of broken blocks are few, and none is a fault`() {
        let whole = Block.whole.tiff
        for end in 0...whole.count {
            _ = CaptureFacts(exif: whole, 0..<end)
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 4..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let facts = CaptureFacts(exif: bytes, 0..<bytes.count)
            let numbers = [facts?.exposure, facts?.aperture, facts?.focalLength].compactMap(\.self)
            #expect(numbers.allSatisfy { $0 > 0 && $0.isFinite })
        }
    }
}
