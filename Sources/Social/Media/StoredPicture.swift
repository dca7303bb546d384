import Media
import TAO

/// What processing finds out about a photo, and under which names its files are stored. Many MEDIA
/// objects may show the same picture.
package struct StoredPicture: Sendable {
    var width: Int
    var height: Int
    var blurHash: String
    var variants: VariantTable
    /// Name of the original in the blob store.
    var original: String
    var altText: String?
    /// nil where the file does not say.
    var capture: CaptureFacts?
}

extension Properties<Image> {
    /// READY with a picture. A picture without a text keeps the photo's.
    ///
    /// - Parameter filter: in which look.
    mutating func show(_ picture: StoredPicture, in filter: ImageFilter? = nil) {
        self[.status] = .ready
        self[.failure] = nil
        self[.failureCode] = nil
        self[.width] = picture.width
        self[.height] = picture.height
        self[.blurHash] = picture.blurHash
        self[.variants] = picture.variants
        self[.shownFilter] = filter
        // One that is made anew is made from its original, which says nothing of how it was taken.
        if self[.original] == nil {
            self[.original] = picture.original
            self[.capture] = picture.capture
        }
        if let altText = picture.altText { self[.altText] = altText }
    }
}

extension StoredPicture {
    package init(_ image: ProcessedImage, altText: String? = nil) {
        let variants = image.variants.map { variant in
            VariantTable.Entry(
                size: variant.size, format: variant.format, width: variant.pixels.width,
                height: variant.pixels.height, bytes: variant.file.bytes.count,
                digest: variant.file.sha256.bytes)
        }
        self.init(
            width: image.pixels.width, height: image.pixels.height, blurHash: image.blurHash,
            variants: VariantTable(entries: variants),
            original: image.original.blobName.description, altText: altText,
            capture: image.capture)
    }
}
