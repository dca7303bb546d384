import Foundation
import TestSupport
import Testing

@testable import Media

@Suite struct AdmissionTests {
    @Test func `the four types are told by their first bytes`() throws {
        let files: [(SourceType, [UInt8])] = [
            (.jpeg, try Samples.jpeg(40, 30)), (.png, try Samples.png(40, 30)),
            (.webp, try Samples.webp(40, 30)),
            (.gif, GIFWriter.file(40, 30, frames: [0])),
        ]
        for (type, file) in files {
            let header = try ImageHeader.admit(
                file, declaredType: type.contentType, limits: .standard)
            #expect(header.type == type)
            #expect(header.size == PixelSize(width: 40, height: 30))
        }
    }

    @Test func `all kinds of WebP tell their size`() throws {
        let size = PixelSize(width: 301, height: 203)
        let files = [
            try Samples.webp(301, 203), try Samples.webp(301, 203, bands: 4),
            try Samples.picture(301, 203).webp(quality: 80, isLossless: true),
            try WebPWriter.animation([Samples.webp(301, 203)], size: size),
        ]
        for file in files {
            #expect(
                try ImageHeader.admit(file, declaredType: "image/webp", limits: .standard).size
                    == size)
        }
    }

    @Test(arguments: [
        "image/jpeg", "IMAGE/JPEG", "image/jpg", "image/jpeg; charset=binary", " image/jpeg ",
    ])
    func `a declared type is read leniently`(type: String) throws {
        let file = try Samples.jpeg(8, 8)
        #expect(try ImageHeader.admit(file, declaredType: type, limits: .standard).type == .jpeg)
    }

    @Test func `what is not one of the four is refused`() {
        let others: [[UInt8]] = [
            Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), Array("%PDF-1.7".utf8),
            Array("BM".utf8) + [UInt8](repeating: 0, count: 60), [0x49, 0x49, 42, 0],
            Array("\0\0\0\u{1C}ftypheic".utf8), Array("#!/bin/sh".utf8), [0], [0xFF, 0xD8],
            Array("RIFF\0\0\0\0WAVE".utf8), [0x1F, 0x8B, 8, 0], Array("GIF88a".utf8),
        ]
        for bytes in others {
            #expect(throws: MediaError.unsupportedType) {
                try ImageHeader.admit(bytes, declaredType: "image/jpeg", limits: .standard)
            }
        }
        #expect(throws: MediaError.empty) {
            try ImageHeader.admit([], declaredType: "image/jpeg", limits: .standard)
        }
    }

    @Test func `bytes of another type than declared are refused`() throws {
        let file = try Samples.png(8, 8)
        for type in ["image/jpeg", "image/webp", "text/html", "", "image/png2"] {
            #expect(throws: MediaError.typeMismatch(declared: type, found: "image/png")) {
                try ImageHeader.admit(file, declaredType: type, limits: .standard)
            }
        }
    }

    @Test(.crosses(\MediaLimits.sourceBytesMax)) func `one byte too many is refused`() throws {
        let file = try Samples.jpeg(64, 64)
        var limits = MediaLimits.standard
        limits.sourceBytesMax = file.count
        _ = try ImageHeader.admit(file, declaredType: "image/jpeg", limits: limits)
        limits.sourceBytesMax -= 1
        #expect(throws: MediaError.tooLarge(bytesMax: file.count - 1)) {
            try ImageHeader.admit(file, declaredType: "image/jpeg", limits: limits)
        }
    }

    @Test(.crosses(\MediaLimits.pixelsMax)) func `one pixel too many is refused`() throws {
        let file = try Samples.png(20, 30)
        var limits = MediaLimits.standard
        limits.pixelsMax = 600
        _ = try ImageHeader.admit(file, declaredType: "image/png", limits: limits)
        limits.pixelsMax = 599
        #expect(throws: MediaError.tooManyPixels(width: 20, height: 30, pixelsMax: 599)) {
            try ImageHeader.admit(file, declaredType: "image/png", limits: limits)
        }
    }

    @Test(.crosses(\MediaLimits.sidePixelsMax))
    func `a side that is one pixel too long is refused`() throws {
        let long = PNGWriter.file([PNGWriter.header(16_384, 1, bits: 8, colour: 2)])
        #expect(throws: MediaError.sideTooLong(width: 16_384, height: 1, pixelsMax: 16_383)) {
            try ImageHeader.admit(long, declaredType: "image/png", limits: .standard)
        }
        let fits = PNGWriter.file([
            PNGWriter.header(16_383, 1, bits: 8, colour: 2), PNGWriter.data([0]), PNGWriter.end,
        ])
        _ = try ImageHeader.admit(fits, declaredType: "image/png", limits: .standard)
    }

    @Test func `a PNG that claims 65535 x 65535 is refused before it is decoded`() async {
        let claim = PNGWriter.file([
            PNGWriter.header(65_535, 65_535, bits: 8, colour: 2), PNGWriter.data([0, 1, 2, 3]),
            PNGWriter.end,
        ])
        await #expect(
            throws: MediaError.sideTooLong(width: 65_535, height: 65_535, pixelsMax: 16_383)
        ) {
            try await Samples.processor.process(claim, declaredType: "image/png")
        }
    }

    @Test(.crosses(\MediaLimits.pictureBytesMax))
    func `pictures that are held whole need more memory`() throws {
        var limits = MediaLimits.standard
        limits.pictureBytesMax =
            try ImageHeader.admit(
                Samples.jpeg(20, 30), declaredType: "image/jpeg", limits: limits
            ).decodingBytes + 599
        let files: [(String, [UInt8], Bool)] = [
            ("image/jpeg", try Samples.jpeg(20, 30), true),
            ("image/png", try Samples.png(20, 30), true),
            ("image/jpeg", try Samples.jpeg(20, 30, isProgressive: true), false),
            ("image/png", try Samples.picture(20, 30).png(isInterlaced: true), false),
        ]
        for (type, file, isTaken) in files {
            let header = try? ImageHeader.admit(file, declaredType: type, limits: limits)
            #expect((header != nil) == isTaken)
        }
    }

    @Test(.crosses(\MediaLimits.jpegScansMax)) func `one scan too many is refused`() throws {
        let file = try Samples.jpeg(40, 30, isProgressive: true)
        var reader = JPEGReader(file)
        var scans = 0
        while let segment = try reader.next(), !segment.isEnd { scans += segment.isScan ? 1 : 0 }
        #expect(scans > 5)
        var limits = MediaLimits.standard
        limits.jpegScansMax = scans
        _ = try ImageHeader.admit(file, declaredType: "image/jpeg", limits: limits)
        limits.jpegScansMax = scans - 1
        #expect(throws: MediaError.tooManyScans(scansMax: scans - 1)) {
            try ImageHeader.admit(file, declaredType: "image/jpeg", limits: limits)
        }
    }

    @Test func `a JPEG that repeats its last scan a thousand times is refused`() async throws {
        let file = try Samples.jpeg(40, 30, isProgressive: true)
        let start = try #require(file.lastRange(of: [0xFF, 0xDA])?.lowerBound)
        let scans = [ArraySlice](repeating: file[start..<file.count - 2], count: 1_000)
        let bomb = Array(file.dropLast(2)) + scans.flatMap { $0 } + [0xFF, 0xD9]
        await #expect(throws: MediaError.tooManyScans(scansMax: 64)) {
            try await Samples.processor.process(bomb, declaredType: "image/jpeg")
        }
    }

    @Test(.crosses(\MediaLimits.framesMax)) func `one frame too many is refused`() throws {
        var limits = MediaLimits.standard
        limits.framesMax = 3
        let size = PixelSize(width: 8, height: 8)
        let still = try Samples.webp(8, 8)
        let animations: [(String, (Int) throws -> [UInt8])] = [
            ("image/gif", { GIFWriter.file(8, 8, frames: [Int](repeating: 0, count: $0)) }),
            (
                "image/webp",
                { try WebPWriter.animation([[UInt8]](repeating: still, count: $0), size: size) }
            ),
        ]
        for (type, make) in animations {
            _ = try ImageHeader.admit(make(3), declaredType: type, limits: limits)
            #expect(throws: MediaError.tooManyFrames(framesMax: 3)) {
                try ImageHeader.admit(make(4), declaredType: type, limits: limits)
            }
        }
    }

    @Test func `JPEG kinds that browsers cannot show are refused`() throws {
        let file = try Samples.jpeg(40, 30)
        let frame = try #require(file.firstRange(of: [0xFF, 0xC0])?.lowerBound)
        let kinds: [(place: Int, byte: UInt8, kind: String)] = [
            (frame + 1, 0xC3, "a lossless JPEG"), (frame + 4, 12, "a JPEG of 12 bits"),
            (frame + 1, 0xC9, "a JPEG with arithmetic coding"),
            (frame + 1, 0xC5, "a hierarchical JPEG"), (frame + 9, 2, "a JPEG of 2 colours"),
        ]
        for (place, byte, kind) in kinds {
            var changed = file
            changed[place] = byte
            #expect(throws: MediaError.unsupportedKind(kind)) {
                try ImageHeader.admit(changed, declaredType: "image/jpeg", limits: .standard)
            }
        }
    }

    @Test func `messages repeat nothing harmful`() {
        let error = MediaError.typeMismatch(
            declared: "a\u{0}\n\u{202E}b" + String(repeating: "x", count: 500), found: "image/png")
        #expect(error.description.count < 150)
        #expect(!error.description.contains("\n"))
        #expect(!MediaError.damaged(detail: "/srv/x").description.contains("/srv"))
        #expect(
            MediaError.storageFailed(code: 2, detail: "/srv/x").description
                == "The file could not be stored.")
    }
}
