import TestSupport
import Testing

@testable import Demo
@testable import Media

@Suite struct ColourTests {
    private func process(_ file: [UInt8], _ type: String) async throws -> ProcessedImage {
        try await Samples.processor.process(file, declaredType: type)
    }

    @Test func `colours of a wide profile become sRGB, and no profile is left`() async throws {
        let plain = try Samples.picture(120, 80)
        let wide = try plain.converted(to: "p3", assuming: "srgb")
        #expect(wide.profile != nil)
        let file = try wide.jpeg(quality: 98, halvesChroma: false, isBare: false)
        #expect(file.firstRange(of: Array("ICC_PROFILE".utf8)) != nil)
        let image = try await process(file, "image/jpeg")
        let expected = try Decoded(plain.png())
        // The numbers in the file are others: reading them as sRGB would be seen.
        #expect(try Decoded(file).distance(to: expected) > 4)
        for variant in image.variants where variant.size == .large {
            #expect(try Decoded(variant.file.bytes).distance(to: expected) < 3)
            #expect(variant.file.bytes.firstRange(of: Array("ICC".utf8)) == nil)
        }
        // The original keeps what it was made with.
        #expect(image.original.file.bytes.firstRange(of: Array("ICC_PROFILE".utf8)) != nil)
    }

    @Test(.crosses(\MediaLimits.profileBytesMax))
    func `a profile that is one byte too long is not used`() async throws {
        let plain = try Samples.picture(120, 80)
        let wide = try plain.converted(to: "p3", assuming: "srgb")
        let profile = try #require(wide.profile)
        let expected = try Decoded(plain.png())
        let still = try WebPWriter.picture(
            of: wide.withoutProfile().webp(quality: 98, isLossless: true))
        let packed = Array("p3\0\0".utf8) + PNGWriter.data(profile).data
        let files: [(String, [UInt8])] = [
            ("image/jpeg", try wide.jpeg(quality: 98, halvesChroma: false, isBare: false)),
            (
                "image/webp",
                WebPWriter.file([
                    WebPWriter.canvas(plain.size, flags: 0x20), ("ICCP", profile), still,
                ])
            ),
            // The limit is about the profile that comes out of it.
            (
                "image/png",
                PNGWriter.adding([("iCCP", packed)], to: try wide.withoutProfile().png())
            ),
        ]
        for (type, file) in files {
            var distances: [Double] = []
            for bytesMax in [profile.count, profile.count - 1] {
                let processor = Samples.processor { $0.profileBytesMax = bytesMax }
                let image = try await processor.process(file, declaredType: type)
                let large = try Decoded(#require(image.variant(.large, .jpeg)).file.bytes)
                distances.append(large.distance(to: expected))
                processor.close()
            }
            #expect(distances[0] + 1 < distances[1], "\(type) \(distances)")
        }
    }

    @Test(.crosses(\MediaLimits.packedProfileBytesMax))
    func `a packed profile that is one byte too long is left out`() throws {
        var limits = MediaLimits.standard
        let packed = Array("noise\0\0".utf8) + PNGWriter.data([UInt8](repeating: 7, count: 90)).data
        let file = PNGWriter.adding([("iCCP", packed)], to: try Samples.png(8, 8))
        for (bytesMax, isKept) in [(packed.count, true), (packed.count - 1, false)] {
            limits.packedProfileBytesMax = bytesMax
            let clean = try CleanPicture.admit(file, declaredType: "image/png", limits: limits)
                .bytes
            #expect(try PNGWriter.chunks(of: clean).contains("iCCP") == isKept)
        }
        #expect(MediaLimits.standard.packedProfileBytesMax <= MediaLimits.standard.profileBytesMax)
    }

    @Test func `a turned original keeps its wide profile`() async throws {
        let wide = try Samples.picture(120, 80).converted(to: "p3", assuming: "srgb")
        let file = try wide.jpeg(quality: 98, isBare: false)
        let turned = file.prefix(2) + ExifSegment(orientation: 6).app1 + file.dropFirst(2)
        let image = try await process(Array(turned), "image/jpeg")
        let original = image.original.file.bytes
        #expect(original.firstRange(of: Array("ICC_PROFILE".utf8)) != nil)
        let expected = try Decoded(wide.computedWithMetadata().upright(from: 6).png())
        #expect(try Decoded(original).distance(to: expected) < 3)
    }

    @Test func `a profile that is no profile is ignored`() async throws {
        let plain = try Samples.jpeg(60, 40)
        var garbage = Array("ICC_PROFILE\0".utf8) + [1, 1] + [UInt8](repeating: 7, count: 300)
        garbage = [0xFF, 0xE2, 1, UInt8(garbage.count + 2 - 256)] + garbage
        let image = try await process(plain.prefix(2) + garbage + plain.dropFirst(2), "image/jpeg")
        let large = try Decoded(#require(image.variant(.large, .jpeg)).file.bytes)
        #expect(try large.distance(to: Decoded(plain)) < 3)
    }

    @Test func `CMYK becomes sRGB`() async throws {
        let plain = try Samples.picture(120, 80)
        let inks = try plain.converted(to: "cmyk", assuming: "srgb")
        #expect(inks.bands == 4)
        for keepsProfile in [true, false] {
            let file = try inks.jpeg(quality: 95, halvesChroma: false, isBare: !keepsProfile)
            let image = try await process(file, "image/jpeg")
            let large = try Decoded(#require(image.variant(.large, .jpeg)).file.bytes)
            #expect(large.bands == 3)
            // Inks cannot show all of these colours, but blue stays blue.
            #expect(try large.distance(to: Decoded(plain.png())) < 40)
            let blue = large.colour(0.1, 0.8)
            #expect(blue[2] > blue[0] && blue[2] > blue[1] + 30)
        }
    }

    @Test func `grey pictures stay grey`() async throws {
        let grey = try Samples.picture(120, 80, bands: 1)
        for (type, file) in [
            ("image/jpeg", try grey.jpeg(quality: 95)), ("image/png", try grey.png()),
        ] {
            let image = try await process(file, type)
            for variant in image.variants {
                let colour = try Decoded(variant.file.bytes).colour(0.25, 0.25)
                #expect(colour.count == 3)
                #expect(difference([colour[0], colour[1]], [colour[1], colour[2]]) <= 3)
                #expect(abs(colour[0] - 90) < 12, "\(colour)")
            }
        }
    }

    @Test func `16 bits become 8`() async throws {
        let files: [(name: String, bytes: [UInt8], expected: [Int])] = [
            (
                "RGB", PNGWriter.deep(40, 30, [0xC8FF, 0x6400, 0x1E80], type: 2), [200, 100, 30]
            ),
            ("grey", PNGWriter.deep(40, 30, [0x8040], type: 0), [128, 128, 128]),
            (
                "RGBA", PNGWriter.deep(40, 30, [0xC8FF, 0x6400, 0x1E80, 0xFFFF], type: 6),
                [200, 100, 30]
            ),
            (
                "grey with alpha", PNGWriter.deep(40, 30, [0x8040, 0xFFFF], type: 4),
                [128, 128, 128]
            ),
        ]
        for (name, bytes, expected) in files {
            let image = try await process(bytes, "image/png")
            for file in image.files.dropLast() {
                let colour = try Decoded(file.bytes).colour(0.5, 0.5)
                #expect(difference(Array(colour.prefix(3)), expected) <= 6, "\(name) \(colour)")
            }
        }
    }

    @Test func `transparency stays in WebP and lies on white in JPEG`() async throws {
        let image = try await process(Samples.png(400, 300, bands: 4), "image/png")
        for variant in image.variants {
            let decoded = try Decoded(variant.file.bytes)
            let clear = decoded.colour(0.25, 0.9)
            switch variant.format {
            case .jpeg: #expect(difference(clear, [255, 255, 255]) <= 4, "\(clear)")
            case .webp: #expect(clear[3] <= 2, "\(clear)")
            }
            #expect(difference(decoded.colour(0.1, 0.1), [230, 10, 20]) < 20)
        }
        let original = try Decoded(image.original.file.bytes)
        #expect(original.bands == 4)
        #expect(original.colour(0.25, 0.9)[3] == 0)
    }

    @Test func `what hides behind transparent pixels does not bleed`() async throws {
        // Bright red behind nothing, next to opaque blue: scaled edges must hold no red.
        let size = PixelSize(width: 600, height: 2)
        let pixels = (0..<1_200).flatMap { index -> [UInt8] in
            index % 600 % 2 == 0 ? [255, 0, 0, 0] : [0, 0, 255, 255]
        }
        _ = Vips.isRunning
        let file = try Picture.over(HeapBytes(pixels), size: size, bands: 4).png()
        let image = try await process(file, "image/png")
        let thumbnail = try Decoded(#require(image.variant(.thumbnail, .jpeg)).file.bytes)
        let colour = thumbnail.colour(0.5, 0.5)
        #expect(colour[2] > 240 && abs(colour[0] - colour[1]) < 12, "\(colour)")
    }

    @Test func `only the first frame of an animation is shown`() async throws {
        let size = PixelSize(width: 30, height: 20)
        let red = try Picture.over(
            HeapBytes([[UInt8]](repeating: [250, 10, 10], count: 600).flatMap { $0 }), size: size,
            bands: 3)
        let files: [(String, [UInt8])] = [
            ("image/gif", GIFWriter.file(30, 20, frames: [0, 1, 2])),
            (
                "image/webp",
                try WebPWriter.animation(
                    [red.webp(quality: 95, isLossless: true), Samples.webp(30, 20)], size: size)
            ),
        ]
        var oneFrame = MediaLimits.standard
        oneFrame.framesMax = 1
        for (type, file) in files {
            let image = try await process(file, type)
            #expect(image.pixels == size)
            for file in image.files {
                let colour = try Decoded(file.bytes).colour(0.5, 0.5)
                #expect(difference(Array(colour.prefix(3)), [250, 10, 10]) < 8, "\(type)")
                _ = try ImageHeader.admit(
                    file.bytes, declaredType: file.type.contentType, limits: oneFrame)
            }
        }
    }

    @Test func `a transparent GIF lies on white`() async throws {
        let image = try await process(GIFWriter.file(20, 20, frames: [3]), "image/gif")
        let colour = try Decoded(#require(image.variant(.small, .jpeg)).file.bytes).colour(0.5, 0.5)
        #expect(difference(colour, [255, 255, 255]) <= 2)
    }

    @Test func `originals of PNG and GIF are lossless`() async throws {
        let png = try Samples.png(90, 60)
        let image = try await process(png, "image/png")
        #expect(image.original.type == .png)
        #expect(try Decoded(image.original.file.bytes).distance(to: Decoded(png)) == 0)
    }
}
