import Foundation
import TestSupport
import Testing

@testable import Media

@Suite struct VideoTests {
    typealias Clip = VideoSamples.Clip

    /// Prepares a clip and hands on what was made of it, while it is there.
    private func prepare(
        _ clip: Clip = Clip(), type: String = "video/mp4",
        _ change: (inout VideoLimits) -> Void = { _ in },
        _ look: (PreparedVideo, _ source: String) async throws -> Void
    ) async throws {
        try await VideoSamples.withProcessor(change) { processor, folder in
            let path = "\(folder)/source"
            try await VideoSamples.make(clip, at: path)
            try await processor.working { work in
                try await look(try await work.prepare(path, declaredType: type), path)
            }
        }
    }

    private func refusal(
        _ path: String, type: String = "video/mp4", by processor: VideoProcessor
    ) async throws -> MediaError? {
        try await processor.working { work in
            do throws(MediaError) {
                _ = try await work.prepare(path, declaredType: type)
                return nil
            } catch {
                return error
            }
        }
    }

    private func refusal(
        _ clip: Clip, type: String = "video/mp4",
        _ change: (inout VideoLimits) -> Void = { _ in }
    ) async throws -> MediaError? {
        try await VideoSamples.withProcessor(change) { processor, folder in
            try await VideoSamples.make(clip, at: "\(folder)/source")
            return try await refusal("\(folder)/source", type: type, by: processor)
        }
    }

    private static let texts = ["<script>alert(1)</script>", "+52.5200+013.4050/", "Planted"]

    private static let told = [
        "-metadata", "title=\(texts[0])", "-metadata", "location=\(texts[1])",
        "-metadata:s:v", "handler_name=\(texts[2])", "-metadata", "comment=\(texts[2])",
    ]

    // MARK: Taken

