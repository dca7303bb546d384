/// PNG files (W3C PNG, third edition, section 5).
enum PNGContainer {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// What the IHDR chunk says. It must be the first (11.2.1).
    static func header(of bytes: [UInt8]) throws(MediaError) -> ImageHeader {
        guard try bytes.bigEndian32(at: 8) == 13, bytes.has("IHDR", at: 12) else {
            throw .damaged(detail: "a PNG does not begin with its header")
        }
        let size = PixelSize(
            width: try bytes.bigEndian32(at: 16), height: try bytes.bigEndian32(at: 20))
        return ImageHeader(
            type: .png, size: size, isProgressive: try bytes.byte(at: 28) != 0)
    }
}
