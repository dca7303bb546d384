import TestSupport
import Testing

@testable import Demo
@testable import Media

@Suite struct DemoPictureTests {
    @Test(arguments: DemoTopic.allCases)
    func `every topic can be painted and processed`(topic: DemoTopic) async throws {
        for seed in 0..<3 {
            let picture = DemoPicture(
                seed: UInt64(seed), pixels: PixelSize(width: 324, height: 405), topic: topic)
            let file = try await picture.render(on: Samples.processor)
            let image = try await Samples.processor.process(file, declaredType: "image/jpeg")
            #expect(image.pixels == PixelSize(width: 324, height: 405))
            // It shows something: not all pixels are alike.
            let decoded = try Decoded(file)
            #expect(Set(decoded.pixels).count > 40)
        }
    }

    @Test func `the same seed gives the same bytes, another seed others`() async throws {
        func hash(_ seed: UInt64) async throws -> ContentHash {
            let picture = DemoPicture(seed: seed, pixels: PixelSize(width: 200, height: 160))
            return ContentHash(of: try await picture.render(on: Samples.processor))
        }
        var hashes: Set<ContentHash> = []
        for seed in 0..<12 {
            let first = try await hash(UInt64(seed))
            #expect(try await hash(UInt64(seed)) == first)
            hashes.insert(first)
        }
        #expect(hashes.count == 12)
    }

    @Test func `shapes are those people post`() async throws {
        for shape in DemoPicture.Shape.allCases {
            let pixels = shape.pixels
            let small = PixelSize(width: pixels.width / 6, height: pixels.height / 6)
            let file = try await DemoPicture(seed: 5, pixels: small).render(on: Samples.processor)
            #expect(try Decoded(file).size == small)
        }
    }

    @Test func `an avatar is square and somebody else's for another seed`() async throws {
        let first = try await DemoPicture.avatar(seed: 1).render(on: Samples.processor)
        let second = try await DemoPicture.avatar(seed: 2).render(on: Samples.processor)
        #expect(try Decoded(first).size == PixelSize(width: 320, height: 320))
        #expect(try Decoded(first).distance(to: Decoded(second)) > 3)
    }

    @Test(.crosses(\DemoLimits.sidePixelsMin, \DemoLimits.sidePixelsMax))
    func `pictures beyond the limits are refused`() async {
        for (width, height) in [(31, 100), (100, 31), (4_097, 100), (100, 4_097), (0, 0), (-5, 40)]
        {
            let picture = DemoPicture(seed: 1, pixels: PixelSize(width: width, height: height))
            await #expect(throws: MediaError.invalidSize(width: width, height: height)) {
                try await picture.render(on: Samples.processor)
            }
        }
    }

    @Test func `the smallest pictures of all topics can be painted`() async throws {
        for topic in DemoTopic.allCases {
            let picture = DemoPicture(
                seed: 4, pixels: PixelSize(width: 32, height: 32), topic: topic)
            _ = try await picture.render(on: Samples.processor)
        }
    }

    @Test func `numbers of a seed do not change`() {
        var random = SeededRandom(seed: 0)
        #expect(random.next() == 0xE220_A839_7B1D_CDAF)
        #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
    }
}

@Suite struct BenchmarkPhotographTests {
    private let size = PixelSize(width: 1_600, height: 1_200)

    @Test(arguments: [false, true])
    func `is shown upright, however it is stored`(isTurned: Bool) async throws {
        let photograph = try await MediaBenchmark.photograph(
            size, isTurned: isTurned, on: Samples.processor)
        // Noise costs bytes, as that of a sensor does.
        #expect(photograph.count > 400_000)
        let image = try await Samples.processor.process(
            photograph, declaredType: "image/jpeg", presets: Array(ImagePreset.all.dropFirst()))
        #expect(image.pixels == size)
        #expect(image.variants.map(\.size).contains(.xlarge) == false)
        #expect(image.variant(.large, .jpeg)?.pixels == PixelSize(width: 1_080, height: 810))
        #expect(image.variants.count == 8)
    }

    @Test func `is another one for another seed`() async throws {
        var hashes: Set<ContentHash> = []
        for seed in [1, 1, 2, 3] {
            let small = PixelSize(width: 320, height: 240)
            hashes.insert(
                ContentHash(
                    of: try await MediaBenchmark.photograph(
                        small, seed: seed, on: Samples.processor)))
        }
        #expect(hashes.count == 3)
    }
}
