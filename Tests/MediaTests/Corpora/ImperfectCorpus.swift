@testable import Media

/// Files that are not as their standard wants them, and that every viewer shows all the same.
struct ImperfectCorpus {
    let bases: CorpusBases

    init(_ bases: CorpusBases) { self.bases = bases }

    var files: [CorpusFile] {
        get throws {
            try junkBetweenSegments + lostEnds + scanParameters + oddSegments + brokenProfiles
                + behindTheEnd + pngs + gifs + webps
        }
    }

    // MARK: JPEG

    private var junkBetweenSegments: [CorpusFile] {
        get throws {
            let junk: [[UInt8]] = [
                [0], [0, 0, 0, 0], [0xFF], [0xFF, 0xFF, 0xFF], [1, 2, 3, 0xFF, 0], [0xFF, 0xD0],
            ]
            var files: [CorpusFile] = []
            for (kind, base) in [("baseline", bases.jpeg), ("progressive", bases.progressive)] {
                for (number, place) in try CorpusBases.markers(of: base).dropFirst().prefix(6)
                    .enumerated()
                {
                    for bytes in junk {
                        files.append(
                            CorpusFile(
                                "\(kind) with \(bytes) before segment \(number)", "image/jpeg",
                                base[..<place] + bytes + base[place...]))
                    }
                }
            }
            return files
        }
    }

    /// Without the end marker, and without the last rows.
    private var lostEnds: [CorpusFile] {
        get throws {
            var files = [
                CorpusFile("baseline without end", "image/jpeg", Array(bases.jpeg.dropLast(2))),
                CorpusFile("half an end", "image/jpeg", Array(bases.jpeg.dropLast(1))),
                CorpusFile(
                    "progressive without end", "image/jpeg", Array(bases.progressive.dropLast(2))),
            ]
            let tall = try Samples.jpeg(200, 1_600)
            for lost in [8, 16, 32, 64] {
                files.append(
                    CorpusFile("\(lost) bytes are lost", "image/jpeg", Array(tall.dropLast(lost))))
            }
            // A transfer that went on with zeros, or with another file.
            for filler: UInt8 in [0, 0x20] {
                let rest = [UInt8](repeating: filler, count: 100)
                files.append(
                    CorpusFile("\(filler) after a lost end", "image/jpeg", tall.dropLast(40) + rest)
                )
            }
            return files
        }
    }

    private var scanParameters: [CorpusFile] {
        guard let scan = bases.jpeg.firstRange(of: [0xFF, 0xDA])?.lowerBound else { return [] }
        let end = scan + 2 + Int(bases.jpeg[scan + 3])
        let parameters: [[UInt8]] = [
            [0, 0, 0], [0, 63, 0x12], [9, 5, 0], [63, 63, 0], [0, 255, 0],
        ]
        return parameters.map { parameters in
            var file = bases.jpeg
            file.replaceSubrange(end - 3..<end, with: parameters)
            return CorpusFile("a scan of \(parameters)", "image/jpeg", file)
        }
    }