    @Test func `what plays everywhere is served as it came, without what it says of itself`()
        async throws
    {
        var clip = Clip()
        (clip.more, clip.format) = (Self.told, "mov")
        try await prepare(clip, type: "video/quicktime") { made, source in
            #expect(made.pixels == PixelSize(width: 320, height: 240))
            #expect((950...1_100).contains(made.milliseconds))
            #expect(made.hasAudio)
            let (before, after) = try (Data(contentsOf: URL(filePath: source)), data(made))
            for text in Self.texts {
                #expect(before.range(of: Data(text.utf8)) != nil, "\(text) was planted")
                #expect(after.range(of: Data(text.utf8)) == nil, "\(text) is left")
            }
            // x264 writes its settings between the frames.
            #expect(before.range(of: Data("x264".utf8)) != nil)
            #expect(after.range(of: Data("x264".utf8)) == nil)
            // The same pictures: ultrafast makes them without CABAC, veryfast would not.
            #expect(
                try await VideoSamples.probe(made.path, "stream=profile").contains("Constrained"))
            // What players need first comes first.
            let (moov, mdat) = (
                after.range(of: Data("moov".utf8)), after.range(of: Data("mdat".utf8))
            )
            #expect(try #require(moov).lowerBound < #require(mdat).lowerBound)
            let poster = try await Samples.processor.process(
                made.poster, declaredType: "image/jpeg")
            #expect(poster.pixels == made.pixels)
        }
    }

    @Test(arguments: [
        ("webm", "video/webm", ["-c:v", "libvpx", "-deadline", "realtime"], ["-c:a", "libopus"]),
        ("mov", "video/quicktime", ["-c:v", "mpeg4"], ["-c:a", "pcm_s16le"]),
        ("mp4", "video/mp4", ["-c:v", "libx264", "-pix_fmt", "yuv444p"], ["-c:a", "aac"]),
        ("mp4", "video/mp4", ["-c:v", "libx265", "-preset", "ultrafast"], ["-c:a", "libmp3lame"]),
    ])
    func `all else is encoded anew`(
        format: String, type: String, picture: [String], sound: [String]
    ) async throws {
        var clip = Clip()
        (clip.format, clip.picture, clip.sound) = (format, picture, sound)
        try await prepare(clip, type: type) { made, _ in
            let streams = try await VideoSamples.probe(made.path, "stream=codec_name,pix_fmt")
            #expect(streams.contains("codec_name=h264"), "\(streams)")
            #expect(streams.contains("pix_fmt=yuv420p"), "\(streams)")
            #expect(streams.contains("codec_name=aac"), "\(streams)")
            #expect(made.pixels == PixelSize(width: 320, height: 240))
        }
    }

    @Test func `it may be silent`() async throws {
        var clip = Clip()
        clip.sound = nil
        try await prepare(clip) { made, _ in #expect(!made.hasAudio) }
    }

    @Test(arguments: [false, true])
    func `it is shown upright`(isEncoded: Bool) async throws {
        try await VideoSamples.withProcessor { processor, folder in
            var clip = Clip()
            if isEncoded { clip.picture = ["-c:v", "mpeg4"] }
            try await VideoSamples.make(clip, at: "\(folder)/lying.mp4")
            try await VideoSamples.ffmpeg(
                ["-i", "\(folder)/lying.mp4", "-c", "copy", "-metadata:s:v", "rotate=90"]
                    + ["-f", "mp4", "\(folder)/turned"])
            try await processor.working { work in
                let made = try await work.prepare("\(folder)/turned", declaredType: "video/mp4")
                #expect(made.pixels == PixelSize(width: 240, height: 320))
                let poster = try await Samples.processor.process(
                    made.poster, declaredType: "image/jpeg")
                #expect(poster.pixels == PixelSize(width: 240, height: 320))
                let rung = try await work.encode(
                    VideoRung.ladder(for: made.pixels)[0], of: made.path, pixels: made.pixels,
                    hasAudio: made.hasAudio)
                #expect(rung.pixels == PixelSize(width: 240, height: 320))
            }
        }
    }

    @Test func `odd sides lose a row`() async throws {
        var clip = Clip()
        (clip.size, clip.picture) = ("321x241", ["-c:v", "libx264", "-pix_fmt", "yuv444p"])
        try await prepare(clip) { made, _ in
            #expect(made.pixels == PixelSize(width: 320, height: 240))
        }
    }

    @Test func `what was cut off is not served`() async throws {
        try await VideoSamples.withProcessor { processor, folder in
            var clip = Clip()
            (clip.seconds, clip.picture) = (3, clip.picture + ["-g", "45"])
            try await VideoSamples.make(clip, at: "\(folder)/long.mp4")
            // Copied from the middle: the frames before are there, and an edit list hides them.
            try await VideoSamples.ffmpeg(
                ["-ss", "1.5", "-i", "\(folder)/long.mp4", "-c", "copy", "-f", "mp4"]
                    + ["\(folder)/cut"])
            let hidden = try await VideoSamples.probe("\(folder)/cut", "format=duration")
            try await processor.working { work in
                let made = try await work.prepare("\(folder)/cut", declaredType: "video/mp4")
                let shown = try await VideoSamples.probe(made.path, "stream=nb_frames")
                #expect(made.milliseconds < 1_900, "\(hidden)")
                #expect(!shown.contains("nb_frames=45"), "\(shown)")
            }
        }
    }

    @Test func `the colours of HDR become those of all screens`() async throws {
        var clip = Clip()
        clip.picture = [
            "-vf", "format=yuv420p10le", "-c:v", "libx264", "-preset", "ultrafast",
            "-color_trc", "arib-std-b67", "-color_primaries", "bt2020", "-colorspace", "bt2020nc",
        ]
        try await prepare(clip) { made, _ in
            let colours = try await VideoSamples.probe(
                made.path, "stream=pix_fmt,color_transfer,color_space")
            #expect(colours.contains("pix_fmt=yuv420p\n"), "\(colours)")
            #expect(!colours.contains("arib"), "\(colours)")
            #expect(!colours.contains("bt2020"), "\(colours)")
        }
    }

    // MARK: Refused

    @Test(arguments: [
        ("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", MediaError.video(.unsupportedType)),
        ("ffconcat version 1.0\nfile /etc/passwd\n", .video(.unsupportedType)),
        ("", .empty), ("\0\0\0\u{18}ftypisom\0\0\0\0", .video(.damaged(detail: ""))),
        (
            "\0\0\0\u{18}ftypisom\n#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
            .video(.damaged(detail: ""))
        ),
    ])
    func `what is no video is refused`(text: String, expected: MediaError) async throws {
        try await VideoSamples.withProcessor { processor, folder in
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/source"))
            let refusal = try await refusal("\(folder)/source", by: processor)
            #expect(withoutDetail(refusal) == expected, "\(String(describing: refusal))")
        }
    }

    @Test func `another type than was declared is refused`() async throws {
        #expect(
            try await refusal(Clip(), type: "video/webm")
                == .typeMismatch(declared: "video/webm", found: "video/mp4"))
    }

    @Test(arguments: [0.3, 0.9])
    func `one that breaks off is refused`(share: Double) async throws {
        try await VideoSamples.withProcessor { processor, folder in
            let path = "\(folder)/source"
            // The table of frames is at the end.
            try await VideoSamples.make(at: path)
            let whole = try Data(contentsOf: URL(filePath: path))
            try whole.prefix(Int(Double(whole.count) * share)).write(to: URL(filePath: path))
            let refusal = try await refusal(path, by: processor)
            #expect(withoutDetail(refusal) == .video(.damaged(detail: "")))
        }
    }

    @Test func `sound alone is refused, and so are two pictures`() async throws {
        try await VideoSamples.withProcessor { processor, folder in
            let path = "\(folder)/source"
            try await VideoSamples.ffmpeg(
                ["-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", "-f", "mp4", "-y", path])
            #expect(try await refusal(path, by: processor) == .video(.noPicture))
            var clip = Clip()
            clip.inputs = ["-f", "lavfi", "-i", "testsrc=s=64x64:d=1"]
            clip.more = ["-map", "0:v", "-map", "2:v", "-map", "1:a"]
            try await VideoSamples.make(clip, at: path)
            #expect(try await refusal(path, by: processor) == .video(.severalPictures(count: 2)))
        }
    }

    @Test(
        .crosses(
            \VideoLimits.bytesMax, \VideoLimits.millisecondsMax, \VideoLimits.sidePixelsMax,
            \VideoLimits.sidePixelsMin, \VideoLimits.framePixelsMax,
            \VideoLimits.framesPerSecondMax,
            \VideoLimits.tracksMax))
    func `what is beyond a limit is refused`() async throws {
        try await VideoSamples.withProcessor { first, folder in
            let path = "\(folder)/source"
            try await VideoSamples.make(at: path)
            let byteCount = try #require(FileSystem.byteCount(of: path))
            let rows: [(MediaError, (inout VideoLimits, Int) -> Void)] = [
                (.tooLarge(bytesMax: byteCount - 1), { $0.bytesMax = byteCount - $1 }),
                (.video(.tooLong(millisecondsMax: 999)), { $0.millisecondsMax = 1_030 - 31 * $1 }),
                (
                    .video(.sideTooLong(width: 320, height: 240, pixelsMax: 319)),
                    { $0.sidePixelsMax = 320 - $1 }
                ),
                (
                    .video(.tooSmall(width: 320, height: 240, pixelsMin: 241)),
                    { $0.sidePixelsMin = 240 + $1 }
                ),
                (
                    .video(.frameTooLarge(width: 320, height: 240, pixelsMax: 76_799)),
                    { $0.framePixelsMax = 76_800 - $1 }
                ),
                (
                    .video(.tooManyFrames(framesMax: 14)),
                    { $0.framesPerSecondMax = 15 - Double($1) }
                ),
                (.video(.tooManyTracks(tracksMax: 1)), { $0.tracksMax = 2 - $1 }),
            ]
            for (expected, change) in rows {
                for beyond in [0, 1] {
                    var limits = VideoLimits.standard
                    change(&limits, beyond)
                    let processor = try #require(
                        try VideoProcessor(directory: folder + "/work", limits: limits))
                    defer { processor.close() }
                    let refusal = try await refusal(path, by: processor)
                    #expect(refusal == (beyond == 1 ? expected : nil))
                }
            }
            #expect(try await refusal(path, by: first) == nil)
        }
    }

    @Test func `hostile sizes and rates are refused at once`() async throws {
        var dot = Clip()
        dot.picture = ["-vf", "scale=1:1", "-c:v", "png"]
        dot.format = "mov"
        #expect(
            try await refusal(dot, type: "video/quicktime")
                == .video(.tooSmall(width: 1, height: 1, pixelsMin: 16)))
        var flood = Clip()
        (flood.rate, flood.seconds, flood.sound) = (100_000, 0.01, nil)
        #expect(try await refusal(flood) == .video(.tooManyFrames(framesMax: 240)))
        var huge = Clip()
        (huge.size, huge.rate, huge.sound) = ("8192x4320", 1, nil)
        huge.picture = ["-c:v", "mjpeg"]
        #expect(
            try await refusal(huge)
                == .video(.sideTooLong(width: 8_192, height: 4_320, pixelsMax: 4_096)))
    }

    @Test(
        .crosses(
            \VideoLimits.probeBytesMax, \VideoLimits.probeMillisecondsMax,
            \VideoLimits.probeProcessorSecondsMax, \VideoLimits.encodingMillisecondsMax,
            \VideoLimits.encodingProcessorSecondsMax, \VideoLimits.memoryBytesMax,
            \VideoLimits.writtenBytesMax, \VideoLimits.Type.complaintBytesMax))
    func `what takes too much is ended`() async throws {
        let rows: [(inout VideoLimits) -> Void] = [
            { $0.probeBytesMax = 100 }, { $0.probeMillisecondsMax = 1 },
            { $0.probeProcessorSecondsMax = 0 }, { $0.encodingMillisecondsMax = 1 },
            { $0.encodingProcessorSecondsMax = 0 }, { $0.writtenBytesMax = 1_000 },
        ]
        for change in rows {
            let refusal = try await refusal(Clip(), change)
            #expect(withoutDetail(refusal) == .video(.tooCostly(detail: "")))
            #expect(refusal?.retrying == .once)
        }
        // Without memory a program does not even start.
        #expect(try await refusal(Clip()) { $0.memoryBytesMax = 1 << 20 } != nil)
    }

    @Test(.crosses(\VideoLimits.copiedBitsPerSecondMax))
    func `more bits a second than are served are encoded anew`() async throws {
        for (bits, isCopied) in [(100_000_000, true), (100_000, false)] {
            try await prepare(Clip(), { $0.copiedBitsPerSecondMax = bits }) { made, _ in
                let profile = try await VideoSamples.probe(made.path, "stream=profile")
                #expect(profile.contains("Constrained") == isCopied, "\(profile)")
            }
        }
    }

    @Test(.crosses(\VideoLimits.leftoverSecondsMax))
    func `what a crash left behind is removed`() async throws {
        try await VideoSamples.withProcessor { _, folder in
            for (name, age) in [("old", 7_300.0), ("young", 7_000)] {
                let path = "\(folder)/crashed/\(name)"
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
            }
            try VideoProcessor(directory: folder + "/crashed")?.close()
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder + "/crashed")
                    == ["young"])
        }
    }

    // MARK: Bit rates

    @Test(arguments: [
        ((1_920, 1_080), [(854, 480), (1_280, 720), (1_920, 1_080)]),
        ((1_080, 1_920), [(480, 852), (720, 1_280), (1_080, 1_920)]),
        ((3_840, 2_160), [(852, 480), (1_280, 720), (1_920, 1_080)]),
        ((1_000, 1_000), [(480, 480), (720, 720)]), ((320, 240), [(320, 240)]),
        ((2_000, 500), [(852, 212)]),
    ])
    func `a ladder does not lead above the video`(
        video: (Int, Int), expected: [(Int, Int)]
    ) {
        let size = PixelSize(width: video.0, height: video.1)
        let sizes = VideoRung.ladder(for: size).map { $0.size(of: size) }
        #expect(sizes.count == expected.count)
        for (size, expected) in zip(sizes, expected) {
            // Rounded to even numbers, by less than a pixel or two.
            for (side, expected, whole) in [
                (size.width, expected.0, video.0), (size.height, expected.1, video.1),
            ] {
                #expect(abs(side - expected) <= 2)
                #expect(side % 2 == 0)
                #expect(side <= whole)
            }
        }
    }

    @Test func `a bit rate is one file with a playlist of its segments`() async throws {
        var clip = Clip()
        (clip.size, clip.seconds, clip.more) = ("640x480", 6, Self.told)
        try await VideoSamples.withProcessor { processor, folder in
            try await VideoSamples.make(clip, at: "\(folder)/source")
            try await processor.working { work in
                let made = try await work.prepare("\(folder)/source", declaredType: "video/mp4")
                let rung = try await work.encode(
                    VideoRung.ladder(for: made.pixels)[0], of: made.path, pixels: made.pixels,
                    hasAudio: true)
                #expect(rung.pixels == PixelSize(width: 640, height: 480))
                #expect(rung.codecs.hasPrefix("avc1.64"))
                #expect(rung.codecs.hasSuffix(",mp4a.40.2"))
                #expect(rung.bitsPerSecond >= rung.meanBitsPerSecond)
                let bytes = try Data(contentsOf: URL(filePath: rung.path))
                let mean = Double(bytes.count) * 8 / 6
                #expect(abs(Double(rung.meanBitsPerSecond) - mean) < mean / 4)
                for text in Self.texts { #expect(bytes.range(of: Data(text.utf8)) == nil) }
                let name = BlobName(hash: ContentHash(of: Array(bytes)), format: .mp4)
                let playlist = rung.playlist(naming: name)
                #expect(playlist.matches(of: /#EXTINF/).count == 2, "\(playlist)")
                #expect(playlist.contains("#EXT-X-MAP:URI=\"\(name)\",BYTERANGE="))
                #expect(playlist.contains("#EXT-X-ENDLIST"))
                #expect(!playlist.contains(FileNames.rung))
                // All of it plays from the file alone.
                #expect(
                    try await VideoSamples.probe(rung.path, "format=duration")
                        .contains("duration=6"))
            }
        }
    }

    @Test func `names in a playlist become addresses, and nothing else does`() {
        let name = BlobName(hash: ContentHash(of: [1]), format: .mp4)
        let text =
            "#EXTM3U\n#EXT-X-MAP:URI=\"\(name)\",BYTERANGE=\"9@0\"\n#X:URI=\"a\"\n\(name)\nb\n"
        #expect(
            StoredPlaylist.addressed(text) { "to/\($0.format.contentType)" }
                == "#EXTM3U\n#EXT-X-MAP:URI=\"to/video/mp4\",BYTERANGE=\"9@0\"\n#X:URI=\"a\"\nto/video/mp4\nb\n"
        )
    }

    private func data(_ video: PreparedVideo) throws -> Data {
        try Data(contentsOf: URL(filePath: video.path))
    }

    private func withoutDetail(_ error: MediaError?) -> MediaError? {
        switch error {
        case .video(.damaged): .video(.damaged(detail: ""))
        case .video(.tooCostly): .video(.tooCostly(detail: ""))
        default: error
        }
    }
}
