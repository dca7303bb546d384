import CVips

extension Picture {
    /// Opens a picture that was admitted; pixels are decoded later, row by row.
    ///
    /// - Parameters:
    ///   - shrink: 1, 2, 4 or 8. JPEG and WebP come out that much smaller, which is much
    ///     cheaper than scaling afterwards; the other types ignore it.
    ///   - isStrict: whether what a JPEG's decoder only warns of is an error, too.
    /// - Throws: `damaged` when the decoder disagrees with the header we read.
    static func opening(
        _ bytes: HeapBytes, header: ImageHeader, shrink: Int, isStrict: Bool = false,
        deadline: Deadline
    ) throws(MediaError) -> Picture {
        var output: Image?
        let failing = isStrict ? VIPS_FAIL_ON_WARNING : VIPS_FAIL_ON_ERROR
        let result =
            switch header.type {
            case .jpeg:
                cvips_jpegload_buffer(bytes.start, bytes.count, &output, Int32(shrink), failing)
            case .png: cvips_pngload_buffer(bytes.start, bytes.count, &output)
            case .webp: cvips_webpload_buffer(bytes.start, bytes.count, &output, 1 / Double(shrink))
            case .gif: cvips_gifload_buffer(bytes.start, bytes.count, &output)
            }
        guard result == 0, let output else { throw .damaged(detail: Vips.takeErrorText()) }
        bytes.outlive(output)
        let picture = Picture(owning: output)
        // A decoder may see another size than we did; then our limits were checked in vain.
        let (size, expected) = (picture.size, header.decodedSize)
        guard size.width <= expected.width, size.height <= expected.height else {
            throw .damaged(detail: "the decoder sees \(size) instead of \(expected)")
        }
        picture.obey(deadline)
        return picture
    }

    /// A frame on the transparent screen around it. vips_embed
    func placed(_ frame: ImageHeader.Frame, on screen: PixelSize) throws(MediaError) -> Picture {
        let opaque = hasAlpha ? self : try map(cvips_addalpha)
        return try opaque.map {
            cvips_embed(
                $0, $1, Int32(frame.left), Int32(frame.top), Int32(screen.width),
                Int32(screen.height))
        }
    }
}