    /// Segments that are cut short, empty, doubled, or out of their order.
    private var oddSegments: [CorpusFile] {
        let exif = Array("Exif\0\0".utf8)
        let segments: [(String, UInt8, [UInt8])] = [
            ("an empty EXIF", 0xE1, []), ("EXIF without a block", 0xE1, exif),
            ("EXIF of no order", 0xE1, exif + Array("XX*\0\u{8}\0\0\0".utf8)),
            ("EXIF that leads out", 0xE1, exif + Array("II*\0".utf8) + [255, 255, 255, 127]),
            ("EXIF that is cut short", 0xE1, exif + Array("II*\0\u{8}\0\0\0\u{9}\0".utf8)),
            ("a turn of 0", 0xE1, exif + EXIF.block(orientation: 0)),
            ("a turn of 9", 0xE1, exif + EXIF.block(orientation: 9)),
            ("an empty comment", 0xFE, []), ("a JFIF without anything", 0xE0, Array("JFIF\0".utf8)),
            (
                "a JFIF with a false thumbnail", 0xE0,
                Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 99, 99]
            ),
            ("no density", 0xE0, Array("JFIF\0".utf8) + [1, 1, 1, 0, 0, 0, 0, 0, 0]),
            ("half an Adobe", 0xEE, Array("Adobe".utf8)), ("an empty APP13", 0xED, []),
            ("half a Photoshop", 0xED, Array("Photoshop 3.0\08BIM".utf8)),
            ("an empty APP2", 0xE2, []), ("an MPF without pictures", 0xE2, Array("MPF\0".utf8)),
            ("no restarts", 0xDD, [0, 0]), ("half an XMP", 0xE1, Array("http://ns.adobe.com".utf8)),
            ("an unused quantisation", 0xDB, [3] + [UInt8](repeating: 1, count: 64)),
        ]
        var files = segments.map { name, marker, payload in
            CorpusFile(
                name, "image/jpeg",
                JPEGWriter.adding(JPEGWriter.segment(marker, payload), to: bases.jpeg))
        }
        if let jfif = bases.jpeg.firstRange(of: [0xFF, 0xE0])?.lowerBound {
            let end = jfif + 2 + Int(bases.jpeg[jfif + 3])
            files.append(
                CorpusFile("no JFIF", "image/jpeg", Array(bases.jpeg[..<jfif]) + bases.jpeg[end...])
            )
            files.append(
                CorpusFile(
                    "two JFIFs", "image/jpeg",
                    Array(bases.jpeg[..<end]) + bases.jpeg[jfif..<end] + bases.jpeg[end...]))
        }
        return files
    }

    private var brokenProfiles: [CorpusFile] {
        let good = ProfileWriter.profile("RGB ", "Good", primaries: ProfileWriter.displayP3)
        let grey = ProfileWriter.profile("GRAY", "Grey")
        let head = Array("ICC_PROFILE\0".utf8)
        let profiles: [(String, [UInt8])] = [
            ("half a profile", JPEGWriter.profile(Array(good.prefix(200)))),
            ("a profile for grey", JPEGWriter.profile(grey)),
            ("a profile of zeros", JPEGWriter.profile([UInt8](repeating: 0, count: 300))),
            ("part 2 of 2 alone", JPEGWriter.segment(0xE2, head + [2, 2] + good)),
            ("part 0", JPEGWriter.segment(0xE2, head + [0, 1] + good)),
            ("a profile twice", JPEGWriter.profile(good) + JPEGWriter.profile(good)),
            ("a profile without a number", JPEGWriter.segment(0xE2, head)),
        ]
        return profiles.map {
            CorpusFile($0.0, "image/jpeg", JPEGWriter.adding($0.1, to: bases.jpeg))
        }
            + [("half", Array(good.prefix(90))), ("grey", grey)].map { name, profile in
                CorpusFile(
                    "WebP with a \(name) profile", "image/webp",
                    WebPWriter.file(
                        [WebPWriter.canvas(CorpusBases.size, flags: 0x20), ("ICCP", profile)]
                            + ((try? [WebPWriter.picture(of: bases.webp)]) ?? [])))
            }
    }

    // MARK: All types

    /// What cameras, phones and bad transfers append.
    private var behindTheEnd: [CorpusFile] {
        let appended: [(String, [UInt8])] = [
            ("zeros", [UInt8](repeating: 0, count: 500)), ("a line end", [13, 10]),
            ("a film", [0, 0, 0, 24] + Array("ftypmp42\(CorpusFile.secret)".utf8)),
            ("another picture", bases.jpeg),
        ]
        return bases.withMetadata.flatMap { base in
            appended.map {
                CorpusFile("\(base.name) with \($0.0) behind it", base.type, base.bytes + $0.1)
            }
        }
    }

    private var pngs: [CorpusFile] {
        let base = bases.png
        var files = [
            CorpusFile("PNG without end", "image/png", Array(base.dropLast(12))),
            CorpusFile("PNG with half an end", "image/png", Array(base.dropLast(5))),
        ]
        let chunks: [(String, [UInt8])] = [
            ("gAMA", [0, 0, 0, 0]), ("gAMA", [1]), ("cHRM", [1, 2, 3]), ("sRGB", [9]), ("pHYs", []),
            ("tIME", [255, 255, 255, 255, 255, 255, 255]), ("sBIT", [99]), ("bKGD", [1]),
            ("hIST", [1, 2]), ("tEXt", []), ("zTXt", [1, 0, 9]), ("iTXt", [0]),
            ("iCCP", [0, 0, 1]),
            ("iCCP", Array("x\0\0".utf8) + [0x78, 1, 99]), ("eXIf", [1, 2, 3]), ("prVt", [7]),
            ("vpAg", [0, 0, 0, 1]),
        ]
        for (number, chunk) in chunks.enumerated() {
            files.append(
                CorpusFile(
                    "PNG with an odd \(chunk.0), \(number)", "image/png",
                    PNGWriter.adding([(chunk.0, chunk.1)], to: base)))
        }
        for name in ["tEXt", "gAMA", "pHYs", "tIME"] {
            var file = PNGWriter.adding([(name, Array("a\0b".utf8) + [1, 2, 3, 4])], to: base)
            // Its checksum is wrong now.
            file[33 + 9] ^= 0xFF
            files.append(CorpusFile("PNG with a changed \(name)", "image/png", file))
        }
        return files
    }

    private var gifs: [CorpusFile] {
        let size = PixelSize(width: 100, height: 70)
        var files: [CorpusFile] = []
        for (left, top) in [(0, 0), (36, 22), (10, 5), (50, 30)] {
            files.append(
                CorpusFile(
                    "GIF with a frame at \(left), \(top)", "image/gif",
                    GIFWriter.file(64, 48, frames: [0], screen: size, at: (left, top))))
        }
        for (width, height) in [(64, 47), (63, 48), (60, 40), (1, 1)] {
            files.append(
                CorpusFile(
                    "GIF with a screen of \(width) x \(height)", "image/gif",
                    GIFWriter.file(
                        64, 48, frames: [0], screen: PixelSize(width: width, height: height))))
        }
        let one = GIFWriter.file(64, 48, frames: [0])
        let ends: [[UInt8]] = [[], [0], [0, 0, 0, 0x3B], [0x2C, 1], [7, 7], [0x21, 0xFE]]
        for (number, end) in ends.enumerated() {
            files.append(
                CorpusFile("GIF that ends otherwise, \(number)", "image/gif", one.dropLast(1) + end)
            )
        }
        let two = GIFWriter.file(64, 48, frames: [0, 1])
        for lost in [10, 200, 1_000] {
            files.append(
                CorpusFile(
                    "GIF with \(lost) lost of its second frame", "image/gif",
                    Array(two.dropLast(lost))))
        }
        var older = one
        older.replaceSubrange(3..<6, with: Array("87a".utf8))
        files.append(CorpusFile("GIF of 1987 with a control", "image/gif", older))
        return files
    }

    private var webps: [CorpusFile] {
        typealias Chunks = [(name: String, data: [UInt8])]
        guard let picture = try? WebPWriter.picture(of: bases.webp) else { return [] }
        let tiff = EXIF.block(orientation: 1)
        let files: [(String, Chunks)] = [
            (
                "an EXIF that the flags do not tell",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 0), picture, ("EXIF", tiff),
                ]
            ),
            (
                "flags for what is not there",
                [WebPWriter.canvas(CorpusBases.size, flags: 0x0C), picture]
            ),
            (
                "an EXIF before its picture",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 0x08), ("EXIF", tiff), picture,
                ]
            ),
            (
                "unknown chunks",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 0), ("ABCD", [1, 2, 3]), picture,
                    ("Z   ", []),
                ]
            ),
            (
                "a broken EXIF",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 0x08), picture, ("EXIF", [1, 2]),
                ]
            ),
            (
                "an empty XMP",
                [
                    WebPWriter.canvas(CorpusBases.size, flags: 0x04), picture, ("XMP ", []),
                ]
            ),
        ]
        return files.map { CorpusFile("WebP with \($0.0)", "image/webp", WebPWriter.file($0.1)) }
    }
}
