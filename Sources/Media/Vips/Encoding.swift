import CVips

extension Picture {
    /// A JPEG file of nothing but pixels, and the colour profile if `keepsProfile`.
    ///
    /// Transparency must be gone. Colour is stored at half the resolution, as every camera does,
    /// unless `halvesChroma` is false.
    package func jpeg(
        quality: Int, halvesChroma: Bool = true, keepsProfile: Bool = false,
        isProgressive: Bool = false
    ) throws(MediaError) -> [UInt8] {
        let subsampling =
            halvesChroma ? VIPS_FOREIGN_SUBSAMPLE_ON : VIPS_FOREIGN_SUBSAMPLE_OFF
        let file = try encoded {
            cvips_jpegsave_buffer(
                image, $0, $1, Int32(quality), subsampling, isProgressive ? 1 : 0,
                keepsProfile ? 0 : 1)
        }
        return try JPEGContainer.withoutMetadata(file, keepsProfile: keepsProfile)
    }

    /// A WebP file of nothing but pixels, and the colour profile if `keepsProfile`.
    ///
    /// libvips is not asked to strip anything: before 8.14.2 it does not, so we do.
    func webp(
        quality: Int, effort: Int = ImagePreset.webpEffort, isLossless: Bool = false,
        keepsProfile: Bool = false
    ) throws(MediaError) -> [UInt8] {
        let file = try encoded {
            cvips_webpsave_buffer(
                image, $0, $1, Int32(quality), Int32(effort), isLossless ? 1 : 0)
        }
        return try WebPContainer.withoutMetadata(file, keepsProfile: keepsProfile)
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
