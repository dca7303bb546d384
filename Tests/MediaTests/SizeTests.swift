import Testing

@testable import Media

@Suite struct SizeTests {
    @Test func `sizes are widths, keep their shape and are never enlarged`() throws {
        let table: [(from: (Int, Int), width: Int, to: (Int, Int))] = [
            ((4_032, 3_024), 1_080, (1_080, 810)), ((4_032, 3_024), 640, (640, 480)),
            ((4_032, 3_024), 320, (320, 240)), ((4_032, 3_024), 150, (150, 113)),
            ((3_024, 4_032), 1_080, (1_080, 1_440)), ((4_032, 3_024), 2_048, (2_048, 1_536)),
            ((6_000, 4_000), 320, (320, 213)), ((4_000, 6_000), 320, (320, 480)),
            ((1_080, 1_920), 1_080, (1_080, 1_920)), ((1_080, 1_920), 320, (320, 568)),
            ((1_080, 2_160), 1_080, (960, 1_920)), ((900, 3_000), 150, (80, 266)),
            ((1_081, 1_081), 1_080, (1_080, 1_080)), ((100, 80), 150, (100, 80)),
            ((4_000, 7), 1_080, (1_080, 2)), ((4_000, 7), 640, (640, 1)),
            ((4_000, 7), 150, (150, 1)), ((7, 4_000), 150, (1, 266)), ((1, 1), 150, (1, 1)),
            ((16_383, 1), 1_080, (1_080, 1)), ((100, 2_000), 1_080, (96, 1_920)),
        ]
        for row in table {
            let preset = try #require(ImagePreset.all.first { $0.widthPixels == row.width })
            let size = PixelSize(width: row.from.0, height: row.from.1).fitted(to: preset)
            #expect(size == PixelSize(width: row.to.0, height: row.to.1), "\(row)")
        }
    }

    @Test func `every preset is in the table once, largest first`() {
        #expect(ImagePreset.all.map(\.widthPixels) == [2_048, 1_080, 640, 320, 150])
        #expect(ImagePreset.all.map(\.heightPixels) == [3_640, 1_920, 1_137, 568, 266])
        #expect(ImagePreset.all.map(\.quality) == [85, 90, 85, 80, 80])
        for size in VariantSize.allCases {
            #expect(VariantSize(letter: size.letter) == size)
        }
        #expect(VariantSize.original.preset == nil)
        #expect(VariantSize(letter: "z") == nil)
    }

    @Test func `the files have the sizes of the table`() async throws {
        let sources = [
            (1_200, 900), (900, 1_200), (4_000, 7), (7, 4_000), (1, 1), (2, 1), (151, 150),
            (640, 641), (3_000, 40),
        ]
        for (width, height) in sources {
            let original = PixelSize(width: width, height: height)
            let image = try await Samples.processor.process(
                Samples.jpeg(width, height), declaredType: "image/jpeg")
            #expect(image.pixels == original)
            #expect(image.variants.count == 10)
            for variant in image.variants {
                let expected = original.fitted(to: try #require(variant.size.preset))
                #expect(variant.pixels == expected)
                #expect(try Decoded(variant.file.bytes).size == expected, "\(width)x\(height)")
            }
            #expect(try Decoded(image.original.file.bytes).size == original)
        }
    }

    @Test func `variants are listed smallest first, JPEG before WebP`() async throws {
        let image = try await Samples.processor.process(
            Samples.jpeg(1_500, 1_000), declaredType: "image/jpeg")
        #expect(image.variants.map(\.size.letter) == Array("ttssmmllxx"))
        #expect(image.variants.map(\.format).prefix(2) == [.jpeg, .webp])
        #expect(image.variant(.medium, .webp)?.pixels == PixelSize(width: 640, height: 427))
        #expect(image.variant(.original, .webp) == nil)
        for variant in image.variants {
            let type = SourceType(sniffing: variant.file.bytes)
            #expect(type == (variant.format == .jpeg ? .jpeg : .webp))
            #expect(variant.file.sha256 == ContentHash(of: variant.file.bytes))
        }
    }

    @Test func `a photo smaller than several boxes is stored once per quality`() async throws {
        let image = try await Samples.processor.process(
            Samples.jpeg(100, 80), declaredType: "image/jpeg")
        for format in VariantFormat.allCases {
            #expect(image.variant(.thumbnail, format)?.file == image.variant(.small, format)?.file)
            #expect(image.variant(.small, format)?.file != image.variant(.large, format)?.file)
        }
        #expect(Set(image.variants.map(\.blobName)).count == 6)
    }

    @Test func `decoding shrinks as far as leaves a third more pixels`() {
        func shrink(_ width: Int, _ height: Int, type: SourceType = .jpeg) -> Int {
            let size = PixelSize(width: width, height: height)
            return ImageHeader(type: type, size: size)
                .decodingShrink(for: size.fitted(to: ImagePreset.all[1]))
        }
        #expect(shrink(4_032, 3_024) == 2)
        #expect(shrink(6_000, 4_000) == 4)
        #expect(shrink(8_064, 6_048) == 4)
        #expect(shrink(12_000, 4_000) == 8)
        #expect(shrink(2_808, 2_000) == 2)
        #expect(shrink(2_807, 2_000) == 1)
        #expect(shrink(4_000, 7) == 1)
        #expect(shrink(4_000, 63) == 1)
        #expect(shrink(4_000, 64) == 2)
        #expect(shrink(800, 600) == 1)
        #expect(shrink(6_000, 4_000, type: .png) == 1)
    }

    @Test func `shrinking while decoding shows the same picture`() async throws {
        let base = try Samples.picture(180, 45)
        var large: [Decoded] = []
        for (scale, shrink) in [(8, 1), (16, 2), (32, 4)] {
            let size = PixelSize(width: 180 * scale, height: 45 * scale)
            let header = ImageHeader(type: .jpeg, size: size)
            #expect(header.decodingShrink(for: size.fitted(to: ImagePreset.all[1])) == shrink)
            let file = try base.resized(to: size).jpeg(quality: 92)
            let image = try await Samples.processor.process(file, declaredType: "image/jpeg")
            large.append(try Decoded(#require(image.variant(.large, .jpeg)).file.bytes))
        }
        #expect(large[0].distance(to: large[1]) < 2)
        #expect(large[0].distance(to: large[2]) < 2)
    }
}
