import Testing

@testable import Demo
@testable import Media

@Suite struct RobustnessTests {
    private func files() throws -> [(type: String, bytes: [UInt8])] {
        let size = PixelSize(width: 48, height: 36)
        return [
            ("image/jpeg", try Samples.jpeg(160, 120)),
            ("image/jpeg", try Samples.jpeg(160, 120, isProgressive: true)),
            ("image/png", try Samples.png(48, 36)),
            ("image/webp", try Samples.webp(48, 36, bands: 4)),
            ("image/webp", try WebPWriter.animation([Samples.webp(48, 36)], size: size)),
            ("image/gif", GIFWriter.file(48, 36, frames: [0, 1])),
        ]
    }

    @Test func `a file that breaks off is damaged, wherever it does`() async throws {
        for (type, bytes) in try files() {
            for share in stride(from: 2, to: 100, by: 7) {
                let part = Array(bytes.prefix(max(14, bytes.count * share / 100)))
                do throws(MediaError) {
                    let image = try await Samples.processor.process(part, declaredType: type)
                    // A GIF whose second frame is missing still has a first.
                    #expect(type == "image/gif", "\(share) % of \(type): \(image.pixels)")
                } catch {
                    switch error {
                    case .damaged: break
                    case .breaksOff where type == "image/jpeg": break
                    default: Issue.record("\(share) % of \(type): \(error)")
                    }
                }
            }
        }
    }

    @Test func `changed bytes end in a picture or a clear error`() async throws {
        var random = SeededRandom(seed: 2_026)
        var taken = 0
        var refused = 0
        for (type, bytes) in try files() {
            for _ in 0..<60 {
                var changed = bytes
                for _ in 0..<random.integer(in: 1...6) {
                    let place = random.integer(in: 4...changed.count - 1)
                    changed[place] = UInt8(random.integer(in: 0...255))
                }
                do throws(MediaError) {
                    _ = try await Samples.processor.process(changed, declaredType: type)
                    taken += 1
                } catch {
                    #expect(error.retrying == .never, "\(type): \(error)")
                    refused += 1
                }
            }
        }
        #expect(taken > 0)
        #expect(refused > 0)
    }

    @Test func `garbage behind the right first bytes is damaged`() async throws {
        var random = SeededRandom(seed: 99)
        let starts: [(String, [UInt8])] = [
            ("image/jpeg", [0xFF, 0xD8, 0xFF]), ("image/png", PNGContainer.signature),
            ("image/webp", Array("RIFF".utf8) + [0xFF, 0, 0, 0] + Array("WEBP".utf8)),
            ("image/gif", Array("GIF89a".utf8)),
        ]
        for (type, start) in starts {
            for count in [0, 1, 5, 30, 200] {
                let bytes = start + (0..<count).map { _ in UInt8(random.integer(in: 0...255)) }
                await #expect(throws: MediaError.self) {
                    try await Samples.processor.process(bytes, declaredType: type)
                }
            }
        }
    }

    @Test func `a JPEG thinner than the shrinking does not end the process`() async throws {
        for (width, height) in [(4_000, 7), (7, 4_000), (8_000, 1), (3_000, 33)] {
            let image = try await Samples.processor.process(
                Samples.jpeg(width, height), declaredType: "image/jpeg")
            #expect(image.pixels == PixelSize(width: width, height: height))
        }
    }

    @Test func `what libvips would log is counted, not printed`() async throws {
        let before = Samples.processor.droppedLogLines
        var file = try Samples.png(48, 36)
        file[file.count / 2] ^= 0xFF
        _ = try? await Samples.processor.process(file, declaredType: "image/png")
        #expect(Samples.processor.droppedLogLines > before)
    }

    @Test func `a file is not taken for a picture of more than it admitted`() throws {
        let file = try Samples.png(40, 30)
        let claim = ImageHeader(type: .png, size: PixelSize(width: 39, height: 30))
        #expect(throws: MediaError.self) {
            try Picture.opening(
                HeapBytes(file), header: claim, shrink: 1,
                deadline: Deadline(milliseconds: 1_000))
        }
    }
}
