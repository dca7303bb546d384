import Testing

@testable import Media

@Suite struct BlurHashTests {
    private func hash(
        _ width: Int, _ height: Int, _ across: Int, _ down: Int, _ colour: (Int, Int) -> [Int]
    ) -> String {
        let pixels = (0..<height).flatMap { y in
            (0..<width).flatMap { x in colour(x, y).map { UInt8($0 & 255) } }
        }
        return pixels.withUnsafeBytes {
            BlurHash.encode(
                $0, size: PixelSize(width: width, height: height), across: across, down: down)
        }
    }

    @Test func `hashes are those of the reference implementation`() {
        let table: [(Int, Int, Int, Int, String)] = [
            (32, 24, 4, 3, "L%HnF85eV#r{RWR.xYS|RTt4XPn*"),
            (24, 32, 3, 4, "TwGI2H9.nCIcr^kUi#kTg0j1buf8"),
            (32, 32, 4, 4, "U%Hw?9A5N4w6VzNe$iSzRTs-XPbZj1kCX7nl"),
            (32, 1, 4, 3, "L~E@y}A|sYWt]IA|sYWt]IA|sYWt"),
        ]
        for (width, height, across, down, expected) in table {
            let hash = hash(width, height, across, down) { x, y in
                [x * 7 + y * 3, x * y, 255 - x * 5]
            }
            #expect(hash == expected)
        }
    }

    @Test func `black is black`() {
        #expect(
            hash(32, 32, 4, 4) { _, _ in [0, 0, 0] } == "U00000fQfQfQfQfQfQfQfQfQfQfQfQfQfQfQ")
    }

    @Test func `waves follow the longer side`() async throws {
        for (width, height, length) in [
            (300, 200, 28), (200, 300, 28), (200, 200, 36), (400, 1, 28),
        ] {
            let image = try await Samples.processor.process(
                Samples.jpeg(width, height), declaredType: "image/jpeg")
            #expect(image.blurHash.utf8.count == length)
        }
    }

    @Test func `the hash of a photo does not depend on its size`() async throws {
        let base = try Samples.picture(150, 100)
        var means: [[Int]] = []
        for scale in [1, 4, 16] {
            let file = try base.resized(to: PixelSize(width: 150 * scale, height: 100 * scale))
                .jpeg(quality: 95)
            let image = try await Samples.processor.process(file, declaredType: "image/jpeg")
            means.append(mean(of: image.blurHash))
        }
        #expect(difference(means[0], means[1]) <= 2)
        #expect(difference(means[0], means[2]) <= 2)
    }

    /// The mean colour: digits three to six, in base 83.
    private func mean(of hash: String) -> [Int] {
        let alphabet = Array(
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~")
        let value = hash.dropFirst(2).prefix(4).reduce(0) {
            $0 * 83 + (alphabet.firstIndex(of: $1) ?? 0)
        }
        return [value >> 16, value >> 8 & 255, value & 255]
    }
}
