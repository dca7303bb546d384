import Media

/// A made-up picture: the same for the same seed, and fit for a feed. The demo needs neither
/// downloads nor licences, and tests know what they uploaded.
package struct DemoPicture: Sendable {
    /// Shapes that people post.
    package enum Shape: Sendable, CaseIterable {
        case portrait, square, landscape, story

        /// 4:5, 1:1, 3:2 and 9:16, as wide as the largest variant.
        package var pixels: PixelSize {
            switch self {
            case .portrait: PixelSize(width: 1_080, height: 1_350)
            case .square: PixelSize(width: 1_080, height: 1_080)
            case .landscape: PixelSize(width: 1_080, height: 720)
            case .story: PixelSize(width: 1_080, height: 1_920)
            }
        }
    }

    /// What it shows.
    package enum Subject: Sendable, Hashable {
        case topic(DemoTopic)
        /// Head and shoulders without a face.
        case avatar
    }

    package var seed: UInt64
    /// Width and height, upright.
    package var pixels: PixelSize
    package var subject: Subject
    /// EXIF orientation, 1 to 8; the pixels are stored so that it turns them upright. None: no
    /// EXIF at all, unless there is a location.
    package var orientation: Int?
    /// EXIF location in degrees, to prove that it never gets out.
    package var location: (latitude: Double, longitude: Double)?
    /// Quality of the JPEG, 1 to 100.
    package var quality = 88

    /// - Parameter topic: by default one that depends on the seed.
    package init(
        seed: UInt64, pixels: PixelSize = Shape.portrait.pixels, topic: DemoTopic? = nil
    ) {
        var random = SeededRandom(seed: seed ^ 0x70_1C)
        self.seed = seed
        self.pixels = pixels
        subject = .topic(topic ?? random.pick(DemoTopic.allCases))
    }

    /// The avatar of an account.
    package static func avatar(seed: UInt64, sidePixels: Int = 320) -> DemoPicture {
        var picture = DemoPicture(
            seed: seed, pixels: PixelSize(width: sidePixels, height: sidePixels))
        picture.subject = .avatar
        return picture
    }

    /// Paints it and encodes it, on the processor's threads.
    ///
    /// - Returns: a JPEG.
    /// - Throws: `invalidSize` outside of the limits on sides, `queueFull`, `closed`.
    package func render(on processor: ImageProcessor) async throws(MediaError) -> [UInt8] {
        let limits = DemoLimits.standard
        let sides = limits.sidePixelsMin...limits.sidePixelsMax
        guard sides.contains(pixels.width), sides.contains(pixels.height) else {
            throw .invalidSize(width: pixels.width, height: pixels.height)
        }
        return try await processor.paint { () throws(MediaError) in try jpeg() }
    }

    /// Blocks; for a worker thread.
    func jpeg() throws(MediaError) -> [UInt8] {
        var picture = try painted()
        if let orientation, orientation > 1 {
            picture = try picture.upright(from: Self.inverse(of: orientation))
        }
        let file = try picture.jpeg(quality: quality)
        guard orientation != nil || location != nil else { return file }
        let exif = ExifSegment(orientation: orientation ?? 1, location: location)
        return file.prefix(2) + exif.app1 + file.dropFirst(2)
    }

    /// The picture, upright.
    func painted() throws(MediaError) -> Picture {
        var random = SeededRandom(seed: seed)
        let topic: DemoTopic =
            switch subject {
            case .topic(let topic): topic
            case .avatar: .abstract
            }
        let palette = random.pick(topic.palettes)
        let canvas = try DemoCanvas(size: pixels, sky: palette.sky)
        switch subject {
        case .topic(let topic): try canvas.paint(topic, palette, &random)
        case .avatar: try canvas.paintPortrait(palette, &random)
        }
        try canvas.grain(&random, opacity: 0.06)
        return canvas.picture
    }

    /// The orientation that undoes another: turns of a quarter undo each other, all else itself.
    private static func inverse(of orientation: Int) -> Int {
        switch orientation {
        case 6: 8
        case 8: 6
        default: orientation
        }
    }
}

extension DemoCanvas {
    fileprivate func paint(
        _ topic: DemoTopic, _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        switch topic {
        case .sea: try paintSea(palette, &random)
        case .mountains: try paintMountains(palette, &random)
        case .desert: try paintDesert(palette, &random)
        case .city: try paintCity(palette, &random)
        case .forest: try paintForest(palette, &random)
        case .night: try paintNight(palette, &random)
        case .abstract: try paintAbstract(palette, &random)
        case .food: try paintFood(palette, &random)
        case .flowers: try paintFlowers(palette, &random)
        case .architecture: try paintArchitecture(palette, &random)
        }
    }
}
