import Foundation
import LocalServices
import Synchronization
import Testing

@testable import TAO

/// Writers set both halves of a pair to the same number in one write; readers ask for both in one
/// pass and may see one new and one old (RAMP-TAO calls that a fractured read). How often is not
/// promised and only measured; that it ends with the writes is.
///
/// `TINTYPE_FRACTURED_READS=1000000` measures for longer and prints.
@Suite(.serialized, .timeLimit(.minutes(20))) struct FracturedReadTests {
    private static let pairs = 16
    private static let writers = 4
    private static let wanted = ProcessInfo.processInfo.environment["TINTYPE_FRACTURED_READS"]
        .flatMap { Int($0) }

    /// What is written together.
    enum Pair: CaseIterable, Sendable {
        case twoObjects
        /// The time of the newest edge of an object, and the object.
        case objectAndList
    }

    /// Reads of one kind, and how many of them were fractured.
    private final class Tally: Sendable, CustomStringConvertible {
        private let reads = Atomic(0)
        private let fractured = Atomic(0)

        var fracturedCount: Int { fractured.load(ordering: .relaxed) }

        func note(isFractured: Bool) {
            reads.add(1, ordering: .relaxed)
            if isFractured { fractured.add(1, ordering: .relaxed) }
        }

        var description: String {
            let count = max(1, reads.load(ordering: .relaxed))
            let rate = fracturedCount * 1_000_000 / count
            return "\(fracturedCount) of \(count), \(rate) of a million"
        }
    }

    private final class Race: Sendable {
        let cached = Tally()
        let stored = Tally()
        let writes = Atomic(0)
        private let readsLeft = Atomic(wanted ?? 4_000)

        var isOver: Bool { readsLeft.load(ordering: .relaxed) <= 0 }

        func mayRead() -> Bool { readsLeft.subtract(1, ordering: .relaxed).newValue >= 0 }
    }

    @Test(arguments: Pair.allCases)
    func `fractured reads end with the writes, and PostgreSQL makes none of two objects`(
        pair: Pair
    ) async throws {
        let world = try await World()
        let gateways = [world, try await world.anotherGateway()]
        let users = try await world.users(2 * Self.pairs) { _ in "0" }
        try await write(world, users, pair, pairs: 0..<Self.pairs, number: 1)
        let race = try await race(gateways, users, pair)
        if pair == .twoObjects {
            #expect(race.stored.fracturedCount == 0, "one statement has one snapshot")
        }
        for gateway in gateways {
            for index in 0..<Self.pairs {
                let numbers = try await read(gateway.tao, users, pair, index)
                #expect(numbers.0 == numbers.1, "the writers are done")
            }
        }
        if Self.wanted != nil {
            print(
                "fractured, \(pair): \(race.cached); without the cache \(race.stored); "
                    + "\(race.writes.load(ordering: .relaxed)) writes")
        }
    }

    /// Readers and writers of both gateways, and readers without a cache, all at once.
    private func race(
        _ gateways: [World], _ users: [ObjectID], _ pair: Pair
    ) async throws -> Race {
        let race = Race()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<10 {
                let world = gateways[number % 2]
                let isCached = number < 8
                group.addTask {
                    let tao = isCached ? world.tao : world.uncached
                    while race.mayRead() {
                        let index = Int.random(in: 0..<Self.pairs)
                        let numbers = try await read(tao, users, pair, index)
                        (isCached ? race.cached : race.stored)
                            .note(isFractured: numbers.0 != numbers.1)
                    }
                }
            }
            for writer in 0..<Self.writers {
                group.addTask {
                    try await writeSteadily(gateways[writer % 2], writer, users, pair, race)
                }
            }
            try await group.waitForAll()
        }
        return race
    }

    /// Each writer has pairs of its own, so that a new number is always written after the old one.
    private func writeSteadily(
        _ world: World, _ writer: Int, _ users: [ObjectID], _ pair: Pair, _ race: Race
    ) async throws {
        var number = 1
        while !race.isOver {
            number += 1
            let index = writer + Self.writers * Int.random(in: 0..<Self.pairs / Self.writers)
            try await write(world, users, pair, pairs: index..<index + 1, number: number)
            race.writes.add(1, ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...6)))
        }
    }

    private func write(
        _ world: World, _ users: [ObjectID], _ pair: Pair, pairs: Range<Int>, number: Int
    ) async throws {
        try await world.commit { write in
            for index in pairs {
                let (first, second) = (users[2 * index], users[2 * index + 1])
                write.updateObject(first, data: record("\(number)"))
                switch pair {
                case .twoObjects: write.updateObject(second, data: record("\(number)"))
                case .objectAndList:
                    write.addAssociation(
                        first, Kinds.likes, second, time: Int64(number), ifPresent: .replace)
                }
            }
        }
    }

    /// The numbers of both halves, asked for in one pass.
    private func read(
        _ tao: TAO, _ users: [ObjectID], _ pair: Pair, _ index: Int
    ) async throws -> (Int64?, Int64?) {
        let (first, second) = (users[2 * index], users[2 * index + 1])
        let loader = tao.loader()
        switch pair {
        case .twoObjects:
            let numbers = try await loader.objects([first, second]).map(number)
            return (numbers[0], numbers[1])
        case .objectAndList:
            return try await loader.run {
                async let object = loader.object(first)
                async let page = loader.associationRange([RangeQuery(first, Kinds.likes, limit: 1)])
                return try await (number(object), page[0].associations.first?.time)
            }
        }
    }

    private func number(_ object: Object?) -> Int64? {
        object?.data.string(1).flatMap { Int64($0) }
    }
}
