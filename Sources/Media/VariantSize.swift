/// The sizes every photo has (M-01). Numbers are stored: never change or reuse one.
package enum VariantSize: UInt8, Sendable, CaseIterable {
    case thumbnail = 0
    case small = 1
    case medium = 2
    case large = 3
    case xlarge = 5
    /// As uploaded: without metadata, but not scaled.
    case original = 4
}

/// The file formats variants are stored in (M-04).
package enum VariantFormat: UInt8, Sendable, CaseIterable {
    case jpeg, webp

    /// The type of its files.
    package var type: SourceType {
        switch self {
        case .jpeg: .jpeg
        case .webp: .webp
        }
    }
}

/// How one size is made: a row of the table below.
package struct ImagePreset: Sendable, Equatable {
    package let size: VariantSize
    /// Greatest width, in pixels.
    package let widthPixels: Int
    /// Quality of the encoder, JPEG and WebP, 1 to 100.
    package let quality: Int
    /// How a URL names the size.
    package let letter: Character

    /// Greatest height, in pixels: 16/9 of the width, which is as high as phones are.
    package var heightPixels: Int { widthPixels * 16 / 9 }

    /// All presets, largest first: every variant is made from the one before it (M-01, M-03).
    package static let all: [ImagePreset] = [
        ImagePreset(size: .xlarge, widthPixels: 2_048, quality: 85, letter: "x"),
        ImagePreset(size: .large, widthPixels: 1_080, quality: 90, letter: "l"),
        ImagePreset(size: .medium, widthPixels: 640, quality: 85, letter: "m"),
        ImagePreset(size: .small, widthPixels: 320, quality: 80, letter: "s"),
        ImagePreset(size: .thumbnail, widthPixels: 150, quality: 80, letter: "t"),
    ]

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

    /// The size that a preset gives it: its shape is kept, and it is never enlarged.
    package func fitted(to preset: ImagePreset) -> PixelSize {
        fitted(into: PixelSize(width: preset.widthPixels, height: preset.heightPixels))
    }

    /// The largest size of the same shape that fits into a box; itself if it fits as it is.
    ///
    /// The side that does not bind is rounded to the nearest pixel and never vanishes. Every variant is
    /// computed from the original, so that rounding does not add up along the chain.
    package func fitted(into box: PixelSize) -> PixelSize {
        guard width > box.width || height > box.height else { return self }
        func scaled(_ side: Int, by part: Int, of whole: Int) -> Int {
            max(1, (side * part * 2 + whole) / (whole * 2))
        }
        return width * box.height >= height * box.width
            ? PixelSize(width: box.width, height: scaled(height, by: box.width, of: width))
            : PixelSize(width: scaled(width, by: box.height, of: height), height: box.height)
    }

    /// Width and height exchanged.
    package var turned: PixelSize { PixelSize(width: height, height: width) }
}
