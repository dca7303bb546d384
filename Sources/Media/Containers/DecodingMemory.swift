/// What a picture costs, known before it is decoded.
extension ImageHeader {
    /// The largest preset, as the file is stored.
    var target: PixelSize { target(of: ImagePreset.all[0]) }

    /// What a preset makes of it, as the file is stored.
    func target(of preset: ImagePreset) -> PixelSize {
        let upright = uprightSize.fitted(to: preset)
        return orientation >= 5 ? upright.turned : upright
    }

    /// Most bytes that are held at one time between the first byte that is decoded and the last that is
    /// encoded, the file not counted. Measured with libvips 8.14: what is decoded row by row passes
    /// through windows of a few hundred rows; what is made of it is held as pixels, and encoders hold
    /// those in several forms.
    var decodingBytes: Int {
        let windows = 24 << 20 + size.width * 4 * 300
        let made = target.width * target.height
        return max(wholeBytes + windows + 8 * made, 28 * made)
    }

    /// What a decoder holds of a picture that it decodes as a whole.
    private var wholeBytes: Int {
        guard isHeldWhole else { return 0 }
        let pixels = Double(decodedSize.width * decodedSize.height)
        let shrink = Double(decodingShrink(for: target))
        let bytes =
            switch type {
            // Coefficients of 16 bits.
            case .jpeg: pixels * samplesPerPixel * 2
            case .png: pixels * samplesPerPixel
            // The frame and the canvas; without loss also all pixels before they are scaled.
            case .webp: pixels * 8 / (shrink * shrink) + (isLossless ? pixels * 4 : 0)
            // The screen, indices and the copy that libvips makes.
            case .gif: pixels * 9
            }
        return Int(bytes)
    }

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
