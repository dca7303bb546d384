import CVips

extension Picture {
    /// Opens a picture that was admitted; pixels are decoded later, row by row.
    ///
    /// - Parameter shrink: 1, 2, 4 or 8. JPEG and WebP come out that much smaller, which is much
    ///   cheaper than scaling afterwards; the other types ignore it.
    /// - Throws: `damaged` when the decoder disagrees with the header we read.
    static func opening(
        _ bytes: HeapBytes, header: ImageHeader, shrink: Int, deadline: Deadline
    ) throws(MediaError) -> Picture {
        var output: Image?
        let result =
            switch header.type {
            case .jpeg: cvips_jpegload_buffer(bytes.start, bytes.count, &output, Int32(shrink))
            case .png: cvips_pngload_buffer(bytes.start, bytes.count, &output)
            case .webp: cvips_webpload_buffer(bytes.start, bytes.count, &output, 1 / Double(shrink))
            case .gif: cvips_gifload_buffer(bytes.start, bytes.count, &output)
            }
        guard result == 0, let output else { throw .damaged(detail: Vips.takeErrorText()) }
        bytes.outlive(output)
        let picture = Picture(owning: output)
        // A decoder may see another size than we did; then our limits were checked in vain.
        let size = picture.size
        guard size.width <= header.size.width, size.height <= header.size.height else {
            throw .damaged(detail: "the decoder sees \(size) instead of \(header.size)")
        }
        picture.obey(deadline)
        return picture
    }
}

extension ImageHeader {
    /// How far decoding may shrink when the picture is wanted at `target`, as stored.
    ///
    /// The largest of 8, 4 and 2 that leaves a third more pixels than are needed, for the
    /// resampling filter to work on (vips_thumbnail leaves twice as many, and so often decodes four
    /// times the pixels). The short side keeps 32 pixels: decoders drop the fraction of a pixel
    /// that is left at the edge, and libvips 8.14.1 aborts when nothing is left at all.
    func decodingShrink(for target: PixelSize) -> Int {
        guard type == .jpeg || type == .webp else { return 1 }
        let long = max(size.width, size.height)
        let short = min(size.width, size.height)
        let needed = max(target.width, target.height)
        return [8, 4, 2].first { shrink in
            long * 10 >= needed * shrink * 13 && short >= shrink * 32
        } ?? 1
    }
}
