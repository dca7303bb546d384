import CVips

/// A libvips image, released with the last reference to it. Pixels are computed when they are
/// asked for: by `computed`, `pixels` and the encoders.
///
/// It belongs to the thread that made it.
package final class Picture {
    typealias Image = UnsafeMutablePointer<VipsImage>
    typealias Output = UnsafeMutablePointer<Image?>

    let image: Image

    /// Takes over one reference.
    init(owning image: Image) { self.image = image }

    deinit { g_object_unref(image) }

    /// Runs an operation of libvips that puts a new image into its argument and returns 0.
    static func make(_ operation: (Output) -> Int32) throws(MediaError) -> Picture {
        var output: Image?
        guard operation(&output) == 0, let output else {
            throw .encodingFailed(detail: Vips.takeErrorText())
        }
        return Picture(owning: output)
    }

    /// A picture made from this one.
    func map(_ operation: (Image, Output) -> Int32) throws(MediaError) -> Picture {
        // Swift may release an object after the last use of it that it can see.
        defer { withExtendedLifetime(self) {} }
        return try Picture.make { operation(image, $0) }
    }

    /// A picture made from this one and another.
    func map(
        _ other: Picture, _ operation: (Image, Image, Output) -> Int32
    ) throws(MediaError) -> Picture {
        defer { withExtendedLifetime((self, other)) {} }
        return try Picture.make { operation(image, other.image, $0) }
    }

    /// This picture where `mask` is 255, `other` where it is 0, mixed in between. vips_ifthenelse
    package func blended(over other: Picture, through mask: Picture) throws(MediaError) -> Picture {
        defer { withExtendedLifetime((self, other, mask)) {} }
        return try Picture.make { cvips_blend(mask.image, image, other.image, $0) }
    }

    /// A picture with one more band for every one of `others`. vips_bandjoin
    func joined(with others: [Picture]) throws(MediaError) -> Picture {
        let all = [self] + others
        defer { withExtendedLifetime(all) {} }
        var images: [Image?] = all.map(\.image)
        return try Picture.make { cvips_bandjoin(&images, $0, Int32(images.count)) }
    }

    /// Paints one ink into this picture, through a mask whose left upper corner comes to lie there.
    /// The picture must be in memory. vips_draw_mask
    package func draw(_ ink: [UInt8], through mask: Picture, left: Int, top: Int) throws(MediaError)
    {
        defer { withExtendedLifetime((self, mask)) {} }
        let parts = ink.map(Double.init)
        let result = cvips_draw_mask(
            image, parts, Int32(parts.count), mask.image, Int32(left), Int32(top))
        guard result == 0 else { throw .encodingFailed(detail: Vips.takeErrorText()) }
    }

    /// Copies another picture into this one, which must be in memory. vips_draw_image
    package func draw(_ other: Picture, left: Int, top: Int) throws(MediaError) {
        defer { withExtendedLifetime((self, other)) {} }
        let result = cvips_draw_image(image, other.image, Int32(left), Int32(top))
        guard result == 0 else { throw .encodingFailed(detail: Vips.takeErrorText()) }
    }

    /// A picture over pixels of our own, 8 bits a band: nothing but pixels can be in it. One or two
    /// bands are grey, three or four are sRGB; the even ones have alpha. vips_image_new_from_memory
    package static func over(
        _ pixels: HeapBytes, size: PixelSize, bands: Int
    ) throws(MediaError) -> Picture {
        let interpretation = bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB
        let bare = vips_image_new_from_memory(
            pixels.start, pixels.count, Int32(size.width), Int32(size.height), Int32(bands),
            VIPS_FORMAT_UCHAR)
        guard let bare else { throw .encodingFailed(detail: Vips.takeErrorText()) }
        pixels.outlive(bare)
        return try Picture(owning: bare).map { cvips_copy_interpretation($0, $1, interpretation) }
    }

    /// A picture of floating-point numbers. vips_image_new_from_memory
    package static func overFloats(
        _ numbers: HeapBytes, size: PixelSize
    ) throws(MediaError) -> Picture {
        let bare = vips_image_new_from_memory(
            numbers.start, numbers.count, Int32(size.width), Int32(size.height), 1,
            VIPS_FORMAT_FLOAT)
        guard let bare else { throw .encodingFailed(detail: Vips.takeErrorText()) }
        numbers.outlive(bare)
        return Picture(owning: bare)
    }

    package var size: PixelSize {
        PixelSize(
            width: Int(vips_image_get_width(image)), height: Int(vips_image_get_height(image)))
    }
    var bands: Int { Int(vips_image_get_bands(image)) }
    var interpretation: VipsInterpretation { vips_image_get_interpretation(image) }
    var hasAlpha: Bool { vips_image_hasalpha(image) != 0 }

    /// Whether a band has 16 bits.
    var isDeep: Bool { vips_image_get_format(image) == VIPS_FORMAT_USHORT }

    /// EXIF orientation, 1 to 8. vips_image_get_orientation
    var orientation: Int { Int(vips_image_get_orientation(image)) }

    /// The embedded colour profile. vips_image_get_blob
    var profile: [UInt8]? {
        guard vips_image_get_typeof(image, "icc-profile-data") != 0 else { return nil }
        var data: UnsafeRawPointer?
        var count = 0
        guard vips_image_get_blob(image, "icc-profile-data", &data, &count) == 0, let data else {
            return nil
        }
        return Array(UnsafeRawBufferPointer(start: data, count: count))
    }

    /// Computes all pixels. vips_image_write_to_memory
    func pixels() throws(MediaError) -> HeapBytes {
        var count = 0
        guard let start = vips_image_write_to_memory(image, &count) else {
            throw .encodingFailed(detail: Vips.takeErrorText())
        }
        return HeapBytes(owning: start, count: count)
    }

    /// Whether most pixels are like the one beside them, as in letters, charts and comics and in no
    /// photograph. Looks at some rows.
    func isDrawn() throws(MediaError) -> Bool {
        let (width, bands) = (size.width, bands)
        guard width > 1 else { return false }
        let rowStep = max(1, size.height / 64)
        let rows = stride(from: 0, to: size.height, by: rowStep)
        let equal = try pixels().withBytes { bytes in
            rows.reduce(0) { sum, row in
                sum
                    + (1..<width).count { column in
                        let place = (row * width + column) * bands
                        return (place..<place + bands).allSatisfy { bytes[$0] == bytes[$0 - bands] }
                    }
            }
        }
        return equal * 2 > rows.underestimatedCount * (width - 1)
    }

    /// The same picture with its pixels computed, and everything that is not a pixel left behind.
    /// It must be grey or sRGB, in 8 bits.
    package func computed() throws(MediaError) -> Picture {
        try Picture.over(pixels(), size: size, bands: bands)
    }

    /// The same picture, computed, with its metadata. vips_image_copy_memory
    func computedWithMetadata() throws(MediaError) -> Picture {
        guard let copy = vips_image_copy_memory(image) else {
            throw .encodingFailed(detail: Vips.takeErrorText())
        }
        return Picture(owning: copy)
    }
}
