import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Media

@Suite struct HostileFileTests {
    /// Runs work and says how much processor time it took, in seconds.
    private func processorSeconds(_ work: () async throws -> Void) async rethrows -> Double {
        let start = clock()
        try await work()
        return Double(clock() - start) / 1e6
    }

    @Test(arguments: [
        (0xED, "", 80_000), (0xED, "Photoshop 3.0\0abc", 40_000),
        (0xE2, "ICC_PROFILE\0\u{1}\u{1}abc", 40_000),
        (0xE1, "Exif\0\0II*\0\u{8}\0\0\0abc", 40_000),
        (0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>", 40_000), (0xFE, "comment", 40_000),
    ])
    func `a flood of segments costs nothing`(marker: Int, text: String, count: Int) async throws {
        let file = try Samples.jpeg(480, 320)
        let segment = JPEGWriter.segment(UInt8(marker), Array(text.utf8))
        let flood = [[UInt8]](repeating: segment, count: count).flatMap { $0 }
        let seconds = try await processorSeconds {
            let image = try await Samples.processor.process(
                JPEGWriter.adding(flood, to: file), declaredType: "image/jpeg")
            #expect(image.pixels == PixelSize(width: 480, height: 320))
            #expect(image.original.file.bytes.count <= file.count)
        }
        #expect(seconds < 3)
    }

    @Test func `text that inflates to a gigabyte is not inflated`() async throws {
        let bomb = Array("x\0\0".utf8) + ZeroStream.bytes(inflatingTo: 20_000_000)
        let bombs = [(name: String, data: [UInt8])](repeating: ("zTXt", bomb), count: 50)
        let file = PNGWriter.adding(bombs, to: try Samples.png(48, 32))
        let seconds = try await processorSeconds {
            let image = try await Samples.processor.process(file, declaredType: "image/png")
            #expect(image.pixels == PixelSize(width: 48, height: 32))
        }
        #expect(seconds < 3)
    }

    @Test func `a profile of megabytes is left out`() async throws {
        let profile = ProfileWriter.profile(
            "RGB ", "noise", primaries: ProfileWriter.displayP3, noise: 12_000_000)
        let file = try Samples.jpeg(48, 32)
        let large = JPEGWriter.adding(JPEGWriter.profile(profile), to: file)
        let seconds = try await processorSeconds {
            let image = try await Samples.processor.process(large, declaredType: "image/jpeg")
            #expect(image.original.file.bytes.count <= file.count)
        }
        #expect(seconds < 3)
    }

    @Test func `a picture is weighed by the bytes that decoding it holds`() throws {
        func weight(_ file: [UInt8], _ type: String = "image/jpeg") throws -> Int {
            try ImageHeader.admit(file, declaredType: type, limits: .standard).decodingBytes >> 20
        }
        // Row by row; then all coefficients of one, three and, in one scan each, three components.
        #expect(try weight(JPEGWriter.flat(8_192, 6_144, components: 3)) < 90)
        #expect(try weight(JPEGWriter.flat(5_000, 5_000, progressiveScans: 9)) > 50)
        #expect(try weight(JPEGWriter.flat(4_000, 4_000, components: 3, isSeparate: true)) > 90)
        #expect(throws: MediaError.self) {
            try weight(JPEGWriter.flat(7_071, 7_071, components: 4, isSeparate: true))
        }
    }

    @Test(.crosses(\MediaLimits.jpegScannedPixelsMax)) func `scans times pixels are bounded`()
        throws
    {
        func admit(_ scans: Int) throws {
            _ = try ImageHeader.admit(
                JPEGWriter.flat(5_000, 5_000, progressiveScans: scans),
                declaredType: "image/jpeg", limits: .standard)
        }
        try admit(40)
        #expect(throws: MediaError.tooManyScans(scansMax: 40)) { try admit(41) }
    }

