/// One stored size of a photo, in one format.
package struct ImageVariant: Sendable, Hashable {
    package let size: VariantSize
    package let format: VariantFormat
    /// Width and height, never more than the original's.
    package let pixels: PixelSize
    /// The file and its hash. Variants of equal content share it.
    package let file: EncodedImage
}

/// Everything that is made of an uploaded photo.
package struct ProcessedImage: Sendable {
    /// Size of the original, upright.
    package let pixels: PixelSize
    /// A BlurHash to draw while the photo loads.
    package let blurHash: String
    /// Every preset in every format, smallest first, JPEG before WebP.
    package let variants: [ImageVariant]
    /// The original, upright and without metadata; in one format. For its owner only.
    package let original: ImageVariant

    /// The variant of this size and format; the original is what it is in any format.
    package func variant(_ size: VariantSize, _ format: VariantFormat) -> ImageVariant {
        variants.first { $0.size == size && $0.format == format } ?? original
    }
}
