import TAO
import Testing

@testable import Social

/// Large reads have a share for each account and one for all.
@Suite(.timeLimit(.minutes(1))) struct LargeReadsTests {
    private static func limits(waitMilliseconds: Int = 60_000) -> SocialLimits {
        var limits = SocialLimits()
        limits.largeReadsPerAccountMax = 2
        limits.largeReadsMax = 3
        limits.largeReadsWaitingPerAccountMax = 2
        limits.largeReadsWaitingMax = 3
        limits.largeReadWaitMilliseconds = waitMilliseconds
        return limits
    }

    private let alice = ObjectID(1)
    private let bob = ObjectID(2)

    private func waits(_ reads: LargeReads, _ count: Int) async throws {
        while reads.waitingCount != count { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func `an account waits for its own reads and not for those of others`() async throws {
        let reads = LargeReads(limits: Self.limits())
        for _ in 0..<2 { try await reads.begin(alice) }
        let third = Task { [alice] in try await reads.begin(alice) }
        try await waits(reads, 1)
        try await reads.begin(bob)
        reads.end(bob)
        #expect(reads.waitingCount == 1, "a place of bob's is of no use to alice")
        reads.end(alice)
        try await third.value
    }

    @Test func `all together are bounded, and a place goes to who waits longest`() async throws {
        let reads = LargeReads(limits: Self.limits())
        for _ in 0..<2 { try await reads.begin(alice) }
        try await reads.begin(bob)
        let next = Task { [bob] in try await reads.begin(bob) }
        try await waits(reads, 1)
        reads.end(alice)
        try await next.value
    }

    @Test func `who finds too many waiting is refused`() async throws {
        let reads = LargeReads(limits: Self.limits())
        for _ in 0..<2 { try await reads.begin(alice) }
        let waiting = (0..<2).map { _ in Task { [alice] in try await reads.begin(alice) } }
        try await waits(reads, 2)
        await #expect(throws: Overload.self) { try await reads.begin(alice) }
        try await reads.begin(bob)
        let last = Task { [bob] in try await reads.begin(bob) }
        try await waits(reads, 3)
        await #expect(throws: Overload.self) { try await reads.begin(ObjectID(3)) }
        for task in waiting + [last] { task.cancel() }
        for task in waiting + [last] {
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(reads.waitingCount == 0)
    }

    @Test func `who has waited too long is refused and takes no place along`() async throws {
        let reads = LargeReads(limits: Self.limits(waitMilliseconds: 20))
        for _ in 0..<2 { try await reads.begin(alice) }
        await #expect(throws: Overload.self) { try await reads.begin(alice) }
        for _ in 0..<2 { reads.end(alice) }
        for _ in 0..<2 { try await reads.begin(alice) }
    }
}
