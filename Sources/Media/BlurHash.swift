import Foundation

/// BlurHash: a picture in about 30 characters, as the strongest waves of its cosine transform
/// (github.com/woltapp/blurhash, Algorithm.md).
enum BlurHash {
    /// Sides of the picture that is hashed: it keeps four waves, so more pixels change nothing.
    static let boxPixels = 32

    /// Waves across and down: four along the longer side, three along the shorter.
    static func components(for size: PixelSize) -> (across: Int, down: Int) {
        if size.width > size.height { return (4, 3) }
        return size.width < size.height ? (3, 4) : (4, 4)
    }

    /// - Parameters:
    ///   - pixels: red, green and blue of every pixel, row by row, in sRGB.
    ///   - across: waves from left to right, 1 to 9.
    ///   - down: waves from top to bottom, 1 to 9.
    static func encode(
        _ pixels: UnsafeRawBufferPointer, size: PixelSize, across: Int, down: Int
    ) -> String {
        let factors = transform(pixels, size: size, across: across, down: down)
        var hash = ""
        append(across - 1 + (down - 1) * 9, digits: 1, to: &hash)
        let waves = factors.dropFirst()
        let strongest = waves.reduce(0) { max($0, abs($1.x), abs($1.y), abs($1.z)) }
        let step = waves.isEmpty ? 0 : max(0, min(82, Int(strongest * 166 - 0.5)))
        append(step, digits: 1, to: &hash)
        let mean = factors[0]
        append(srgb(mean.x) << 16 | srgb(mean.y) << 8 | srgb(mean.z), digits: 4, to: &hash)
        let scale = Float(step + 1) / 166
        for wave in waves {
            let red = quantized(wave.x / scale)
            let green = quantized(wave.y / scale)
            append((red * 19 + green) * 19 + quantized(wave.z / scale), digits: 2, to: &hash)
        }
        return hash
    }

    /// The waves' amplitudes in linear light, mean first, then row by row.
    private static func transform(
        _ pixels: UnsafeRawBufferPointer, size: PixelSize, across: Int, down: Int
    ) -> [SIMD3<Float>] {
        let horizontal = cosines(waves: across, samples: size.width)
        let vertical = cosines(waves: down, samples: size.height)
        var factors = [SIMD3<Float>](repeating: .zero, count: across * down)
        for row in 0..<size.height {
            // Separable: a row is summed per wave across, then weighed by every wave down.
            var sums = [SIMD3<Float>](repeating: .zero, count: across)
            for column in 0..<size.width {
                let offset = (row * size.width + column) * 3
                let colour = SIMD3(
                    linear[Int(pixels[offset])], linear[Int(pixels[offset + 1])],
                    linear[Int(pixels[offset + 2])])
                for wave in 0..<across { sums[wave] += colour * horizontal[wave][column] }
            }
            for wave in factors.indices {
                factors[wave] += sums[wave % across] * vertical[wave / across][row]
            }
        }
        let mean = 1 / Float(size.width * size.height)
        for wave in factors.indices { factors[wave] *= wave == 0 ? mean : 2 * mean }
        return factors
    }

    private static func cosines(waves: Int, samples: Int) -> [[Float]] {
        (0..<waves).map { wave in
            (0..<samples).map { Foundation.cos(.pi * Float(wave * $0) / Float(samples)) }
        }
    }

    /// -1 ... 1 to 0 ... 18, finer near zero.
    private static func quantized(_ value: Float) -> Int {
        let root = value.magnitude.squareRoot()
        return max(0, min(18, Int(((value < 0 ? -root : root) * 9 + 9.5).rounded(.down))))
    }

    /// Linear light of every 8-bit sRGB value (IEC 61966-2-1).
    private static let linear: [Float] = (0...255).map { value in
        let share = Float(value) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }

    private static func srgb(_ light: Float) -> Int {
        let share = max(0, min(1, light))
        let value =
            share <= 0.0031308 ? share * 12.92 : 1.055 * pow(share, 1 / 2.4) - 0.055
        return Int(value * 255 + 0.5)
    }

    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~")

    private static func append(_ value: Int, digits: Int, to hash: inout String) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 83 }
        for _ in 0..<digits {
            hash.append(alphabet[value / divisor % 83])
            divisor /= 83
        }
    }
}
