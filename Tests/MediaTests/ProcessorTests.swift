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

    @Test func `work that takes too long is stopped`() async throws {
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

    @Test func `a closed processor refuses`() async throws {
        let processor = Samples.processor { _ in }
        processor.close()
        await #expect(throws: MediaError.closed) {
            try await processor.process(Samples.jpeg(8, 8), declaredType: "image/jpeg")
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct WorkerThreadsTests {
    @Test func `jobs run in turn on so many threads and no more`() async throws {
        let threads = WorkerThreads(name: "test", threads: 3, queuedMax: 1_000)
        let running = Running()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    _ = try? await threads.run {
                        running.enter()
                        for _ in 0..<2_000 { _ = SeededRandom(seed: 1) }
                        running.leave()
                    }
                }
            }
        }
        #expect(running.most <= 3)
        #expect(running.now == 0)
    }

    /// How many are inside, and how many ever were at one time.
    private final class Running: Sendable {
        private let counts = Mutex((now: 0, most: 0))

        var now: Int { counts.withLock { $0.now } }
        var most: Int { counts.withLock { $0.most } }

        func enter() {
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }

        func leave() { counts.withLock { $0.now -= 1 } }
    }

    /// A door that opens once.
    private final class Gate: Sendable {
        private let state = Mutex(false)

        var isOpen: Bool { state.withLock { $0 } }
        func open() { state.withLock { $0 = true } }
    }

    @Test func `jobs that wait when the threads are closed fail`() async throws {
        let threads = WorkerThreads(name: "test", threads: 1, queuedMax: 10)
        let gate = Gate()
        let first = Task {
            try await threads.run {
                while !gate.isOpen {}
            }
        }
        let second = Task { try await threads.run {} }
        while threads.queued == 0 { await Task.yield() }
        threads.close()
        gate.open()
        let results = [await first.result, await second.result]
        #expect(results.contains { (try? $0.get()) == nil })
        await #expect(throws: MediaError.closed) { try await threads.run {} }
    }
}
