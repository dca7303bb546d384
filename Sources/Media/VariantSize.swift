/// The sizes every photo has (M-01).
package enum VariantSize: UInt8, Sendable, CaseIterable {
    case thumbnail, small, medium, large
    /// As uploaded: upright and without metadata, but not scaled.
    case original
}

/// The file formats variants are stored in (M-04).
package enum VariantFormat: UInt8, Sendable, CaseIterable {
    case jpeg, webp

    /// The end of a file name, without the dot.
    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .webp: "webp"
        }
    }

    /// The value of a `Content-Type` header.
    package var contentType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .webp: "image/webp"
        }
    }

    /// The format whose file names end in `fileExtension`.
    package init?(fileExtension: some StringProtocol) {
        guard let format = Self.allCases.first(where: { $0.fileExtension == fileExtension }) else {
            return nil
        }
        self = format
    }
}

/// How one size is made: a row of the table below.
package struct ImagePreset: Sendable, Equatable {
    package let size: VariantSize
    /// Side of the square the picture is fitted into, in pixels.
    package let boxPixels: Int
    /// Quality of the encoder, JPEG and WebP, 1 to 100.
    package let quality: Int
    /// How a URL names the size.
    package let letter: Character

    /// All presets, largest first: every variant is made from the one before it (M-01, M-03).
    package static let all: [ImagePreset] = [
        ImagePreset(size: .large, boxPixels: 1_080, quality: 90, letter: "l"),
        ImagePreset(size: .medium, boxPixels: 640, quality: 85, letter: "m"),
        ImagePreset(size: .small, boxPixels: 320, quality: 80, letter: "s"),
        ImagePreset(size: .thumbnail, boxPixels: 150, quality: 80, letter: "t"),
    ]

    /// Quality of a JPEG original that had to be encoded again to stand upright (M-03).
    package static let originalQuality = 100

    /// Effort of the WebP encoder, 0 to 6: from 2 on, bytes hardly shrink but time doubles.
    package static let webpEffort = 2
}

extension VariantSize {
    /// Its row of the table; none for the original, which is not scaled.
    package var preset: ImagePreset? { ImagePreset.all.first { $0.size == self } }

    /// How a URL names the size.
    package var letter: Character { preset?.letter ?? "o" }

    /// The size a URL means.
    package init?(letter: Character) {
        guard let size = Self.allCases.first(where: { $0.letter == letter }) else { return nil }
        self = size
    }
}

/// Width and height in pixels.
package struct PixelSize: Sendable, Hashable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The largest size of the same shape that fits into a square box; itself if it fits as it is.
    ///
    /// The short side is rounded to the nearest pixel and never vanishes. Every variant is computed
    /// from the original, so that rounding does not add up along the chain.
    package func fitted(into boxPixels: Int) -> PixelSize {
        let long = max(width, height)
        guard long > boxPixels else { return self }
        func scaled(_ side: Int) -> Int {
            max(1, (side * boxPixels * 2 + long) / (long * 2))
        }
        return PixelSize(width: scaled(width), height: scaled(height))
    }

    /// Width and height exchanged.
    package var turned: PixelSize { PixelSize(width: height, height: width) }
}
