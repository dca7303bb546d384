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
    /// The original. For its owner only.
    package let original: OriginalImage
    /// How it was taken; nil where the file does not say. Of all metadata the only that is kept, as data.
    package let capture: CaptureFacts?

    /// The variant of this size and format.
    package func variant(_ size: VariantSize, _ format: VariantFormat) -> ImageVariant? {
        variants.first { $0.size == size && $0.format == format }
    }
}

/// The original as its owner gets it back: the pixels as they were uploaded, of an animation those of
/// the first frame, and no metadata but the orientation.
package struct OriginalImage: Sendable, Hashable {
    package let type: SourceType
    package let file: EncodedImage

    /// Under which name it is stored.
    package var blobName: BlobName { BlobName(hash: file.sha256, format: BlobFormat(type)) }
}
