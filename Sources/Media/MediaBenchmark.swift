import CVips

/// What `tintype bench media` needs of libvips beside the pipeline: photographs that are made up, and the
/// plain way to make their variants.
package enum MediaBenchmark {
    /// A JPEG of smooth areas, some detail and sensor noise: 4:2:0, quality 94, and so about as many
    /// bytes for a pixel as a phone's.
    ///
    /// - Parameters:
    ///   - size: as shown.
    ///   - isTurned: whether it is stored lying on its side, with an EXIF that says so (orientation 6).
    ///   - seed: another one gives other pixels.
    package static func photograph(
        _ size: PixelSize, isTurned: Bool = false, seed: Int = 1, on processor: ImageProcessor
    ) async throws(MediaError) -> [UInt8] {
        try await processor.run { _ throws(MediaError) in
            try photograph(isTurned ? size.turned : size, isTurned: isTurned, seed: seed)
        }
    }

    /// Photographs of which each has other pixels: parts of a larger one.
    package static func photographs(
        _ count: Int, _ size: PixelSize, on processor: ImageProcessor
    ) async throws(MediaError) -> [[UInt8]] {
        try await processor.run { _ throws(MediaError) in
            let width = size.width + count * stepPixels
            let scene = try scene(PixelSize(width: width, height: size.height), seed: 1).computed()
            return try (0..<count).map { number throws(MediaError) in
                try scene.cut(left: number * stepPixels, top: 0, size).jpeg(quality: quality)
            }
        }
    }

    private static let stepPixels = 16
    private static let quality = 94

    /// The plain way: for each preset and format vips_thumbnail_buffer and an encoder, which are as good
    /// and take as much effort as the pipeline's. Nothing is hashed, checked or kept.
    package static func thumbnails(
        _ photograph: [UInt8], presets: [ImagePreset], on processor: ImageProcessor
    ) async throws(MediaError) {
        try await processor.run { _ throws(MediaError) in
            let source = HeapBytes(photograph)
            for preset in presets {
                for format in VariantFormat.allCases { try thumbnail(source, preset, format) }
            }
        }
    }

    private static func thumbnail(
        _ source: HeapBytes, _ preset: ImagePreset, _ format: VariantFormat
    ) throws(MediaError) {
        let (width, height) = (Int32(preset.widthPixels), Int32(preset.heightPixels))
        let small = try Picture.make {
            cvips_thumbnail_buffer(source.start, source.count, $0, width, height)
        }
        source.outlive(small.image)
        switch format {
        case .jpeg: _ = try small.jpeg(quality: preset.quality)
        case .webp: _ = try small.webp(quality: preset.quality)
        }
    }

    private static func photograph(
        _ size: PixelSize, isTurned: Bool, seed: Int
    ) throws(MediaError) -> [UInt8] {
        let bytes = try scene(size, seed: seed).jpeg(quality: quality)
        return isTurned ? turned(bytes) : bytes
    }

    private static func scene(_ size: PixelSize, seed: Int) throws(MediaError) -> Picture {
        func band(_ seed: Int) throws(MediaError) -> Picture {
            try noise(size, cells: 60, mean: 128, sigma: 45, seed: seed)
                .map(noise(size, cells: 900, mean: 0, sigma: 9, seed: seed + 3), cvips_add)
                .map(noise(size, cells: nil, mean: 0, sigma: 3, seed: seed + 6), cvips_add)
        }
        return try band(seed).joined(with: [band(seed + 1), band(seed + 2)])
            .map { cvips_linear_uchar($0, $1, 1, 0) }
            .map { cvips_copy_interpretation($0, $1, VIPS_INTERPRETATION_sRGB) }
    }

    /// The JPEG with an EXIF behind its start that says nothing but orientation 6.
    private static func turned(_ jpeg: [UInt8]) -> [UInt8] {
        let payload = Array("Exif\0\0".utf8) + EXIF.block(orientation: 6)
        let length = payload.count + 2
        let segment = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
        return Array(jpeg[..<2]) + segment + jpeg[2...]
    }

    /// Noise of `cells` waves across; of single pixels without.
    private static func noise(
        _ size: PixelSize, cells: Int?, mean: Double, sigma: Double, seed: Int
    ) throws(MediaError) -> Picture {
        let scale = cells.map { max(1, size.width / $0) } ?? 1
        let coarse = PixelSize(
            width: (size.width + scale - 1) / scale, height: (size.height + scale - 1) / scale)
        return try Picture.make {
            cvips_gaussnoise(
                $0, Int32(coarse.width), Int32(coarse.height), mean, sigma, Int32(seed))
        }.map {
            cvips_resize(
                $0, $1, Double(size.width) / Double(coarse.width),
                Double(size.height) / Double(coarse.height), VIPS_KERNEL_CUBIC)
        }
    }
}
