@testable import Demo
@testable import Media

extension HostileCorpus {
    // MARK: PNG

    /// Depths, kinds of colour and sizes that do not exist, are not of the data, or are huge.
    var pngHeaders: [CorpusFile] {
        let data = PNGWriter.data([UInt8](repeating: 7, count: 200))
        func file(_ header: (name: String, data: [UInt8])) -> [UInt8] {
            PNGWriter.file([header, data, PNGWriter.end])
        }
        var files: [CorpusFile] = []
        for (bits, colour) in [
            (0, 0), (3, 0), (5, 2), (7, 6), (32, 2), (1, 2), (2, 6), (4, 4), (16, 3), (8, 1),
            (8, 5),
            (8, 7), (255, 255), (8, 3),
        ] {
            let header = PNGWriter.header(8, 8, bits: UInt8(bits), colour: UInt8(colour))
            files.append(
                CorpusFile("PNG of \(bits) bits, colour \(colour)", "image/png", file(header)))
        }
        for (width, height) in [
            (0, 8), (8, 0), (65_535, 65_535), (1 << 31 - 1, 1), (1, 1 << 31 - 1), (-1, -1),
            (16_383, 3_112), (7_000, 7_000),
        ] {
            for isInterlaced in [false, true] {
                let header = PNGWriter.header(
                    width, height, bits: 8, colour: 6, isInterlaced: isInterlaced)
                let name = "PNG of \(width) x \(height)\(isInterlaced ? ", interlaced" : "")"
                files.append(CorpusFile(name, "image/png", file(header)))
            }
        }
        return files
    }

    var pngChunks: [CorpusFile] {
        let bomb = ZeroStream.bytes(inflatingTo: 3_000_000)
        let floods: [(String, [(name: String, data: [UInt8])])] = [
            ("zTXt bombs", .init(repeating: ("zTXt", Array("x\0\0".utf8) + bomb), count: 10)),
            (
                "iTXt bombs",
                .init(repeating: ("iTXt", Array("x\0\u{1}\0\0\0".utf8) + bomb), count: 10)
            ),
            ("a profile bomb", [("iCCP", Array("x\0\0".utf8) + bomb)]),
            ("empty texts", .init(repeating: ("tEXt", []), count: 2_000)),
            ("empty chunks of pixels", .init(repeating: ("IDAT", []), count: 2_000)),
            ("palettes", .init(repeating: ("PLTE", [UInt8](repeating: 9, count: 768)), count: 50)),
            ("a palette of one byte", [("PLTE", [1])]),
            ("a palette of 300", [("PLTE", [UInt8](repeating: 9, count: 900))]),
            ("opacity without end", [("tRNS", [UInt8](repeating: 0, count: 5_000))]),
            ("a second head", [PNGWriter.header(9_000, 9_000, bits: 16, colour: 6)]),
            ("an early end", [PNGWriter.end]), ("an unknown need", [("ABCD", [1, 2, 3])]),
            ("frames", [("acTL", [0, 0, 255, 255, 0, 0, 0, 0])]),
        ]
        var files = floods.map {
            CorpusFile("PNG with \($0.0)", "image/png", PNGWriter.adding($0.1, to: bases.png))
        }
        for length: [UInt8] in [
            [255, 255, 255, 255], [127, 255, 255, 255], [0, 0, 255, 255], [0, 0, 0, 0],
        ] {
            for place in [8, 33] {
                var file = bases.png
                file.replaceSubrange(place..<place + 4, with: length)
                files.append(
                    CorpusFile("PNG with length \(length) at \(place)", "image/png", file))
            }
        }
        // A little that inflates to far more rows than there are, and to fewer.
        for (width, height) in [(8, 8), (5_000, 5_000)] {
            let header = PNGWriter.header(width, height, bits: 8, colour: 0)
            files.append(
                CorpusFile(
                    "PNG of \(width) with other rows", "image/png",
                    PNGWriter.file([header, ("IDAT", bomb), PNGWriter.end])))
        }
        return files
    }

