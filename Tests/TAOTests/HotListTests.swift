import Foundation
import LocalServices
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Many writers of one list, and of one edge.
@Suite struct HotListTests {
    /// Likes of one post by 16 clients, each time by another user; how many a second.
    private func likes(
        _ world: World, _ type: AssociationType, posts: Int
    ) async throws -> Double {
        let posts = (0..<posts).map { _ in world.ids.next(shard: 2) }
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .milliseconds(1_500)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<16 {
                group.addTask {
                    var count = 0
                    while clock.now < end {
                        let user = world.ids.next(shard: 3)
                        let post = posts[(client + count) % posts.count]
                        try await world.commit { $0.addAssociation(user, type, post) }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / ((clock.now - start) / .seconds(1))
    }

    /// The figure is printed for people; what decides is that all likes are there.
    @Test(.timeLimit(.minutes(3)))
    func `16 clients like one post, its count in one row and over slots`() async throws {
        let folder = try TestServices.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let services = try await LocalServices.start(in: folder)
        let world = try await World(services: services, connectionsMax: 16)
        _ = try await likes(world, Kinds.likes, posts: 1_000)
        for round in 1...2 {
            let one = try await likes(world, Kinds.likes, posts: 1)
            let slots = try await likes(world, Kinds.adores, posts: 1)
            let spread = try await likes(world, Kinds.adores, posts: 1_000)
            let ratio = (slots / one * 10).rounded() / 10
            print(
                """
                round \(round), likes a second with 16 clients: one row \(Int(one)), \
                \(TAOLimits.hotCountSlots) slots \(Int(slots)) (\(ratio)x), \
                1,000 posts \(Int(spread))
                """)
        }
        #expect(try await world.countFaults() == [])
        #expect(try await Verifier(world.tao, repairs: false).inverses().faults == [:])
        await world.tao.shutdown()
        await world.database.shutdown()
        await services.stop()
    }

    @Test func `likes and unlikes of one pair that race leave no half`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        let friends = [user, post].sorted()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    for step in 0..<150 {
                        let time = Int64(writer * 1_000 + step)
                        try await world.commit { write in
                            switch (writer + step) % 5 {
                            case 0: write.addAssociation(user, Kinds.likes, post, time: time)
                            case 1: write.deleteAssociation(user, Kinds.likes, post)
                            case 2: write.deleteAssociation(post, Kinds.likedBy, user)
                            case 3:
                                write.addAssociation(
                                    post, Kinds.likedBy, user, time: time, ifPresent: .replace)
                            default:
                                write.addAssociation(
                                    friends[step % 2], Kinds.friend, friends[1 - step % 2],
                                    time: time, ifPresent: .replace)
                            }
                            if step % 7 == 0 && (writer + step) % 5 != 4 {
                                write.deleteAssociation(
                                    friends[writer % 2], Kinds.friend, friends[1 - writer % 2])
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Verifier(world.tao, repairs: false).inverses().faults == [:])
        #expect(try await world.countFaults() == [])
    }
}
