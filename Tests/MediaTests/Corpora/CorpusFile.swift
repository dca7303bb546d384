@testable import Media

/// A file of a corpus, which says in its name how it is wrong.
struct CorpusFile: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]

    init(_ name: String, _ type: String, _ bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.bytes = bytes
    }

    /// What no byte that is served may hold.
    static let secret = "SECRET-PLACE-4711"
}

/// Small pictures of all types, which corpora are made of. Those with metadata hold it in every place there is.
struct CorpusBases {
    static let width = 64
    static let height = 48
    static let size = PixelSize(width: width, height: height)

    let jpeg: [UInt8]
    let progressive: [UInt8]
    let png: [UInt8]
    let webp: [UInt8]
    let losslessWebP: [UInt8]
    let animation: [UInt8]
    let gif = GIFWriter.file(width, height, frames: [0, 1, 3], comment: CorpusFile.secret)

    init() throws {
        let (width, height) = (Self.width, Self.height)
        jpeg = try Samples.jpeg(width, height)
        progressive = try Samples.jpeg(width, height, isProgressive: true)
        png = try Samples.png(width, height)
        webp = try Samples.webp(width, height)
        losslessWebP = try Samples.picture(width, height, bands: 4).webp(
            quality: 0, isLossless: true)
        animation = try WebPWriter.animation(
            [webp, Samples.picture(width, height).webp(quality: 40)], size: Self.size)
    }

    private static let secret = Array(CorpusFile.secret.utf8)
    private static let xmp: [UInt8] =
        Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>".utf8) + secret

    /// A TIFF block whose one tag is a text (the description of the picture).
    private static var tiff: [UInt8] {
        Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x0E, 0x01, 2, 0, UInt8(secret.count), 0, 0, 0]
            + [26, 0, 0, 0, 0, 0, 0, 0] + secret
    }

    /// The types by name, with metadata.
    var withMetadata: [CorpusFile] {
        let secret = Self.secret
        let segments =
            JPEGWriter.segment(0xE1, Array("Exif\0\0".utf8) + Self.tiff)
            + JPEGWriter.segment(0xE1, Self.xmp)
            + JPEGWriter.segment(0xED, Array("Photoshop 3.0\08BIM\u{4}\u{4}\0\0".utf8) + secret)
            + JPEGWriter.segment(0xFE, secret)
        let chunks: [(name: String, data: [UInt8])] = [
            ("eXIf", Self.tiff), ("tEXt", Array("Comment\0".utf8) + secret),
            ("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Self.xmp),
        ]
        let riff = WebPWriter.file(
            [WebPWriter.canvas(Self.size, flags: 0x0C)]
                + ((try? [WebPWriter.picture(of: webp)]) ?? [])
                + [("EXIF", Self.tiff), ("XMP ", Self.xmp)])
        return [
            CorpusFile("JPEG", "image/jpeg", JPEGWriter.adding(segments, to: jpeg)),
            CorpusFile(
                "progressive JPEG", "image/jpeg", JPEGWriter.adding(segments, to: progressive)),
            CorpusFile("PNG", "image/png", PNGWriter.adding(chunks, to: png)),
            CorpusFile("WebP", "image/webp", riff),
            CorpusFile("lossless WebP", "image/webp", losslessWebP),
            CorpusFile("animated WebP", "image/webp", animation),
            CorpusFile("GIF", "image/gif", gif),
        ]
    }

    /// Where the markers of a JPEG are, up to that of its first scan.
    static func markers(of jpeg: [UInt8]) throws -> [Int] {
        var reader = JPEGReader(jpeg)
        var places: [Int] = []
        while let segment = try reader.next(), !segment.isEnd {
            places.append(segment.payload.lowerBound - 4)
        }
        return places
    }
}
