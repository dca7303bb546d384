/// The one thing that showing a picture needs of its EXIF (EXIF 2.32), read by hand: decoders and
/// libexif never see what a client sent.
enum EXIF {
    private static let orientationTag = 0x112

    /// The orientation, 1 to 8; 1 where it is missing or makes no sense.
    ///
    /// - Parameter range: where a TIFF block lies: byte order, 42, place of the first directory.
    static func orientation(in bytes: [UInt8], _ range: Range<Int>) -> Int {
        guard let block = TIFFBlock(bytes, range) else { return 1 }
        let value = block.directory(at: block.long(at: 4))[orientationTag]?.short ?? 1
        return (1...8).contains(value) ? value : 1
    }

    /// A TIFF block that says nothing but the orientation.
    static func block(orientation: Int) -> [UInt8] {
        [
            0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1,
            0, UInt8(orientation), 0, 0, 0, 0, 0, 0,
        ]
    }
}
