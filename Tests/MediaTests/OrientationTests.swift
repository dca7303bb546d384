import Testing

@testable import Demo
@testable import Media

@Suite struct OrientationTests {
    /// An upright demo picture and the same stored in every orientation.
    private func demo(_ orientation: Int?) async throws -> ProcessedImage {
        var picture = DemoPicture(
            seed: 7, pixels: PixelSize(width: 700, height: 460), topic: .architecture)
        picture.orientation = orientation
        let file = try await picture.render(on: Samples.processor)
        return try await Samples.processor.process(file, declaredType: "image/jpeg")
    }

    @Test(arguments: 1...8)
    func `every variant of every orientation stands upright`(orientation: Int) async throws {
        let upright = try await demo(nil)
        let turned = try await demo(orientation)
        #expect(turned.pixels == PixelSize(width: 700, height: 460))
        for (left, right) in zip(upright.files, turned.files) {
            let distance = try Decoded(left.bytes).distance(to: Decoded(right.bytes))
            #expect(distance < 2.5, "\(left.name)")
        }
    }

    @Test(arguments: 2...8)
    func `an orientation that is ignored would be seen`(orientation: Int) async throws {
        let upright = try Decoded(
            await DemoPicture(
                seed: 7, pixels: PixelSize(width: 400, height: 400), topic: .architecture
            ).render(on: Samples.processor))
        var picture = DemoPicture(
            seed: 7, pixels: PixelSize(width: 400, height: 400), topic: .architecture)
        picture.orientation = orientation
        let file = try await picture.render(on: Samples.processor)
        let stored = try Decoded(Samples.withoutOrientation(file))
        #expect(upright.distance(to: stored) > 10)
    }

    @Test func `each orientation moves the corners as EXIF says`() throws {
        // Where the corners of the stored picture end up: upper left, upper right, lower left.
        let table: [Int: [(Double, Double)]] = [
            1: [(0, 0), (1, 0), (0, 1)], 2: [(1, 0), (0, 0), (1, 1)],
            3: [(1, 1), (0, 1), (1, 0)], 4: [(0, 1), (1, 1), (0, 0)],
            5: [(0, 0), (0, 1), (1, 0)], 6: [(1, 0), (1, 1), (0, 0)],
            7: [(1, 1), (1, 0), (0, 1)], 8: [(0, 1), (0, 0), (1, 1)],
        ]
        let stored = try Samples.picture(60, 40)
        let corners = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9)]
        let before = try Decoded(stored.png())
        for (orientation, places) in table {
            let after = try Decoded(stored.upright(from: orientation).png())
            for (corner, place) in zip(corners, places) {
                let colour = after.colour(0.1 + 0.8 * place.0, 0.1 + 0.8 * place.1)
                #expect(difference(colour, before.colour(corner.0, corner.1)) <= 3)
            }
        }
    }

    @Test func `the orientation of a WebP and a PNG counts too`() async throws {
        let exif = ExifSegment(orientation: 6).tiff
        let stored = try Samples.picture(60, 40)
        let webp = WebPWriter.file([
            WebPWriter.canvas(PixelSize(width: 60, height: 40), flags: 0x08),
            try WebPWriter.picture(of: stored.webp(quality: 90, isLossless: true)),
            ("EXIF", exif),
        ])
        let png = PNGWriter.adding([("eXIf", exif)], to: try stored.png())
        let expected = try Decoded(stored.upright(from: 6).png())
        for (type, file) in [("image/webp", webp), ("image/png", png)] {
            let image = try await Samples.processor.process(file, declaredType: type)
            #expect(image.pixels == PixelSize(width: 40, height: 60), "\(type)")
            let original = try Decoded(image.original.file.bytes)
            #expect(original.distance(to: expected) == 0, "\(type) \(original.bands)")
        }
    }

    @Test func `an upright JPEG keeps every pixel in its original`() async throws {
        let file = try Samples.jpeg(321, 123)
        let image = try await Samples.processor.process(file, declaredType: "image/jpeg")
        #expect(try Decoded(image.original.file.bytes).distance(to: Decoded(file)) == 0)
        #expect(image.original.file.bytes.count <= file.count)
    }
}
