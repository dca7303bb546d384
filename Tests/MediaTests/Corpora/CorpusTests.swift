import Foundation
import Testing

@testable import Media

/// Every file of both corpora, through the whole pipeline, one after the other.
@Suite(.timeLimit(.minutes(5))) struct CorpusTests {
    /// What one file may take.
    private static let processorSecondsMax = 2.0
    private static let memoryBytesMax = 512 << 20

    /// What metadata begins with, wherever it stands, and what was hidden in it.
    private static let markers = [
        CorpusFile.secret, "Exif\0\0", "http://ns.adobe.com", "<x:xmpmeta", "XML:com.adobe.xmp",
        "Photoshop 3.0", "8BIM", "MPF\0", "<script", "ftypmp42",
    ].map { Array($0.utf8) }

    /// The same for chunks, whose names pixels may hold by chance.
    private static let chunks: Set = ["eXIf", "tEXt", "zTXt", "iTXt", "EXIF", "XMP "]

    private func chunks(of file: ServedFile) throws -> [String] {
        switch file.type {
        case .png: try PNGWriter.chunks(of: file.bytes)
        case .webp: try WebPWriter.chunks(of: file.bytes).map(\.name)
        case .jpeg, .gif: []
        }
    }

    /// No file that is served of a picture holds what it must not.
    private func expectNoMetadata(in image: ProcessedImage, of name: String) throws {
        for file in image.files {
            // An original on its side says that, and nothing else.
            let isOriginal = file.name == "original"
            let bytes =
                isOriginal && file.type == .jpeg
                ? Samples.withoutOrientation(file.bytes) : file.bytes
            for marker in Self.markers {
                #expect(
                    bytes.firstRange(of: marker) == nil,
                    "\(String(decoding: marker, as: UTF8.self)) in \(file.name) of \(name)")
            }
            let found = try chunks(of: file).filter(Self.chunks.contains)
            #expect(found.isEmpty, "\(found) in \(file.name) of \(name)")
        }
    }

    /// The answer to one file, which is within its bounds.
    private func answer(to file: CorpusFile) async throws -> Result<ProcessedImage, MediaError> {
        let resident = try ResidentMemory.restartPeak()
        let start = clock()
        let answer: Result<ProcessedImage, MediaError>
        do throws(MediaError) {
            answer = .success(
                try await Samples.processor.process(file.bytes, declaredType: file.type))
        } catch {
            answer = .failure(error)
        }
        let seconds = Double(clock() - start) / 1e6
        #expect(seconds < Self.processorSecondsMax, "\(file.name): \(seconds) s")
        let grown = try ResidentMemory.peak() - resident
        #expect(grown < Self.memoryBytesMax, "\(file.name): \(grown >> 20) MB")
        return answer
    }

    @Test func `hostile files end nothing, hold nothing up and get nothing served`() async throws {
        let files = try HostileCorpus(CorpusBases()).files
        #expect(files.count >= 200)
        #expect(Set(files.map(\.name)).count > files.count * 9 / 10)
        var (taken, refused) = (0, 0)
        for file in files {
            switch try await answer(to: file) {
            case .success(let image):
                taken += 1
                try expectNoMetadata(in: image, of: file.name)
            case .failure(let error):
                refused += 1
                // It lies in the bytes: trying again would be in vain.
                #expect(error.retrying == .never, "\(file.name): \(error)")
            }
        }
        // Neither did the corpus become harmless, nor the pipeline deaf.
        #expect(taken > 50)
        #expect(refused > 100)
    }

    @Test func `imperfect files that every viewer shows are all taken`() async throws {
        let files = try ImperfectCorpus(CorpusBases()).files
        #expect(files.count >= 100)
        for file in files {
            switch try await answer(to: file) {
            case .success(let image):
                #expect(image.pixels.width > 0)
                try expectNoMetadata(in: image, of: file.name)
            case .failure(let error): Issue.record("\(file.name): \(error)")
            }
        }
    }
}

/// What the process of the tests has resident. `proc(5)`
enum ResidentMemory {
    /// Forgets the peak so far, and says how many bytes are resident now.
    static func restartPeak() throws -> Int {
        // 5 sets the peak back.
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "/proc/self/clear_refs"))
        try file.write(contentsOf: Data("5".utf8))
        try file.close()
        return try bytes("VmRSS:")
    }

    static func peak() throws -> Int { try bytes("VmHWM:") }

    private static func bytes(_ name: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name) })
        let words = line.split(whereSeparator: \.isWhitespace)
        return try #require(words.dropFirst().first.flatMap { Int($0) }) * 1_024
    }
}
