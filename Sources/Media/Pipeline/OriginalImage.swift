/// The original as its owner gets it back: upright and without metadata, as close to what was
/// uploaded as that allows.
///
/// - An upright JPEG or WebP is copied segment by segment: not a pixel changes, the colour profile
///   stays, and it costs nothing. Encoding it again at quality 100 would lose a little and make it
///   three times as large.
/// - A JPEG that lies on its side is turned and encoded again at quality 100.
/// - PNG and GIF, and WebP that is turned or animated, become lossless WebP of their first frame:
///   variants have two formats only, and WebP is the one that can be lossless.
/// - Where that would cost too much (`losslessPixelsMax`), they become JPEG of quality 100 on white.
struct OriginalImage {
    /// Lossless WebP at its fastest: the next step takes twice the time for a tenth fewer bytes.
    private static let losslessEffort = 0
    private static let losslessQuality = 0

    private let bytes: [UInt8]
    private let header: ImageHeader
    private let limits: MediaLimits
    private let opened: Picture
    private let orientation: Int

    private init(
        _ source: HeapBytes, _ bytes: [UInt8], header: ImageHeader, limits: MediaLimits,
        deadline: Deadline
    ) throws(MediaError) {
        self.bytes = bytes
        self.header = header
        self.limits = limits
        opened = try Picture.opening(source, header: header, shrink: 1, deadline: deadline)
        orientation = opened.orientation
    }

    static func make(
        _ source: HeapBytes, _ bytes: [UInt8], header: ImageHeader, limits: MediaLimits,
        deadline: Deadline
    ) throws(MediaError) -> ImageVariant {
        let original = try OriginalImage(
            source, bytes, header: header, limits: limits, deadline: deadline)
        do {
            let (format, file) = try original.encoded()
            let pixels = original.orientation >= 5 ? header.size.turned : header.size
            return ImageVariant(
                size: .original, format: format, pixels: pixels, file: EncodedImage(file))
        } catch .encodingFailed(let detail) {
            throw deadline.reason ?? .damaged(detail: detail)
        }
    }

    private func encoded() throws(MediaError) -> (VariantFormat, [UInt8]) {
        switch header.type {
        case .jpeg where orientation == 1:
            return (.jpeg, try JPEGContainer.withoutMetadata(bytes, keepsProfile: true))
        case .webp where orientation == 1 && !header.isAnimated:
            return (.webp, try WebPContainer.withoutMetadata(bytes, keepsProfile: true))
        case .jpeg:
            return (.jpeg, try jpeg(upright(opened), halvesChroma: header.isChromaSubsampled))
        case .webp, .png, .gif:
            let picture = try upright(inColoursForWebP())
            guard header.size.width * header.size.height <= limits.losslessPixelsMax else {
                return (.jpeg, try jpeg(picture.flattened(), halvesChroma: false))
            }
            return (.webp, try losslessWebP(picture))
        }
    }

    private func upright(_ picture: Picture) throws(MediaError) -> Picture {
        guard orientation > 1 else { return picture }
        return try picture.computedWithMetadata().upright(from: orientation)
    }

    /// A profile for grey pixels would be wrong for the coloured ones of a WebP: then the colours
    /// are converted. One for red, green and blue stays, as does the picture.
    private func inColoursForWebP() throws(MediaError) -> Picture {
        let picture = try opened.inEightBits()
        let keepsProfile = picture.profile.map(ColourProfile.isRGB) ?? false
        return keepsProfile ? picture : try picture.inSRGB().withoutProfile()
    }

    private func jpeg(_ picture: Picture, halvesChroma: Bool) throws(MediaError) -> [UInt8] {
        try picture.jpeg(
            quality: ImagePreset.originalQuality, halvesChroma: halvesChroma, keepsProfile: true)
    }

    private func losslessWebP(_ picture: Picture) throws(MediaError) -> [UInt8] {
        try picture.webp(
            quality: Self.losslessQuality, effort: Self.losslessEffort, isLossless: true,
            keepsProfile: true)
    }
}
