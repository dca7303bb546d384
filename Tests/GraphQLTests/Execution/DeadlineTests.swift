import Synchronization
import Testing

@testable import GraphQL

@Suite struct `A deadline` {
    /// What the resolvers of a test wait for, and what they saw.
    private final class World: Sendable {
        private let state = Mutex(State())

        private struct State {
            var isOpen = false
            var waiting: [CheckedContinuation<Void, Never>] = []
            var begun = 0
            var cancelled = 0
            var deadline: ContinuousClock.Instant?
        }

        var begun: Int { state.withLock { $0.begun } }
        var cancelled: Int { state.withLock { $0.cancelled } }
        var deadline: ContinuousClock.Instant? { state.withLock { $0.deadline } }
        var waiting: Int { state.withLock { $0.waiting.count } }

        /// Waits much longer than any test, unless it is cancelled.
        func wait() async throws {
            state.withLock { $0.begun += 1 }
            do {
                try await Task.sleep(for: .seconds(3_600))
            } catch {
                state.withLock { $0.cancelled += 1 }
                throw error
            }
        }

        /// Waits until `open`, deaf to cancellation like a library that hangs.
        func hang() async {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
            state.withLock { if Task.isCancelled { $0.cancelled += 1 } }
        }

        func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }

        func note(_ deadline: ContinuousClock.Instant?) {
            state.withLock { $0.deadline = deadline }
        }
    }

    private struct Query: ObjectResult {
        static let typeName = "Query"
    }

    private static func engine(
        milliseconds: Int = 60_000, inFlightMax: Int = 10
    ) throws -> Engine {
        var resolvers = Resolvers(context: World.self)
        resolvers.root(Query()) { query in
            for name in ["slow", "slower"] {
                query.batch(name) { parents, _, world in
                    try await world.wait()
                    return parents.map { _ in Query() }
                }
            }
            query.batch("hangs") { parents, _, world in
                await world.hang()
                return parents.map { _ in 1 }
            }
            query.batch("quick") { parents, _, world in
                world.note(Engine.deadline)
                return parents.map { _ in 1 }
            }
        }
        let sdl = "type Query { slow: Query slower: Query hangs: Int quick: Int }"
        var limits = Limits.standard
        limits.executionMillisecondsMax = milliseconds
        limits.operationsInFlightMax = inFlightMax
        return Engine(
            try ExecutableSchema(try buildSchema([Source(sdl)]), resolvers), limits: limits)
    }

    private static func answer(
        _ text: String, _ engine: Engine, _ world: World
    ) async throws(GraphQLErrors) -> String {
        let response = try await engine.admit {
            await engine.execute(
                Request(source: Source(text)), context: world,
                report: maskErrors(as: "Internal error."))
        }
        return String(decoding: response.body, as: UTF8.self)
    }

    /// Waits until something is so; gives up after a minute.
    private static func until(_ isSo: @autoclosure () -> Bool) async throws {
        for _ in 0..<30_000 where !isSo() { try await Task.sleep(for: .milliseconds(2)) }
        try #require(isSo())
    }

    @Test func `that passes ends the resolvers`() async throws {
        let engine = try Self.engine(milliseconds: 1_000, inFlightMax: 1)
        let world = World()
        let error = await #expect(throws: GraphQLErrors.self) {
            try await Self.answer("{ quick slow { quick } slower { quick } }", engine, world)
        }
        #expect(
            error
                == GraphQLErrors(
                    errors: [
                        GraphQLError(
                            "The operation took longer than 1000 ms and was ended.",
                            extensions: [("code", .string("TIMEOUT"))])
                    ], reason: .late))
        // There is room for another once they have ended.
        while (try? await Self.answer("{ __typename }", engine, world)) == nil {
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(world.cancelled == world.begun)
    }

    @Test func `does not wait for those who do not heed it, but counts them`() async throws {
        let engine = try Self.engine(milliseconds: 1_000, inFlightMax: 1)
        let world = World()
        let late = await #expect(throws: GraphQLErrors.self) {
            try await Self.answer("{ hangs }", engine, world)
        }
        #expect(late?.reason == .late)
        #expect(world.waiting == 1)
        let refused = await #expect(throws: GraphQLErrors.self) {
            try await Self.answer("{ __typename }", engine, world)
        }
        #expect(refused?.reason == .overloaded)
        world.open()
        try await Self.until(world.cancelled == 1)
    }

    @Test func `that is not reached changes nothing`() async throws {
        let world = World()
        let text = try await Self.answer("{ quick }", try Self.engine(), world)
        #expect(text == #"{"data":{"quick":1}}"#)
    }

    @Test func `is known to resolvers`() async throws {
        let engine = try Self.engine()
        let world = World()
        let earliest = ContinuousClock.now + .milliseconds(60_000)
        _ = try await Self.answer("{ quick }", engine, world)
        let deadline = try #require(world.deadline)
        #expect(deadline >= earliest)
        #expect(deadline <= ContinuousClock.now + .milliseconds(60_000))
        _ = await engine.execute(
            Request(source: Source("{ quick }")), context: world,
            report: { error, _ in
                GraphQLError("\(error)")
            })
        #expect(world.deadline == nil)
    }

    @Test func `is not what ends an operation that nobody waits for`() async throws {
        let engine = try Self.engine()
        let world = World()
        let task = Task { try await Self.answer("{ slow { quick } }", engine, world) }
        task.cancel()
        let text = try await task.value
        #expect(
            text
                == #"{"errors":[{"message":"Internal error.","locations":[{"line":1,"column":3}],"path":["slow"]}],"data":{"slow":null}}"#
        )
    }

    @Test func `is for so many operations at a time`() async throws {
        let engine = try Self.engine(inFlightMax: 2)
        let world = World()
        async let first = Self.answer("{ hangs }", engine, world)
        async let second = Self.answer("{ hangs quick }", engine, world)
        try await Self.until(world.waiting == 2)
        let refused = await #expect(throws: GraphQLErrors.self) {
            try await Self.answer("{ __typename }", engine, world)
        }
        #expect(
            refused
                == GraphQLErrors(
                    errors: [
                        GraphQLError(
                            "The server is busy. Try again in a moment.",
                            extensions: [("code", .string("OVERLOADED"))])
                    ], reason: .overloaded))
        world.open()
        #expect(try await first == #"{"data":{"hangs":1}}"#)
        #expect(try await second == #"{"data":{"hangs":1,"quick":1}}"#)
        #expect(try await Self.answer("{ quick }", engine, world) == #"{"data":{"quick":1}}"#)
    }
}
