import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Demo
@testable import Media

@Suite struct ProcessorTests {
    @Test func `16 at a time give what one at a time gives`() async throws {
        let files = try [(900, 700), (300, 500), (1_300, 1_300), (64, 64)].map {
            try Samples.jpeg($0.0, $0.1)
        }
        var expected: [[BlobName]] = []
        for file in files {
            let image = try await Samples.processor.process(file, declaredType: "image/jpeg")
            expected.append(image.blobNames)
        }
        try await withThrowingTaskGroup(of: (Int, [BlobName]).self) { group in
            for number in 0..<16 {
                group.addTask {
                    let image = try await Samples.processor.process(
                        files[number % 4], declaredType: "image/jpeg")
                    return (number % 4, image.blobNames)
                }
            }
            for try await (number, names) in group { #expect(names == expected[number]) }
        }
    }

    @Test(.crosses(\MediaLimits.queuedImagesMax))
    func `a full queue refuses at once and serves what it has`() async throws {
        let processor = Samples.processor { $0.queuedImagesMax = 2 }
        let file = try Samples.jpeg(1_600, 1_200)
        let results = await withTaskGroup(of: MediaError?.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    do throws(MediaError) {
                        _ = try await processor.process(file, declaredType: "image/jpeg")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [MediaError?]()) { $0.append($1) }
        }
        let refused = results.filter { $0 == .queueFull(limit: 2) }.count
        #expect(refused > 0)
        #expect(results.filter { $0 == nil }.count == 12 - refused)
        #expect(MediaError.queueFull(limit: 2).retrying == .always)
        _ = try await processor.process(file, declaredType: "image/jpeg")
    }

    /// Flat, so that 40 million pixels fit into a small file; a bomb within the limits.
    private func largePNG() throws -> [UInt8] {
        try Samples.picture(1, 1).resized(to: PixelSize(width: 8_000, height: 5_000)).png()
    }

    @Test(.crosses(\MediaLimits.deadlineMilliseconds)) func `work that takes too long is stopped`()
        async throws
    {
        let processor = Samples.processor { $0.deadlineMilliseconds = 60 }
        let file = try largePNG()
        let time = await ContinuousClock().measure {
            await #expect(throws: MediaError.deadlineExceeded(milliseconds: 60)) {
                try await processor.process(file, declaredType: "image/png")
            }
        }
        #expect(time < .seconds(10))
    }

    @Test func `work nobody waits for is stopped`() async throws {
        let processor = Samples.processor { _ in }
        let file = try largePNG()
        let task = Task { try await processor.process(file, declaredType: "image/png") }
        try await Task.sleep(for: .milliseconds(80))
        task.cancel()
        let time = await ContinuousClock().measure {
            await #expect(throws: MediaError.cancelled) { try await task.value }
        }
        #expect(time < .seconds(10))
        // The worker is free again.
        _ = try await processor.process(Samples.jpeg(50, 50), declaredType: "image/jpeg")
    }

    @Test func `a bomb within the limits is defused by them`() async throws {
        // 120 megabytes in half of one.
        let file = try largePNG()
        #expect(file.count < 600_000)
        let image = try await Samples.processor.process(file, declaredType: "image/png")
        let large = try #require(image.variant(.large, .webp))
        #expect(large.pixels == PixelSize(width: 1_080, height: 675))
    }

    @Test(.crosses(\MediaLimits.workingBytesMax))
    func `pictures take so many bytes together, and wait for more`() async throws {
        let memory = WorkingMemory(bytesMax: 10)
        let threads = WorkerThreads(name: "test", threads: 3, queuedMax: 10)
        let held = Held()
        // Each of these with the next fits; any three do not, and what is more than all works alone.
        let sizes = [5, 5, 4, 6, 5, 5, 30, 5, 5]
        await withTaskGroup(of: Void.self) { group in
            for size in sizes {
                group.addTask {
                    _ = try? await threads.run {
                        try? memory.holding(size) {
                            held.add(min(size, 10))
                            usleep(20_000)
                            held.add(-min(size, 10))
                        }
                    }
                }
            }
        }
        #expect(held.bytes == [0, 10])
        threads.close()
    }

    /// Bytes that are held: now, and at most at any time.
    private final class Held: Sendable {
        private let state = Mutex([0, 0])

        var bytes: [Int] { state.withLock { $0 } }

        func add(_ bytes: Int) {
            state.withLock { $0 = [$0[0] + bytes, max($0[1], $0[0] + bytes)] }
        }
    }

    @Test func `a closed processor refuses`() async throws {
        let processor = Samples.processor { _ in }
        processor.close()
        await #expect(throws: MediaError.closed) {
            try await processor.process(Samples.jpeg(8, 8), declaredType: "image/jpeg")
        }
    }
}
