import Testing

@testable import Demo
@testable import Media

@Suite struct MetadataTests {
    private static let secret = "SECRET-PLACE-4711"
    private static let exif = ExifSegment(orientation: 1, location: (48.2082, 16.3738))
    private static let xmp = Array(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><exif:GPSLatitude>\(secret)</x:xmpmeta>".utf8)

    /// A JPEG segment.
    private func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + payload
    }

    /// A JPEG with everything cameras and editors put into one.
    private func chattyJPEG(orientation: Int) throws -> [UInt8] {
        let file = try Samples.jpeg(200, 140)
        let thumbnail = try Samples.jpeg(16, 16)
        let exif = ExifSegment(orientation: orientation, location: (48.2082, 16.3738))
        let secret = Array(Self.secret.utf8)
        var bytes = Array(file.prefix(2))
        bytes += exif.app1 + segment(0xE1, Self.xmp)
        bytes += segment(0xE0, Array("JFXX\0".utf8) + [0x10] + thumbnail)
        bytes += segment(0xE2, Array("MPF\0".utf8) + secret)
        bytes += segment(0xED, Array("Photoshop 3.0\0".utf8) + secret)
        bytes += segment(0xEB, secret) + segment(0xFE, secret)
        bytes += file.dropFirst(2)
        // What phones append: another picture, and a film that knows the place, too.
        return bytes + thumbnail + Array("ftypmp42©xyz".utf8) + secret
    }

    private func files() throws -> [(name: String, type: String, bytes: [UInt8])] {
        let tiff = Self.exif.tiff
        let secret = Array(Self.secret.utf8)
        let size = PixelSize(width: 50, height: 40)
        let webp = WebPWriter.file([
            WebPWriter.canvas(size, flags: 0x0C), try WebPWriter.picture(of: Samples.webp(50, 40)),
            ("EXIF", tiff), ("XMP ", Self.xmp), ("WHAT", secret),
        ])
        let png = PNGWriter.adding(
            [
                ("eXIf", tiff), ("tEXt", Array("Comment\0".utf8) + secret),
                ("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Self.xmp),
                ("tIME", [7, 234, 9, 1, 12, 0, 0]), ("prVt", secret),
            ], to: try Samples.png(50, 40))
        return [
            ("upright JPEG", "image/jpeg", try chattyJPEG(orientation: 1)),
            ("turned JPEG", "image/jpeg", try chattyJPEG(orientation: 6)),
            ("PNG", "image/png", png + secret),
            ("WebP", "image/webp", webp + secret),
            ("GIF", "image/gif", GIFWriter.file(50, 40, frames: [0, 1], comment: Self.secret)),
        ]
    }

    /// Every marker segment or chunk of a finished file.
    private func parts(of file: ServedFile) throws -> Set<String> {
        switch file.type {
        case .jpeg:
            var reader = JPEGReader(file.bytes)
            var parts: Set<String> = []
            while let segment = try reader.next(), !segment.isEnd {
                parts.insert(String(segment.marker, radix: 16))
            }
            return parts
        case .png: return Set(try PNGWriter.chunks(of: file.bytes))
        case .webp: return Set(try WebPWriter.chunks(of: file.bytes).map(\.name))
        case .gif: return []
        }
    }

    @Test func `no metadata leaves in any file`() async throws {
        let texts = [
            Self.secret, "Exif", "EXIF", "http://ns.adobe.com", "Photoshop", "XMP", "MPF", "ftyp",
            "GPS", "II*\0", "MM\0*", "tEXt", "CREATOR",
        ]
        for (name, type, bytes) in try files() {
            let image = try await Samples.processor.process(bytes, declaredType: type)
            for file in image.files {
                // An original on its side says so, and nothing else.
                let isTurned = file.name == "original" && name == "turned JPEG"
                let bytes = isTurned ? Samples.withoutOrientation(file.bytes) : file.bytes
                #expect((bytes != file.bytes) == isTurned)
                for text in texts {
                    #expect(
                        bytes.firstRange(of: Array(text.utf8)) == nil,
                        "\(text) in \(file.name) of the \(name)")
                }
                // JFIF, tables, frame, scan; or pixels alone.
                let allowed: Set = [
                    "e0", "db", "c0", "c4", "da", "dd", "VP8 ", "VP8L", "VP8X", "ALPH", "IHDR",
                    "IDAT", "IEND",
                ]
                let parts = try parts(of: ServedFile(name: "", type: file.type, bytes: bytes))
                #expect(parts.subtracting(allowed).isEmpty, "\(name)")
            }
        }
    }

    @Test func `a file ends where its picture ends`() async throws {
        let bytes = try chattyJPEG(orientation: 1)
        let image = try await Samples.processor.process(bytes, declaredType: "image/jpeg")
        let ends = image.original.file.bytes.indices.dropLast().filter {
            image.original.file.bytes[$0...].starts(with: [0xFF, 0xD9])
        }
        #expect(ends == [image.original.file.bytes.count - 2])
    }

    @Test func `WebP flags tell only what is still there`() throws {
        let size = PixelSize(width: 50, height: 40)
        let file = WebPWriter.file([
            WebPWriter.canvas(size, flags: 0x2C), ("ICCP", [1, 2, 3]),
            try WebPWriter.picture(of: Samples.webp(50, 40)), ("EXIF", Self.exif.tiff),
        ])
        var limits = MediaLimits.standard
        let coloured = try WebPContainer.clean(file, limits: limits).bytes
        limits.profileBytesMax = 2
        let bare = try WebPContainer.clean(file, limits: limits).bytes
        #expect(try WebPWriter.chunks(of: bare).map(\.name) == ["VP8 "])
        #expect(try WebPWriter.chunks(of: coloured).map(\.name) == ["VP8X", "ICCP", "VP8 "])
        #expect(coloured[20] == 0x20)
        for bytes in [bare, coloured] {
            #expect(try bytes.littleEndian32(at: 4) + 8 == bytes.count)
        }
    }

    @Test func `a location is really in the demo picture that is meant to carry one`() async throws
    {
        var picture = DemoPicture(seed: 3, pixels: PixelSize(width: 200, height: 200))
        picture.location = (48.2082, 16.3738)
        picture.orientation = 8
        let file = try await picture.render(on: Samples.processor)
        #expect(file.firstRange(of: Array("Exif\0\0".utf8)) != nil)
        let header = try ImageHeader.admit(
            file, declaredType: "image/jpeg", limits: .standard)
        let opened = try Picture.opening(
            HeapBytes(file), header: header, shrink: 1, deadline: Deadline(milliseconds: 1_000))
        #expect(opened.orientation == 8)
    }
}
