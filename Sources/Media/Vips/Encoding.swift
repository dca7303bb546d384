import CVips

extension Picture {
    /// A JPEG file of nothing but pixels.
    ///
    /// Transparency must be gone. Colour is stored at half the resolution, as every camera does,
    /// unless `halvesChroma` is false.
    ///
    /// - Parameter isBare: false for pictures that are made up: they keep their profile, and get EXIF.
    package func jpeg(
        quality: Int, halvesChroma: Bool = true, isProgressive: Bool = false, isBare: Bool = true
    ) throws(MediaError) -> [UInt8] {
        let subsampling =
            halvesChroma ? VIPS_FOREIGN_SUBSAMPLE_ON : VIPS_FOREIGN_SUBSAMPLE_OFF
        return try encoded {
            cvips_jpegsave_buffer(
                image, $0, $1, Int32(quality), subsampling, isProgressive ? 1 : 0, isBare ? 1 : 0)
        }
    }

    /// A WebP file of nothing but pixels. libvips writes EXIF of its own: that is taken out again.
    ///
    /// - Parameter isSharp: whether thin coloured strokes keep their colour; takes twice as long.
    func webp(
        quality: Int, effort: Int = ImagePreset.webpEffort, isLossless: Bool = false,
        isSharp: Bool = false
    ) throws(MediaError) -> [UInt8] {
        let file = try encoded {
            cvips_webpsave_buffer(
                image, $0, $1, Int32(quality), Int32(effort), isLossless ? 1 : 0, isSharp ? 1 : 0)
        }
        return try WebPContainer.clean(file, limits: .standard).bytes
    }

    /// A PNG file, for pictures that are made up.
    func png(isInterlaced: Bool = false) throws(MediaError) -> [UInt8] {
        try encoded { cvips_pngsave_buffer(image, $0, $1, 1, isInterlaced ? 1 : 0) }
    }

    private func encoded(
        _ save: (UnsafeMutablePointer<UnsafeMutableRawPointer?>, UnsafeMutablePointer<Int>) -> Int32
    ) throws(MediaError) -> [UInt8] {
        var start: UnsafeMutableRawPointer?
        var count = 0
        guard save(&start, &count) == 0, let start else {
            throw .encodingFailed(detail: Vips.takeErrorText())
        }
        defer { g_free(start) }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