    // MARK: WebP and GIF

    var webpChunks: [CorpusFile] {
        func picture(_ file: [UInt8]) -> (name: String, data: [UInt8]) {
            (try? WebPWriter.picture(of: file)) ?? ("VP8 ", [])
        }
        let plain = picture(bases.webp)
        let lossless = picture(bases.losslessWebP)
        let huge = PixelSize(width: 1 << 24, height: 1 << 24)
        let small = PixelSize(width: 1, height: 1)
        let signature = Array(lossless.data.prefix(1))
        typealias Chunks = [(name: String, data: [UInt8])]
        let files: [(String, Chunks)] = [
            ("a huge canvas", [WebPWriter.canvas(huge, flags: 0), plain]),
            ("a canvas of one pixel", [WebPWriter.canvas(small, flags: 0), plain]),
            ("a canvas alone", [WebPWriter.canvas(CorpusBases.size, flags: 0xFF)]),
            (
                "two canvases",
                Chunks(repeating: WebPWriter.canvas(small, flags: 2), count: 2) + [plain]
            ),
            ("no chunk", []), ("opacity alone", [("ALPH", [UInt8](repeating: 1, count: 40))]),
            (
                "opacity of another size",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 0x10), ("ALPH", [0, 1, 2]), plain,
                ]
            ),
            ("268 million pixels in a few bytes", [("VP8L", signature + [255, 255, 255, 255, 0])]),
            ("an empty picture", [("VP8 ", [])]), ("an empty lossless picture", [("VP8L", [])]),
            ("two pictures", [plain, lossless]),
            ("many pictures", Chunks(repeating: plain, count: 500)),
            ("unknown chunks", Chunks(repeating: ("ABCD", [1]), count: 5_000) + [plain]),
            (
                "a frame within a frame",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 2), ("ANIM", [0, 0, 0, 0, 0, 0]),
                    (
                        "ANMF",
                        [UInt8](repeating: 0, count: 16) + Array("ANMF".utf8) + [
                            4, 0, 0, 0, 1, 1, 1, 1,
                        ]
                    ),
                ]
            ),
            (
                "a frame out of the canvas",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 2), ("ANIM", [0, 0, 0, 0, 0, 0]),
                    ("ANMF", [UInt8](repeating: 255, count: 16)),
                ]
            ),
            (
                "frames without a picture",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 2), ("ANIM", [0, 0, 0, 0, 0, 0]),
                ] + Chunks(repeating: ("ANMF", [UInt8](repeating: 0, count: 16)), count: 1_500)
            ),
        ]
        var made = files.map {
            CorpusFile("WebP with \($0.0)", "image/webp", WebPWriter.file($0.1))
        }
        for (place, value) in [(4, 0), (4, 255), (7, 255), (16, 255), (19, 255), (16, 1)] {
            var file = bases.webp
            file[place] = UInt8(value)
            made.append(CorpusFile("WebP with \(value) at \(place)", "image/webp", file))
        }
        return made
    }

    var gifBlocks: [CorpusFile] {
        let base = bases.gif
        let head = 13 + 3 * 256
        var files: [CorpusFile] = []
        for (name, place, values) in [
            ("a huge screen", 6, [255, 255, 255, 255]), ("no screen", 6, [0, 0, 0, 0]),
            ("no palette", 10, [0]), ("a palette of two", 10, [0x80]),
        ] as [(String, Int, [UInt8])] {
            var file = base
            file.replaceSubrange(place..<place + values.count, with: values)
            files.append(CorpusFile("GIF with \(name)", "image/gif", file))
        }
        guard let frame = base[head...].firstRange(of: [0x2C, 0, 0, 0, 0])?.lowerBound else {
            return files
        }
        for bits: UInt8 in [0, 1, 9, 12, 13, 255] {
            var file = base
            file[frame + 10] = bits
            files.append(CorpusFile("GIF with codes of \(bits) bits", "image/gif", file))
        }
        for (name, place, values) in [
            ("a huge frame", 5, [255, 255, 255, 255]), ("no frame", 5, [0, 0, 0, 0]),
            ("a frame far away", 1, [255, 255, 255, 255]), ("a palette of its own", 9, [0x87]),
            ("interlaced rows", 9, [0x40]),
        ] as [(String, Int, [UInt8])] {
            var file = base
            file.replaceSubrange(
                frame + place..<frame + place + values.count, with: values)
            files.append(CorpusFile("GIF with \(name)", "image/gif", file))
        }
        let extensions: [(String, [UInt8])] = [
            ("comments", [0x21, 0xFE, 1, 65, 0]), ("applications", [0x21, 0xFF, 0]),
            ("controls", [0x21, 0xF9, 4, 255, 255, 255, 255, 0]), ("texts", [0x21, 0x01, 0]),
            ("unknown extensions", [0x21, 0x77, 0]),
        ]
        for (name, bytes) in extensions {
            let flood = [[UInt8]](repeating: bytes, count: 3_000).flatMap { $0 }
            files.append(
                CorpusFile("GIF with \(name)", "image/gif", base[..<head] + flood + base[head...]))
        }
        files.append(
            CorpusFile(
                "GIF with 1,500 frames", "image/gif",
                GIFWriter.file(8, 8, frames: [Int](repeating: 0, count: 1_500))))
        return files
    }

    // MARK: All types

    /// Cut off at many places.
    var brokenOff: [CorpusFile] {
        bases.withMetadata.flatMap { base in
            (1...9).map { tenth in
                CorpusFile(
                    "\(base.name) cut at \(tenth)0 %", base.type,
                    Array(base.bytes.prefix(base.bytes.count * tenth / 10)))
            }
        }
    }

    /// Changed here and there, the same in every run.
    var changed: [CorpusFile] {
        var random = SeededRandom(seed: 4_711)
        return bases.withMetadata.flatMap { base in
            [1, 1, 2, 4, 16, 64].enumerated().map { number, count in
                var bytes = base.bytes
                for _ in 0..<count {
                    let place = random.integer(in: 12...bytes.count - 1)
                    bytes[place] = UInt8(random.integer(in: 0...255))
                }
                return CorpusFile("\(base.name) changed, \(number)", base.type, bytes)
            }
        }
    }

    /// What is no picture of ours, or two things at once.
    var otherTypes: [CorpusFile] {
        let types: [(String, [UInt8])] = [
            ("SVG", Array("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".utf8)),
            ("HTML", Array("<!doctype html><script>alert(1)</script>".utf8)),
            ("ZIP", Array("PK\u{3}\u{4}".utf8)), ("PDF", Array("%PDF-1.7\n".utf8)),
            ("TIFF", Array("II*\0\u{8}\0\0\0".utf8)), ("BMP", Array("BM".utf8)),
            ("HEIC", [0, 0, 0, 24] + Array("ftypheicmif1heic".utf8)),
            ("AVIF", [0, 0, 0, 24] + Array("ftypavifmif1avif".utf8)),
            ("MP4", [0, 0, 0, 24] + Array("ftypisomiso2mp41".utf8)),
            ("ELF", [0x7F] + Array("ELF".utf8)), ("nothing", []), ("a zero", [0]),
        ]
        let padding = [UInt8](repeating: 0, count: 200)
        let script = Array("*/=1;alert(1)/*<script>\(CorpusFile.secret)</script>".utf8)
        return types.map { CorpusFile($0.0, "image/jpeg", $0.1.isEmpty ? [] : $0.1 + padding) }
            + bases.withMetadata.map {
                CorpusFile("\($0.name) with a script behind it", $0.type, $0.bytes + script)
            }
            + bases.withMetadata.map {
                let other = $0.type == "image/png" ? "image/gif" : "image/png"
                return CorpusFile("\($0.name) that says it is \(other)", other, $0.bytes)
            }
    }
}
