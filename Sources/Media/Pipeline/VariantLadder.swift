import Crypto

/// From the largest variant down to the smallest, each made from the one above it: the work after
/// decoding is then a few milliseconds, and against scaling each from the original no eye sees the
/// difference (above 47 dB).
struct VariantLadder {
    private let header: ImageHeader
    private let deadline: Deadline
    /// What was encoded so far: a photo smaller than several boxes is encoded once per quality.
    private var encoded: [Encoding: EncodedImage] = [:]

    private struct Encoding: Hashable {
        let size: PixelSize
        let quality: Int
        let format: VariantFormat
    }

    init(_ header: ImageHeader, deadline: Deadline) {
        self.header = header
        self.deadline = deadline
    }

    /// Presets, largest first, in both formats, smallest first, and a BlurHash of the smallest.
    mutating func climbDown(
        _ presets: [ImagePreset], from largest: Picture
    ) throws(MediaError) -> (variants: [ImageVariant], blurHash: String) {
        var variants: [ImageVariant] = []
        var picture = largest
        for preset in presets {
            let target = header.uprightSize.fitted(to: preset)
            if picture.size != target { picture = try picture.resized(to: target).computed() }
            let opaque = picture.hasAlpha ? try picture.flattened().computed() : picture
            for format in VariantFormat.allCases.reversed() {
                try deadline.check()
                let image = try encode(picture, opaque: opaque, as: format, preset: preset)
                variants.append(
                    ImageVariant(size: preset.size, format: format, pixels: target, file: image))
            }
        }
        variants.reverse()
        return (variants, try blurHash(of: picture))
    }

    private mutating func encode(
        _ picture: Picture, opaque: Picture, as format: VariantFormat, preset: ImagePreset
    ) throws(MediaError) -> EncodedImage {
        let key = Encoding(size: picture.size, quality: preset.quality, format: format)
        if let image = encoded[key] { return image }
        let bytes =
            switch format {
            case .jpeg:
                try opaque.jpeg(quality: preset.quality, halvesChroma: !header.isLossless)
            case .webp: try webp(picture, preset)
            }
        let image = EncodedImage(bytes)
        encoded[key] = image
        return image
    }

    /// What was drawn keeps all its colours; what was photographed without loss, those of thin strokes.
    private func webp(_ picture: Picture, _ preset: ImagePreset) throws(MediaError) -> [UInt8] {
        guard header.isLossless else { return try picture.webp(quality: preset.quality) }
        return try picture.isDrawn()
            ? picture.webp(quality: 0, effort: 0, isLossless: true)
            : picture.webp(quality: preset.quality, isSharp: true)
    }

    private func blurHash(of smallest: Picture) throws(MediaError) -> String {
        let box = PixelSize(width: BlurHash.boxPixels, height: BlurHash.boxPixels)
        let size = header.uprightSize.fitted(into: box)
        let pixels = try smallest.flattened().resized(to: size).pixels()
        let (across, down) = BlurHash.components(for: size)
        return pixels.withBytes {
            BlurHash.encode($0, size: size, across: across, down: down)
        }
    }
}

/// A finished file and its name.
package struct EncodedImage: Sendable, Hashable {
    package let bytes: [UInt8]
    /// SHA-256 of `bytes`.
    package let sha256: ContentHash

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        sha256 = ContentHash(of: bytes)
    }
}

/// SHA-256 of a file (FIPS 180-4): the name under which it is stored and served.
///
/// The hash is that of the bytes that are served, not of the upload: then a better encoder gives
/// new names, and no client can find out whether a file they hold was uploaded by someone else.
package struct ContentHash: Sendable, Hashable {
    /// 32 bytes.
    package let bytes: [UInt8]

    package init(of content: [UInt8]) { bytes = Array(SHA256.hash(data: content)) }

    package init(_ digest: SHA256.Digest) { bytes = Array(digest) }

    /// 32 bytes, or nil.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.bytes = bytes
    }

    /// 64 lowercase hexadecimal digits, or nil.
    package init?(hex: some StringProtocol) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(of: digits[index]),
                let low = Self.value(of: digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// 64 lowercase hexadecimal digits.
    package var hex: String {
        // Written in place, as every picture that is served is asked for it.
        String(unsafeUninitializedCapacity: 2 * bytes.count) { digits in
            for (index, byte) in bytes.enumerated() {
                digits[2 * index] = Self.digit(byte >> 4)
                digits[2 * index + 1] = Self.digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
