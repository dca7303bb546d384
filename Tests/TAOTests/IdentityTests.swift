import Synchronization
import Testing

@testable import TAO

/// Ids and their generator.
@Suite struct IdentityTests {
    @Test func `an id keeps its parts`() {
        let table: [(Int64, Int, Int)] = [
            (ObjectID.epochMilliseconds, 0, 0), (ObjectID.epochMilliseconds + 1, 8_191, 1_023),
            (1_795_000_000_000, 77, 5),
            (ObjectID.epochMilliseconds + ObjectID.timeMax, 8_191, 1_023),
        ]
        for (time, shard, sequence) in table {
            let id = ObjectID(milliseconds: time, shard: shard, sequence: sequence)
            #expect(id.milliseconds == time && id.shard == shard && id.sequence == sequence)
            #expect(id.rawValue >= 0, "the top bit is 0")
            #expect(ObjectID(id.rawValue) == id)
        }
    }

    @Test func `parts outside of their range are held within it`() {
        let early = ObjectID(milliseconds: 0, shard: 8_192 + 3, sequence: 1_024 + 9)
        #expect(early.milliseconds == ObjectID.epochMilliseconds)
        #expect(early.shard == 3 && early.sequence == 9)
        let late = ObjectID(milliseconds: .max / 2, shard: -1, sequence: -1)
        #expect(late.rawValue == Int64.max >> 0 && late.rawValue > 0)
    }

    @Test func `the 1,025th id of a millisecond takes the next one`() {
        let generator = IDGenerator(clock: .fixed(1_800_000_000_000))
        let ids = (0..<3_000).map { _ in generator.next(shard: 5) }
        #expect(Set(ids).count == 3_000 && ids == ids.sorted())
        #expect(ids[1_023].milliseconds == 1_800_000_000_000 && ids[1_023].sequence == 1_023)
        #expect(ids[1_024].milliseconds == 1_800_000_000_001 && ids[1_024].sequence == 0)
        #expect(ids.allSatisfy { $0.shard == 5 })
        #expect(
            generator.next(shard: 6).milliseconds == 1_800_000_000_000, "other shards start anew")
    }

    @Test func `a clock that goes back repeats nothing`() {
        let now = Mutex<Int64>(1_800_000_000_000)
        let generator = IDGenerator(clock: WallClock { now.withLock { $0 } })
        var ids: [ObjectID] = []
        for step in [0, 5, -1_000_000, 3, -1, 2_000_000] as [Int64] {
            now.withLock { $0 += step }
            for _ in 0..<10 { ids.append(generator.next(shard: 1)) }
        }
        now.withLock { $0 = 0 }
        ids.append(generator.next(shard: 1))
        #expect(Set(ids).count == ids.count && ids == ids.sorted())
    }

    @Test func `lanes never meet`() {
        for lanes in [4, TAOLimits.idLanes, ObjectID.sequenceCount] {
            let numbers = [0, 1, lanes / 2, lanes - 1]
            let ids = numbers.flatMap { lane in
                var sequence = IDSequence(lane: lane, of: lanes)
                return (0..<1_000).compactMap { _ in sequence.next(shard: 9, now: 5) }
            }
            #expect(Set(ids).count == 4_000)
            #expect(ids.allSatisfy { numbers.contains($0.sequence % lanes) })
        }
    }

    @Test func `an id stays below the mark`() {
        var sequence = IDSequence(lane: 3, of: 256)
        let ids = (0..<100).compactMap { _ in sequence.next(shard: 1, now: 10, notAfter: 11) }
        #expect(ids.map(\.sequence) == [3, 259, 515, 771, 3, 259, 515, 771])
        #expect(ids.last?.milliseconds == ObjectID.epochMilliseconds + 11)
        #expect(sequence.mark == 11)
        #expect(sequence.next(shard: 1, now: 12, notAfter: 11) == nil)
    }

    @Test func `a new lane begins behind its former holder, and its shards go on`() {
        var sequence = IDSequence(lane: 3, of: 256)
        let first = (0..<6).compactMap { _ in sequence.next(shard: 1, now: 10) }
        sequence.move(to: 7, after: 5)
        let second = (0..<6).compactMap { _ in sequence.next(shard: 1, now: 10) }
        #expect(second.allSatisfy { $0.sequence % 256 == 7 })
        #expect(first + second == (first + second).sorted())
        sequence.move(to: 9, after: 1_000)
        let third = sequence.next(shard: 1, now: 10)
        #expect(third?.milliseconds == ObjectID.epochMilliseconds + 1_001 && third?.sequence == 9)
        #expect(sequence.next(shard: 2, now: 2_000)?.sequence == 9)
    }

    @Test func `many threads get different ids`() async {
        let generator = IDGenerator()
        let ids = await withTaskGroup(of: [ObjectID].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<2_000).map { _ in generator.next(shard: 2) } }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 16_000)
    }
}

/// What a catalogue of types may say.
@Suite struct GraphTypesTests {
    @Test func `contradictions are named`() {
        let a = ObjectType(id: 1, name: "a")
        let table: [([ObjectType], [AssociationType], [String])] = [
            ([a], [], []),
            ([a, ObjectType(id: 1, name: "b")], [], ["object type id 1 is used twice"]),
            ([a, ObjectType(id: 2, name: "a")], [], ["object type name a is used twice"]),
            (
                [],
                [AssociationType(id: 1, name: "x"), AssociationType(id: 1, name: "x")],
                [
                    "association type id 1 is used twice",
                    "association type name x is used twice",
                ]
            ),
            (
                [], [AssociationType(id: 1, name: "x").pointing(to: 2)],
                ["the inverse of x does not point back to it"]
            ),
            (
                [],
                [
                    AssociationType(id: 1, name: "x").pointing(to: 2),
                    AssociationType(id: 2, name: "y").pointing(to: 2),
                ], ["the inverse of x does not point back to it"]
            ),
            (
                [], [AssociationType(id: 1, name: "x", isCounted: false).limited(to: 3)],
                ["x has a limit but is not counted"]
            ),
            (
                [], [AssociationType(id: 1, name: "x", isHot: true).limited(to: 3)],
                ["x has a limit, but the count of a hot list is never seen"]
            ),
            ([], [AssociationType(id: 1, name: "x").pointing(to: 1)], []),
        ]
        for (objects, associations, faults) in table {
            #expect(GraphTypes.faults(objects: objects, associations: associations) == faults)
        }
    }
}
