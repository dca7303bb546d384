import CVips
import Foundation

/// What making all variants of a photo costs, next to the plain way: asking libvips for one
/// thumbnail after the other.
package struct MediaBenchmark: Sendable {
    /// One size of photo. All times are processor time in milliseconds, the least of all rounds.
    package struct Result: Sendable {
        package let pixels: PixelSize
        package let sourceBytes: Int
        /// `ImageProcessor.process`: a variant for each preset and format, hashes, BlurHash and the
        /// original.
        package let oursMilliseconds: Double
        /// For each preset and format vips_thumbnail_buffer and an encoder, with libvips' own WebP effort;
        /// nothing is hashed.
        package let plainMilliseconds: Double
        /// The same with our WebP effort.
        package let plainWithOurEffortMilliseconds: Double
    }

    /// Runs both ways, one after the other on one worker, on a photo made of noise as a camera's sensor
    /// makes it.
    ///
    /// - Parameter rounds: how often each way is measured, one at least.
    package static func run(
        pixels: PixelSize = PixelSize(width: 4_032, height: 3_024), rounds: Int = 5
    ) async throws(MediaError) -> Result {
        let processor = ImageProcessor(workers: 1)
        defer { processor.close() }
        let photo = try await processor.run { _ throws(MediaError) in try Self.photo(pixels) }
        var ours = Double.infinity
        var plain = Double.infinity
        var plainWithOurEffort = Double.infinity
        for _ in 0..<rounds {
            let start = processorMilliseconds()
            _ = try await processor.process(photo, declaredType: "image/jpeg")
            let middle = processorMilliseconds()
            ours = min(ours, middle - start)
            try await processor.run { _ throws(MediaError) in try thumbnails(photo, effort: 4) }
            let end = processorMilliseconds()
            plain = min(plain, end - middle)
            try await processor.run { _ throws(MediaError) in
                try thumbnails(photo, effort: ImagePreset.webpEffort)
            }
            plainWithOurEffort = min(plainWithOurEffort, processorMilliseconds() - end)
        }
        return Result(
            pixels: pixels, sourceBytes: photo.count, oursMilliseconds: ours,
            plainMilliseconds: plain, plainWithOurEffortMilliseconds: plainWithOurEffort)
    }

    /// The plain way.
    private static func thumbnails(_ photo: [UInt8], effort: Int) throws(MediaError) {
        let source = HeapBytes(photo)
        for preset in ImagePreset.all {
            let (width, height) = (Int32(preset.widthPixels), Int32(preset.heightPixels))
            for format in VariantFormat.allCases {
                let small = try Picture.make {
                    cvips_thumbnail_buffer(source.start, source.count, $0, width, height)
                }
                source.outlive(small.image)
                switch format {
                case .jpeg: _ = try small.jpeg(quality: preset.quality)
                case .webp: _ = try small.webp(quality: preset.quality, effort: effort)
                }
            }
        }
    }

    /// A JPEG of smooth areas, some detail and sensor noise: 4:2:0, quality 94, and so about as many
    /// bytes for a pixel as a phone's.
    static func photo(_ size: PixelSize) throws(MediaError) -> [UInt8] {
        func band(_ seed: Int) throws(MediaError) -> Picture {
            try noise(size, cells: 60, mean: 128, sigma: 45, seed: seed)
                .map(noise(size, cells: 900, mean: 0, sigma: 9, seed: seed + 3), cvips_add)
                .map(noise(size, cells: nil, mean: 0, sigma: 3, seed: seed + 6), cvips_add)
        }
        return try band(1).joined(with: [band(2), band(3)])
            .map { cvips_linear_uchar($0, $1, 1, 0) }
            .map { cvips_copy_interpretation($0, $1, VIPS_INTERPRETATION_sRGB) }
            .jpeg(quality: 94)
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

    /// Processor time of all threads so far. POSIX: `clock` counts microseconds.
    private static func processorMilliseconds() -> Double { Double(clock()) / 1e3 }
}
