import TestSupport
import Testing

@testable import Media

/// Looks of photos: what each is said to do is measured.
@Suite struct FilterTests {
    /// Colours in sixteen fields: dark, light, grey and strong ones.
    private static let chart: [[UInt8]] = [
        [0, 0, 0], [60, 60, 60], [128, 128, 128], [255, 255, 255],
        [200, 40, 40], [40, 200, 40], [40, 40, 200], [200, 180, 40],
        [90, 60, 30], [30, 60, 90], [230, 200, 180], [150, 170, 200],
        [128, 128, 128], [128, 128, 128], [128, 128, 128], [128, 128, 128],
    ]
    private static let side = 64

    private static func picture(alpha: UInt8? = nil) throws -> Picture {
        _ = Vips.isRunning
        let pixels = (0..<side * side).flatMap { place -> [UInt8] in
            let (x, y) = (place % side * 4 / side, place / side * 4 / side)
            return chart[y * 4 + x] + (alpha.map { [$0] } ?? [])
        }
        return try Picture.over(
            HeapBytes(pixels), size: PixelSize(width: side, height: side),
            bands: alpha == nil ? 3 : 4)
    }

    /// The colours of the fields, in the middle of each.
    private static func fields(_ filter: PictureFilter?) throws -> [[Int]] {
        let plain = try picture()
        let shown = try Decoded(try (filter.map { try plain.filtered(by: $0) } ?? plain).png())
        return (0..<16).map {
            shown.colour((Double($0 % 4) + 0.5) / 4, (Double($0 / 4) + 0.5) / 4)
        }
    }

    private static func chroma(_ colour: [Int]) -> Int { (colour.max() ?? 0) - (colour.min() ?? 0) }
    private static func light(_ colour: [Int]) -> Int { colour.reduce(0, +) / 3 }

    @Test(arguments: [PictureFilter.mono, .noir])
    func `black and white has no colours`(_ filter: PictureFilter) throws {
        let fields = try Self.fields(filter)
        #expect(fields.allSatisfy { Self.chroma($0) <= 1 })
        #expect(Self.light(fields[5]) > Self.light(fields[6]), "green is lighter than blue")
    }

    @Test func `each does what it is called`() throws {
        let plain = try Self.fields(nil)
        let mono = try Self.fields(.mono)
        let noir = try Self.fields(.noir)
        #expect(Self.light(noir[1]) < Self.light(mono[1]) - 20, "deep shadows")
        for grey in try Self.fields(.sepia)[1...2] {
            #expect(grey[0] > grey[1] && grey[1] > grey[2], "brown")
        }
        let fade = try Self.fields(.fade)
        #expect(Self.light(fade[0]) > 25 && Self.light(fade[3]) < 245)
        let (warm, cool) = (try Self.fields(.warm), try Self.fields(.cool))
        #expect(warm[2][0] > warm[2][2] + 20 && cool[2][2] > cool[2][0] + 20)
        let vivid = try Self.fields(.vivid)
        for field in 8...11 { #expect(Self.chroma(vivid[field]) > Self.chroma(plain[field]) + 10) }
        #expect(difference(vivid[2], plain[2]) <= 1, "greys stay")
        let crisp = try Self.fields(.crisp)
        #expect(
            Self.light(crisp[1]) < Self.light(plain[1])
                && Self.light(crisp[10]) > Self.light(plain[10]))
        let dusk = try Self.fields(.dusk)
        #expect(dusk[0][2] > dusk[0][0] && dusk[0][0] > dusk[0][1], "violet shadows")
        #expect(dusk[3][0] > dusk[3][2] && dusk[3][2] > dusk[3][1], "pink lights")
        let vintage = try Self.fields(.vintage)
        #expect(vintage[2][0] > vintage[2][2] + 15, "yellow")
        #expect(Self.light(vintage[12]) < Self.light(vintage[13]) - 8, "dark corners")
        #expect(abs(Self.light(vintage[12]) - Self.light(vintage[15])) <= 1)
    }

    @Test(arguments: PictureFilter.allCases)
    func `keeps what is transparent, and the size`(_ filter: PictureFilter) throws {
        let shown = try Self.picture(alpha: 77).filtered(by: filter)
        let decoded = try Decoded(try shown.png())
        #expect(
            decoded.size == PixelSize(width: Self.side, height: Self.side) && decoded.bands == 4)
        #expect(
            stride(from: 3, to: decoded.pixels.count, by: 4).allSatisfy { decoded.pixels[$0] == 77 }
        )
        let grey = try Samples.picture(40, 30, bands: 1).filtered(by: filter)
        #expect(grey.bands == 3 && grey.size == PixelSize(width: 40, height: 30))
    }

    @Test func `is in all variants and not in the original`() async throws {
        let file = try Samples.jpeg(500, 300)
        let plain = try await Samples.processor.process(file, declaredType: "image/jpeg")
        var seen: Set<ContentHash> = []
        for filter in PictureFilter.allCases {
            let image = try await Samples.processor.process(
                file, declaredType: "image/jpeg", filter: filter)
            #expect(image.original.file == plain.original.file)
            #expect(image.pixels == plain.pixels && image.variants.count == plain.variants.count)
            #expect(
                Set(image.variants.map(\.file.sha256)).isDisjoint(
                    with: plain.variants.map(\.file.sha256)))
            seen.insert(try #require(image.variant(.small, .jpeg)).file.sha256)
        }
        #expect(seen.count == PictureFilter.allCases.count, "no two are the same")
        let mono = try await Samples.processor.process(
            file, declaredType: "image/jpeg", filter: .mono)
        for variant in mono.variants {
            let decoded = try Decoded(variant.file.bytes)
            #expect(Self.chroma(Array(decoded.colour(0.2, 0.2).prefix(3))) <= 4)
        }
    }

    @Test func `of an original gives what the upload gave`() async throws {
        for file in [try Samples.jpeg(500, 300), try Samples.webp(200, 120)] {
            let type = try #require(SourceType(sniffing: file)).contentType
            let first = try await Samples.processor.process(file, declaredType: type, filter: .dusk)
            let again = try await Samples.processor.process(
                first.original.file.bytes, declaredType: type, filter: .dusk)
            #expect(again.variants == first.variants)
            #expect(again.original == first.original)
        }
    }
}
