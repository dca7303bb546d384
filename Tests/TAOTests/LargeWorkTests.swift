import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Reads of very many items, beside small ones.
@Suite(.timeLimit(.minutes(2))) struct `Large work` {
    /// Asks for very many objects while all threads of large work are busy.
    private func read(_ world: World, bypassing: CacheBypass) async throws {
        let user = try await world.user("small")
        let others = (0..<TAOLimits.largePassItemsMin).map { _ in world.ids.next(shard: 1) }
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<TAOLimits.largeWorkThreadsMax {
            world.tao.backends.largeWork.perform { gate.wait() }
        }
        let isOver = Mutex(false)
        let large = Task {
            let loader = world.tao.loader(bypassing: bypassing)
            let found = try await loader.run { try await loader.objects(others + [user]) }
            isOver.withLock { $0 = true }
            return found
        }
        for _ in 0..<20 {
            let loader = world.tao.loader(bypassing: bypassing)
            let found = try await loader.run { try await loader.object(user) }
            #expect(found?.data.string(1) == "small")
        }
        try await Task.sleep(for: .milliseconds(100))
        #expect(!isOver.withLock { $0 }, "it waits for a thread of large work")
        for _ in 0..<TAOLimits.largeWorkThreadsMax { gate.signal() }
        let found = try await large.value
        #expect(found.dropLast().allSatisfy { $0 == nil })
        #expect(found.last??.data.string(1) == "small")
    }

    @Test(
        .crosses(\TAOLimits.Type.largePassItemsMin), .crosses(\TAOLimits.Type.largeWorkThreadsMax))
    func `keeps no small request waiting, whoever answers`() async throws {
        let world = try await World()
        try await read(world, bypassing: .nothing)
        try await read(world, bypassing: .everything)
    }

    @Test func `is done elsewhere for those that say so`() async throws {
        let world = try await World()
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<TAOLimits.largeWorkThreadsMax {
            world.tao.backends.largeWork.perform { gate.wait() }
        }
        let isDone = Mutex(false)
        async let done: Void = world.tao.doingLargeWork { isDone.withLock { $0 = true } }
        try await Task.sleep(for: .milliseconds(100))
        #expect(!isDone.withLock { $0 })
        for _ in 0..<TAOLimits.largeWorkThreadsMax { gate.signal() }
        await done
    }
}
