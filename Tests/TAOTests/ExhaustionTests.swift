import LocalServices
import Postgres
import TestSupport
import Testing

@testable import TAO

/// All connections to PostgreSQL are in use, and stay so.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ExhaustionTests {
    @Test func `a read without a connection fails after its wait and leaves nothing behind`()
        async throws
    {
        let world = try await World(connectionsMax: 1) { $0.waitMilliseconds = 200 }
        let users = try await world.users(2 * TAOLimits.storeReadsMax)
        let cached = try await world.user("cached")
        let other = try await world.anotherGateway()
        // Both have passed their gates, which delete what the outbox still names.
        for gateway in [other, world] { _ = try await gateway.tao.loader().object(cached) }
        // Whoever waits for longer than this lasts waits without bound.
        try await world.hold(1) {
            let errors = await errors(of: users + users) {
                _ = try await world.tao.loader().object($0)
            }
            #expect(errors.count == 2 * users.count)
            for error in errors { #expect(error?.kind == .poolExhausted) }
            let write = await postgresError {
                try await world.commit { $0.updateObject(users[0], data: record("refused")) }
            }
            #expect(write?.kind == .poolExhausted)
            #expect(
                try await world.tao.loader().object(cached)?.data.string(1) == "cached",
                "what needs no connection is answered")
            let texts = try await other.tao.loader().objects(users).map { $0?.data.string(1) }
            #expect(texts == users.indices.map { "\($0)" }, "another gateway is not affected")
        }
        let after = await errors(of: users + users) { _ = try await world.tao.loader().object($0) }
        for error in after { #expect(error == nil) }
        #expect(try await world.tao.loader().object(users[0])?.data.string(1) == "0")
        await other.database.shutdown()
        try await world.expectWholePool()
    }

    @Test(.crosses(\TAOLimits.Type.storeReadsMax))
    func `a read that is not let through to PostgreSQL fails after its wait`() async throws {
        let world = try await World { $0.waitMilliseconds = 200 }
        let users = try await world.users(TAOLimits.storeReadsMax + 1)
        let (errors, continuation) = AsyncStream.makeStream(of: PostgresError.self)
        let readings = try await world.holdingReads {
            let readings = users.map { user in
                Task {
                    let error = await postgresError {
                        _ = try await world.tao.loader().object(user)
                    }
                    if let error { continuation.yield(error) }
                    return error
                }
            }
            // While all others are held.
            for await error in errors.prefix(1) { #expect(error.kind == .poolExhausted) }
            return readings
        }
        var failures = 0
        for reading in readings where await reading.value != nil { failures += 1 }
        #expect(failures == 1)
        #expect(try await world.tao.loader().objects(users).allSatisfy { $0 != nil })
    }

    @Test func `who gives up takes no turn along`() async throws {
        let turns = Turns(max: 1)
        try await turns.take(within: .seconds(60))
        let error = await postgresError { try await turns.take(within: .milliseconds(20)) }
        #expect(error?.kind == .poolExhausted)
        async let second: Void = turns.take(within: .seconds(60))
        turns.give()
        try await second
        turns.give()
        try await turns.take(within: .zero)
    }

    /// Errors of readers that ask at the same time, for one object each.
    private func errors(
        of users: [ObjectID], _ read: @escaping @Sendable (ObjectID) async throws -> Void
    ) async -> [PostgresError?] {
        await withTaskGroup(of: PostgresError?.self) { group in
            for user in users {
                group.addTask { await postgresError { try await read(user) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