    @Test(.crosses(\MediaLimits.jpegTablesMax, \MediaLimits.pngPixelChunksMax))
    func `tables and chunks of pixels are counted`() throws {
        var limits = MediaLimits.standard
        (limits.jpegTablesMax, limits.pngPixelChunksMax) = (2, 1)
        func admit(_ file: [UInt8], _ type: String) throws {
            _ = try ImageHeader.admit(file, declaredType: type, limits: limits)
        }
        let flat = JPEGWriter.flat(8, 8)
        try admit(flat, "image/jpeg")
        #expect(throws: MediaError.damaged(detail: "more than 2 JPEG tables")) {
            try admit(
                JPEGWriter.adding(JPEGWriter.segment(0xDD, [0, 0]), to: flat), "image/jpeg")
        }
        let png = try Samples.png(8, 8)
        try admit(png, "image/png")
        #expect(throws: MediaError.damaged(detail: "more than 1 chunks of pixels")) {
            try admit(PNGWriter.adding([("IDAT", [1])], to: png), "image/png")
        }
    }

    @Test func `what is cut or changed anywhere is taken or refused, in order`() throws {
        let size = PixelSize(width: 16, height: 12)
        let jpeg = JPEGWriter.adding(
            JPEGWriter.exif(orientation: 6)
                + JPEGWriter.profile(ProfileWriter.profile("GRAY", "Grey")),
            to: try Samples.jpeg(16, 12))
        let files: [(String, [UInt8])] = [
            ("image/jpeg", jpeg),
            ("image/jpeg", JPEGWriter.flat(16, 12, progressiveScans: 3)),
            (
                "image/png",
                PNGWriter.adding(
                    [("eXIf", EXIF.block(orientation: 3))],
                    to: try Samples.png(16, 12))
            ),
            ("image/webp", try Samples.webp(16, 12, bands: 4)),
            ("image/webp", try WebPWriter.animation([Samples.webp(16, 12)], size: size)),
            ("image/gif", GIFWriter.file(16, 12, frames: [0, 3], comment: "x")),
        ]
        for (type, file) in files {
            for count in 0..<file.count {
                let part = Array(file.prefix(count))
                _ = try? CleanPicture.admit(part, declaredType: type, limits: .standard)
            }
            for place in 0..<min(file.count, 1_200) {
                for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                    var changed = file
                    changed[place] = value
                    guard
                        let clean = try? CleanPicture.admit(
                            changed, declaredType: type, limits: .standard)
                    else { continue }
                    // What is written is clean already.
                    let again = try CleanPicture.admit(
                        clean.bytes, declaredType: type, limits: .standard)
                    #expect(again.bytes == clean.bytes, "\(type) \(place) \(value)")
                }
            }
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct WorkingMemoryTests {
    @Test func `workers hold no more than there is, together`() async throws {
        let memory = WorkingMemory(bytesMax: 100)
        let threads = WorkerThreads(name: "test", threads: 4, queuedMax: 100)
        let held = Held()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let bytes = [30, 50, 100, 400][number % 4]
                    _ = try? await threads.run { () throws(MediaError) in
                        try memory.holding(bytes) { () throws(MediaError) in
                            held.add(min(bytes, 100))
                            usleep(500)
                            held.add(-min(bytes, 100))
                        }
                    }
                }
            }
        }
        #expect(held.most > 50)
        #expect(held.most <= 100)
        #expect(held.now == 0)
    }

    private final class Held: Sendable {
        private let counts = Mutex((now: 0, most: 0))

        var now: Int { counts.withLock { $0.now } }
        var most: Int { counts.withLock { $0.most } }

        func add(_ bytes: Int) {
            counts.withLock {
                $0.now += bytes
                $0.most = max($0.most, $0.now)
            }
        }
    }

    @Test(.crosses(\MediaLimits.processorMilliseconds)) func `processor time is a deadline, too`() {
        let deadline = Deadline(milliseconds: 60_000, processorMilliseconds: 30)
        deadline.start()
        #expect(deadline.reason == nil)
        while deadline.reason == nil {}
        #expect(deadline.reason == .deadlineExceeded(milliseconds: 30))
        // Time that others spend is not counted.
        let patient = Deadline(milliseconds: 60_000, processorMilliseconds: 30)
        patient.start()
        usleep(60_000)
        #expect(patient.reason == nil)
    }

    @Test func `pictures wait behind requests`() async throws {
        let threads = WorkerThreads(name: "test", threads: 1, queuedMax: 1, niceness: 7)
        let niceness = try await threads.run { () throws(MediaError) in
            getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        }
        #expect(niceness == 7)
    }
}
