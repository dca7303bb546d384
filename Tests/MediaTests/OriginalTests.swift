import TestSupport
import Testing

@testable import Demo
@testable import Media

@Suite struct OriginalTests {
    @Test func `an original on its side says so, and nothing else`() async throws {
        let stored = try Samples.picture(60, 40)
        let exif = ExifSegment(orientation: 6, location: (48.2082, 16.3738))
        let webp = WebPWriter.file([
            WebPWriter.canvas(PixelSize(width: 60, height: 40), flags: 0x08),
            try WebPWriter.picture(of: stored.webp(quality: 90)), ("EXIF", exif.tiff),
        ])
        let files: [(String, [UInt8])] = [
            ("image/jpeg", JPEGWriter.adding(exif.app1, to: try stored.jpeg(quality: 90))),
            ("image/png", PNGWriter.adding([("eXIf", exif.tiff)], to: try stored.png())),
            ("image/webp", webp),
        ]
        for (type, file) in files {
            let image = try await Samples.processor.process(file, declaredType: type)
            let original = image.original.file.bytes
            #expect(original.count < file.count, "\(type)")
            #expect(original.firstRange(of: EXIF.block(orientation: 6)) != nil, "\(type)")
            let header = try ImageHeader.admit(original, declaredType: type, limits: .standard)
            #expect(header.orientation == 6)
            #expect(image.pixels == PixelSize(width: 40, height: 60))
            #expect(try Decoded(original).distance(to: Decoded(file)) == 0)
        }
    }

    @Test(arguments: [
        ("image/jpeg", 1), ("image/jpeg", 8), ("image/png", 1), ("image/png", 5),
    ])
    func `an original is not larger than the upload`(type: String, orientation: Int) async throws {
        let base = try type == "image/png" ? Samples.png(700, 500) : Samples.jpeg(700, 500)
        let exif = EXIF.block(orientation: orientation)
        let file =
            type == "image/png"
            ? PNGWriter.adding([("eXIf", exif)], to: base)
            : JPEGWriter.adding(JPEGWriter.exif(orientation: UInt8(orientation)), to: base)
        let image = try await Samples.processor.process(file, declaredType: type)
        #expect(image.original.file.bytes.count <= file.count)
        #expect(image.original.type.contentType == type)
    }
}

@Suite struct ProfileTests {
    private func large(_ file: [UInt8], _ type: String = "image/jpeg") async throws -> Decoded {
        let image = try await Samples.processor.process(file, declaredType: type)
        return try Decoded(#require(image.variant(.large, .jpeg)).file.bytes)
    }

    @Test func `a profile for other pixels is ignored`() async throws {
        let file = try Samples.jpeg(120, 80)
        let grey = JPEGWriter.profile(ProfileWriter.profile("GRAY", "Grey"))
        let shown = try await large(JPEGWriter.adding(grey, to: file))
        #expect(try shown.distance(to: Decoded(file)) < 3)
    }

    @Test func `a profile is sRGB by its numbers, whatever it is called`() async throws {
        let lying = ProfileWriter.profile(
            "RGB ", "sRGB IEC61966-2.1", primaries: ProfileWriter.displayP3)
        let honest = ProfileWriter.profile("RGB ", "My screen", primaries: ProfileWriter.sRGB)
        #expect(ColourProfile(lying)?.isSRGB == false)
        #expect(ColourProfile(honest)?.isSRGB == true)
        let file = try Samples.picture(120, 80).jpeg(quality: 95, halvesChroma: false)
        let plain = try Decoded(file)
        let converted = try await large(JPEGWriter.adding(JPEGWriter.profile(lying), to: file))
        let same = try await large(JPEGWriter.adding(JPEGWriter.profile(honest), to: file))
        #expect(converted.distance(to: plain) > 4)
        #expect(same.distance(to: plain) < 3)
    }

    @Test(.crosses(\MediaLimits.Type.profileTagsMax))
    func `a profile that contradicts itself is none`() {
        let profile = ProfileWriter.profile("RGB ", "x", primaries: ProfileWriter.sRGB)
        #expect(ColourProfile(profile)?.fits(bands: 3) == true)
        for count in 0..<profile.count {
            #expect(ColourProfile(Array(profile.prefix(count))) == nil)
        }
        // Each of the tags is all of the profile.
        for (count, isOne) in [
            (MediaLimits.profileTagsMax, true), (MediaLimits.profileTagsMax + 1, false),
        ] {
            let length = 132 + 12 * count
            var many = Array(profile.prefix(128)) + Array(repeating: 0, count: length - 128)
            many.replaceSubrange(0..<4, with: [0, 0, UInt8(length >> 8), UInt8(length & 255)])
            many[131] = UInt8(count)
            #expect((ColourProfile(many) != nil) == isOne)
        }
    }

    @Test func `inks without a profile are mixed as browsers do`() async throws {
        _ = Vips.isRunning
        let size = PixelSize(width: 64, height: 64)
        let pixels = [[UInt8]](repeating: [163, 122, 204], count: 64 * 64).flatMap { $0 }
        let inks = try Picture.over(HeapBytes(pixels), size: size, bands: 3)
            .converted(to: "cmyk", assuming: "srgb")
        let ink = try inks.pixels().withBytes { Array($0.prefix(4)).map(Int.init) }
        let mixed = ink.prefix(3).map { (255 - $0) * (255 - ink[3]) / 255 }
        let shown = try await large(inks.jpeg(quality: 98, halvesChroma: false))
        #expect(difference(shown.colour(0.5, 0.5), mixed) < 6, "\(ink)")
    }

    @Test func `thin coloured strokes keep their colour`() async throws {
        _ = Vips.isRunning
        let size = PixelSize(width: 600, height: 400)
        let pixels = (0..<size.width * size.height).flatMap { index -> [UInt8] in
            let (x, y) = (index % size.width, index / size.width)
            guard x % 4 == 1 || y % 7 == 2 else { return [0, 0, 0] }
            return y % 14 < 7 ? [255, 0, 0] : [0, 60, 255]
        }
        let picture = try Picture.over(HeapBytes(pixels), size: size, bands: 3)
        let image = try await Samples.processor.process(picture.png(), declaredType: "image/png")
        let drawn = try Decoded(picture.png())
        for format in VariantFormat.allCases {
            let large = try Decoded(#require(image.variant(.large, format)).file.bytes)
            #expect(large.distance(to: drawn) < 8, "\(format)")
        }
    }

    @Test func `colours that are hardly seen stay what they are`() async throws {
        _ = Vips.isRunning
        let size = PixelSize(width: 1_600, height: 64)
        let pixels = (0..<size.width * size.height).flatMap { index -> [UInt8] in
            [200, 100, 30, UInt8(index % size.width * 8 / size.width)]
        }
        let file = try Picture.over(HeapBytes(pixels), size: size, bands: 4).png()
        let image = try await Samples.processor.process(file, declaredType: "image/png")
        let large = try Decoded(#require(image.variant(.large, .webp)).file.bytes)
        let colour = large.colour(0.94, 0.5)
        #expect(difference(Array(colour.prefix(3)), [200, 100, 30]) < 40, "\(colour)")
    }
}
