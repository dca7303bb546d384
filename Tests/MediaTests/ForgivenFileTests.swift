import TestSupport
import Testing

@testable import Media

/// Faults that every viewer forgives.
@Suite struct ForgivenFileTests {
    private func process(_ file: [UInt8], _ type: String) async throws -> ProcessedImage {
        try await Samples.processor.process(file, declaredType: type)
    }

    /// The places of the markers before the first scan's data.
    private func places(in file: [UInt8]) throws -> [Int] {
        var reader = JPEGReader(file)
        var places: [Int] = []
        while let segment = try reader.next(), !segment.isEnd {
            places.append(segment.payload.lowerBound - 4)
        }
        return places
    }

    @Test func `a JPEG may lack its end, have junk between segments and odd scan parameters`()
        async throws
    {
        let base = try Samples.jpeg(200, 150)
        let progressive = try Samples.jpeg(200, 150, isProgressive: true)
        var files = [Array(base.dropLast(2)), Array(progressive.dropLast(2))]
        for place in try places(in: base).dropFirst() {
            for junk: [UInt8] in [
                [0], [0, 0, 0], [1, 2, 3, 0xFF, 0], [0xFF, 0xFF], [0xFF, 0xD0],
            ] {
                files.append(base[..<place] + junk + base[place...])
            }
        }
        let scan = try #require(base.firstRange(of: [0xFF, 0xDA])).lowerBound
        for parameters: [UInt8] in [[0, 0, 0], [0, 63, 0x12], [9, 5, 0]] {
            var changed = base
            let end = scan + 2 + Int(base[scan + 3])
            changed.replaceSubrange(end - 3..<end, with: parameters)
            files.append(changed)
        }
        let expected = try Decoded(base)
        for (number, file) in files.enumerated() {
            let image = try await process(file, "image/jpeg")
            let large = try #require(image.variant(.large, .jpeg))
            #expect(try Decoded(large.file.bytes).distance(to: expected) < 4, "\(number)")
        }
    }

    @Test func `a JPEG that breaks off is shown if nearly all rows are there`() async throws {
        for (width, height) in [(300, 1_200), (1_024, 1_024)] {
            let file = try Samples.jpeg(width, height)
            let start = try #require(file.firstRange(of: [0xFF, 0xDA])).lowerBound
            func cut(_ percent: Int) -> [UInt8] {
                Array(file.prefix(start + (file.count - start) * percent / 100))
            }
            let image = try await process(cut(99), "image/jpeg")
            #expect(image.pixels == PixelSize(width: width, height: height))
            do throws(MediaError) {
                _ = try await Samples.processor.process(cut(50), declaredType: "image/jpeg")
                Issue.record("half a picture was taken")
            } catch {
                guard case .breaksOff(let percent) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect((20...80).contains(percent), "\(percent)")
            }
        }
    }

    @Test(.crosses(\MediaLimits.jpegRowsPercentMin))
    func `how many rows must be there is a limit`() async throws {
        let file = try Samples.jpeg(300, 1_200)
        let start = try #require(file.firstRange(of: [0xFF, 0xDA])).lowerBound
        let half = Array(file.prefix(start + (file.count - start) / 2))
        // What is there, as the refusal says; that is taken, and one percent more is not.
        var there = 0
        do throws(MediaError) {
            _ = try await Samples.processor.process(half, declaredType: "image/jpeg")
        } catch {
            if case .breaksOff(let percent) = error { there = percent }
        }
        #expect((20...80).contains(there))
        for percent in [there, there + 1] {
            let processor = Samples.processor { $0.jpegRowsPercentMin = percent }
            if percent == there {
                _ = try await processor.process(half, declaredType: "image/jpeg")
            } else {
                await #expect(throws: MediaError.breaksOff(percent: there)) {
                    _ = try await processor.process(half, declaredType: "image/jpeg")
                }
            }
            processor.close()
        }
    }

    @Test func `a PNG may lack its end and have wrong checksums in texts`() async throws {
        let file = try Samples.png(90, 60)
        var text = PNGWriter.adding([("tEXt", Array("a\0b".utf8))], to: file)
        text[33 + 8] = UInt8(ascii: "x")
        let intact = try await process(file, "image/png").original
        for changed in [Array(file.dropLast(12)), text] {
            let original = try await process(changed, "image/png").original
            #expect(original == intact)
        }
    }

    @Test func `the size of a GIF is its screen's, and around its frame there is nothing`()
        async throws
    {
        for (left, top) in [(0, 0), (60, 40), (30, 0)] {
            let file = GIFWriter.file(
                40, 30, frames: [0], screen: PixelSize(width: 100, height: 70), at: (left, top))
            let image = try await process(file, "image/gif")
            #expect(image.pixels == PixelSize(width: 100, height: 70))
            let large = try Decoded(#require(image.variant(.large, .webp)).file.bytes)
            let inside = large.colour(Double(left + 20) / 100, Double(top + 15) / 70)
            #expect(difference(Array(inside.prefix(3)), [250, 10, 10]) < 8)
            #expect(inside[3] == 255)
            let outside = large.colour(left == 0 ? 0.99 : 0.01, top == 0 ? 0.99 : 0.01)
            #expect(outside[3] == 0)
        }
    }

    @Test func `a GIF frame over the edge makes its screen larger`() async throws {
        let file = GIFWriter.file(
            40, 30, frames: [0], screen: PixelSize(width: 40, height: 29), at: (0, 0))
        let image = try await process(file, "image/gif")
        #expect(image.pixels == PixelSize(width: 40, height: 30))
    }

    @Test func `what follows the first frame of a GIF may be anything`() async throws {
        let file = GIFWriter.file(40, 30, frames: [0])
        for end: [UInt8] in [[], [0, 0, 0, 0x3B], [0x2C, 1], [7, 7]] {
            let image = try await process(file.dropLast() + end, "image/gif")
            #expect(image.original.file.bytes == file)
        }
    }
}
