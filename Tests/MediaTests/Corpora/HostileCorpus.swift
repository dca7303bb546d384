@testable import Media

/// Files that somebody may send to end the process, to stop it, to fill its memory or to have what is secret
/// served. Each family is a way to do so; all bytes are made here.
struct HostileCorpus {
    let bases: CorpusBases

    init(_ bases: CorpusBases) { self.bases = bases }

    var files: [CorpusFile] {
        segmentFloods + frameClaims + scanClaims + tables + exifBlocks + profiles
            + pngHeaders + pngChunks + webpChunks + gifBlocks + brokenOff + changed + otherTypes
    }

    // MARK: JPEG

    /// Thousands of segments of every kind that decoders and readers of metadata look into.
    private var segmentFloods: [CorpusFile] {
        let heads: [(UInt8, String)] = [
            (0xE0, "JFIF\0"), (0xE0, "JFXX\0\u{10}"), (0xE1, "Exif\0\0II*\0\u{8}\0\0\0"),
            (0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>"), (0xE2, "ICC_PROFILE\0\u{1}\u{1}"),
            (0xE2, "MPF\0"), (0xE3, ""), (0xE8, "SPIFF\0"), (0xEB, "JP"), (0xEC, "Ducky"),
            (0xED, "Photoshop 3.0\0"), (0xED, ""), (0xEE, "Adobe\0d"), (0xEF, ""), (0xFE, ""),
            (0xDD, "\0\0"),
        ]
        return heads.flatMap { marker, text in
            [2_000, 5_000].map { count in
                let segment = JPEGWriter.segment(marker, Array(text.utf8))
                let flood = [[UInt8]](repeating: segment, count: count).flatMap { $0 }
                return CorpusFile(
                    "\(count) segments \(String(marker, radix: 16)) \(text.prefix(4))",
                    "image/jpeg",
                    JPEGWriter.adding(flood, to: bases.jpeg))
            }
        }
    }

    /// Sizes, components and sampling that are not those of the data.
    private var frameClaims: [CorpusFile] {
        guard let frame = bases.jpeg.firstRange(of: [0xFF, 0xC0])?.lowerBound else { return [] }
        func changed(_ name: String, at offset: Int, _ values: [UInt8]) -> CorpusFile {
            var file = bases.jpeg
            file.replaceSubrange(frame + offset..<frame + offset + values.count, with: values)
            return CorpusFile("frame with \(name)", "image/jpeg", file)
        }
        let sizes: [(UInt8, UInt8, UInt8, UInt8)] = [
            (0, 0, 0, 64), (0, 48, 0, 0), (0, 0, 0, 0), (255, 255, 255, 255), (0, 1, 255, 255),
            (255, 255, 0, 1), (0x3F, 0xFF, 0x0C, 0), (0x1B, 0, 0x1C, 0),
        ]
        let depths = [UInt8(0), 1, 7, 9, 12, 16, 255]
        let samplings = [UInt8(0), 0x01, 0x10, 0x14, 0x41, 0x44, 0x55, 0xFF]
        // Arithmetic, lossless, hierarchical and what is none at all.
        let kinds = [UInt8(0xC1), 0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF]
        return sizes.map { changed("size \($0)", at: 5, [$0.0, $0.1, $0.2, $0.3]) }
            + depths.map { changed("\($0) bits", at: 4, [$0]) }
            + [UInt8(0), 1, 2, 4, 5, 255].map { changed("\($0) components", at: 9, [$0]) }
            + samplings.map { changed("sampling \($0)", at: 11, [$0]) }
            + kinds.map { changed("kind \($0)", at: 1, [$0]) }
            + [UInt8(4), 255].map { changed("table \($0)", at: 12, [$0]) }
    }

    private var scanClaims: [CorpusFile] {
        let flats: [(String, [UInt8])] = [
            ("many scans", JPEGWriter.flat(1_000, 1_000, progressiveScans: 64)),
            ("too many scans", JPEGWriter.flat(64, 64, progressiveScans: 500)),
            ("many pixels, scan after scan", JPEGWriter.flat(5_000, 5_000, progressiveScans: 41)),
            (
                "four inks in a scan each",
                JPEGWriter.flat(7_071, 7_071, components: 4, isSeparate: true)
            ),
            ("51 million pixels", JPEGWriter.flat(8_400, 6_300, components: 3)),
            ("a long side", JPEGWriter.flat(16_384, 16)), ("a row", JPEGWriter.flat(16_383, 1)),
        ]
        guard let scan = bases.jpeg.firstRange(of: [0xFF, 0xDA])?.lowerBound else { return [] }
        var files = flats.map { CorpusFile($0.0, "image/jpeg", $0.1) }
        for (offset, value) in [(2, 255), (3, 2), (4, 0), (4, 255), (5, 9), (6, 0x44)] {
            var file = bases.jpeg
            file[scan + offset] = UInt8(value)
            files.append(CorpusFile("scan with \(value) at \(offset)", "image/jpeg", file))
        }
        for marker: UInt8 in [0xD8, 0xD9, 0xDA, 0xC0, 0xC4, 0xDC, 0xDD, 0xD0, 0x01] {
            let middle = scan + 200
            let file = bases.jpeg[..<middle] + [0xFF, marker, 0, 4, 0, 1] + bases.jpeg[middle...]
            files.append(
                CorpusFile("\(marker) within a scan", "image/jpeg", Array(file)))
        }
        return files
    }

    private var tables: [CorpusFile] {
        let payloads: [(String, UInt8, [UInt8])] = [
            ("no codes", 0xC4, [UInt8](repeating: 0, count: 17)),
            ("too many codes", 0xC4, [0] + [UInt8](repeating: 255, count: 16)),
            ("more codes than bits", 0xC4, [0, 3] + [UInt8](repeating: 0, count: 15) + [1, 2, 3]),
            ("a table of class 9", 0xC4, [0x90, 1] + [UInt8](repeating: 0, count: 16)),
            ("quantisation by zero", 0xDB, [0] + [UInt8](repeating: 0, count: 64)),
            ("half a quantisation", 0xDB, [0] + [UInt8](repeating: 1, count: 30)),
            ("quantisation 15", 0xDB, [15] + [UInt8](repeating: 1, count: 64)),
            ("16 bits of quantisation", 0xDB, [0x10] + [UInt8](repeating: 255, count: 128)),
            ("restart after every block", 0xDD, [0, 1]), ("a restart cut short", 0xDD, [1]),
            ("arithmetic conditioning", 0xCC, [0, 255]), ("expansion", 0xDF, [0x11]),
        ]
        return payloads.map { name, marker, payload in
            CorpusFile(
                name, "image/jpeg",
                JPEGWriter.adding(JPEGWriter.segment(marker, payload), to: bases.jpeg))
        }
    }

    /// Directories that lead in circles, out of the file, or have more than they say.
    private var exifBlocks: [CorpusFile] {
        func block(
            _ first: [UInt8], _ entries: [[UInt8]], count: UInt8? = nil, next: UInt8 = 0
        )
            -> [UInt8]
        {
            let number = count ?? UInt8(entries.count)
            return Array("II*\0".utf8) + first + [number, number == 255 ? 255 : 0]
                + entries.flatMap { $0 } + [next, 0, 0, 0]
        }
        let start: [UInt8] = [8, 0, 0, 0]
        let directory: [UInt8] = [0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0]
        let place: [UInt8] = [0x25, 0x88, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0]
        let endless: [UInt8] = [0x0F, 0x01, 2, 0, 255, 255, 255, 255, 8, 0, 0, 0]
        let far: [UInt8] = [0x0F, 0x01, 2, 0, 40, 0, 0, 0, 255, 255, 255, 255]
        let turned: [UInt8] = [0x12, 0x01, 3, 0, 255, 255, 255, 255, 6, 0, 0, 0]
        let kind: [UInt8] = [0x12, 0x01, 99, 0, 1, 0, 0, 0, 6, 0, 0, 0]
        let blocks: [(String, [UInt8])] = [
            ("a directory in itself", block(start, [directory])),
            ("a place in itself", block(start, [place, directory])),
            ("a chain to itself", block(start, [directory], next: 8)),
            ("a text of four gigabytes", block(start, [endless])),
            ("a text far away", block(start, [far])),
            ("four billion turns", block(start, [turned])),
            ("a turn of no kind", block(start, [kind])),
            ("65,535 entries", block(start, [far, endless], count: 255)),
            ("a directory far away", block([255, 255, 255, 255], [])),
            ("a directory in the head", block([0, 0, 0, 0], [directory])), ("no directory", []),
            ("half a head", Array("II*".utf8)), ("no order", Array("XX*\0\u{8}\0\0\0".utf8)),
        ]
        let secret = Array(CorpusFile.secret.utf8)
        return blocks.flatMap { name, block in
            let segment = JPEGWriter.segment(0xE1, Array("Exif\0\0".utf8) + block + secret)
            return [
                CorpusFile(
                    "EXIF with \(name)", "image/jpeg", JPEGWriter.adding(segment, to: bases.jpeg)),
                CorpusFile(
                    "eXIf with \(name)", "image/png",
                    PNGWriter.adding([("eXIf", block + secret)], to: bases.png)),
            ]
        }
    }

    /// Colour profiles that say more than they hold.
    private var profiles: [CorpusFile] {
        let good = ProfileWriter.profile("RGB ", "Good", primaries: ProfileWriter.displayP3)
        func changed(at place: Int, _ values: [UInt8]) -> [UInt8] {
            var profile = good
            profile.replaceSubrange(place..<place + values.count, with: values)
            return profile
        }
        let all: [UInt8] = [255, 255, 255, 255]
        let profiles: [(String, [UInt8])] = [
            ("a false length", changed(at: 0, all)), ("four billion tags", changed(at: 128, all)),
            ("a tag far away", changed(at: 136, all)), ("a tag without end", changed(at: 140, all)),
            ("a tag over its head", changed(at: 136, [0, 0, 0, 0])),
            ("no signature", changed(at: 36, [0, 0, 0, 0])),
            ("inks", changed(at: 16, Array("CMYK".utf8))), ("nothing", []),
            ("half of it", Array(good.prefix(good.count / 2))),
            ("noise", changed(at: 128, (0..<80).map { UInt8($0 * 37 & 255) })),
        ]
        return profiles.map { name, profile in
            CorpusFile(
                "a profile with \(name)", "image/jpeg",
                JPEGWriter.adding(JPEGWriter.profile(profile), to: bases.jpeg))
        }
            + [(0, 1), (1, 0), (2, 1), (255, 255)].map { number, count in
                let head = Array("ICC_PROFILE\0".utf8) + [UInt8(number), UInt8(count)]
                return CorpusFile(
                    "part \(number) of \(count) of a profile", "image/jpeg",
                    JPEGWriter.adding(JPEGWriter.segment(0xE2, head + good), to: bases.jpeg))
            }
    }
}
