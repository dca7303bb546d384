import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import GraphQL

@Suite(.timeLimit(.minutes(1))) struct `Payloads that follow a response` {
    @Test func `are made when they are asked for`() async throws {
        let context = Circle.Context()
        let response = try await Circle.begin(
            "{ person { ... @defer { friend { ... @defer { friend { name } } } } } }",
            context: context)
        let subsequent = try #require(response.subsequent)
        #expect(context.calls == ["person"])
        var iterator = subsequent.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        #expect(context.calls == ["person", "friend of 1"])
        #expect(await iterator.next() != nil)
        #expect(context.calls == ["person", "friend of 1", "friend of 1"])
        #expect(await iterator.next() == nil)
    }

    @Test func `end with the task that waits for them, and so do the resolvers`() async throws {
        let context = Circle.Context()
        let response = try await Circle.begin(
            "{ people { ... @defer { late } ... @defer { friend { name } } } }", context: context)
        let subsequent = try #require(response.subsequent)
        let reader = Task {
            var payloads: [[UInt8]] = []
            for await payload in subsequent { payloads.append(payload) }
            return payloads
        }
        while !context.calls.contains(where: { $0.hasPrefix("late") }) { await Task.yield() }
        reader.cancel()
        #expect(await reader.value.isEmpty)
        #expect(context.cancellations.withLock { $0 } == 1)
        var iterator = subsequent.makeAsyncIterator()
        #expect(await iterator.next() == nil)
    }

    @Test func `can be ended from outside, which completes what is pending`() async throws {
        let context = Circle.Context()
        let response = try await Circle.begin(
            "{ people { ... @defer(label: \"a\") { gated } } words @stream }", context: context)
        let subsequent = try #require(response.subsequent)
        let reader = Task {
            var iterator = subsequent.makeAsyncIterator()
            return await iterator.next()
        }
        while context.calls.last != "gated" { await Task.yield() }
        let last = subsequent.end(with: GraphQLError("Too late."))
        #expect(
            String(decoding: last, as: UTF8.self)
                == #"{"completed":[{"id":"0","errors":[{"message":"Too late."}]},{"id":"1","errors":[{"message":"Too late."}]},{"id":"2","errors":[{"message":"Too late."}]}],"hasNext":false}"#
        )
        context.isOpen.withLock { $0 = true }
        #expect(await reader.value == nil)
        #expect(
            String(decoding: subsequent.end(with: GraphQLError("")), as: UTF8.self)
                == #"{"hasNext":false}"#)
    }

    @Test func `run on the executor of the task that asks`() async throws {
        let executor = CountingExecutor()
        let response = try await Circle.begin(
            "{ people { ... @defer { friend { name } } ... @defer { friends { name } } } }")
        let subsequent = try #require(response.subsequent)
        await withTaskExecutorPreference(executor) {
            for await _ in subsequent {}
        }
        #expect(executor.jobs > 4)
    }

    @Test func `load all that is ready side by side`() async throws {
        let context = Circle.Context()
        _ = try await Circle.run(
            """
            { person { ... @defer { friend { name } } ... @defer { friends { name } } }
              people @stream { friend { age } } }
            """, context: context)
        #expect(
            context.calls.sorted() == [
                "friend of 1", "friend of 2", "friends of 1", "people", "person",
            ])
    }
}

/// Runs jobs at once, and counts them.
private final class CountingExecutor: TaskExecutor {
    private let count = Atomic(0)

    var jobs: Int { count.load(ordering: .relaxed) }

    func enqueue(_ job: consuming ExecutorJob) {
        count.add(1, ordering: .relaxed)
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        DispatchQueue.global().async { job.runSynchronously(on: executor) }
    }
}

@Suite struct `Limits of incremental delivery` {
    private static let tooMany =
        #"{"errors":[{"message":"The response would be delivered in more than 3 parts. Ask for less at once.","extensions":{"code":"RESPONSE_TOO_LARGE"}}]}"#

    @Test(
        .crosses(\Limits.pendingsMax),
        arguments: [
            // A fragment and an object with deferred fields each, or a list each.
            "{ people(count: 2) { ... @defer { age } } }",
            "{ people(count: 4) { friends @stream { name } } }",
        ])
    func `a response with too many parts is refused`(text: String) async throws {
        let engine = try Circle.engine { $0.pendingsMax = 3 }
        #expect(try await Circle.run(text, engine: engine) == [Self.tooMany])
        let larger = try Circle.engine { $0.pendingsMax = 4 }
        #expect(try await Circle.run(text, engine: larger).count == 2)
    }

    @Test func `too many parts later end what is pending`() async throws {
        let engine = try Circle.engine { $0.pendingsMax = 3 }
        let payloads = try await Circle.run(
            "{ people(count: 4) @stream(initialCount: 1) { ... @defer { age } } }", engine: engine)
        #expect(
            payloads.dropFirst() == [
                #"{"incremental":[{"id":"0","data":{"age":2}}],"completed":[{"id":"0"},{"id":"1","errors":[{"message":"The response would be delivered in more than 3 parts. Ask for less at once.","extensions":{"code":"RESPONSE_TOO_LARGE"}}]}],"hasNext":false}"#
            ])
    }

    @Test func `fields of all payloads count together`() async throws {
        let text = "{ people(count: 10) @stream { name age } }"
        // `people`, and two fields of each.
        let enough = try Circle.engine { $0.responseFieldsMax = 21 }
        #expect(try await Circle.run(text, engine: enough).count == 2)
        let engine = try Circle.engine { $0.responseFieldsMax = 20 }
        let payloads = try await Circle.run(text, engine: engine)
        #expect(
            payloads == [
                #"{"data":{"people":[]},"pending":[{"id":"0","path":["people"]}],"hasNext":true}"#,
                #"{"completed":[{"id":"0","errors":[{"message":"The response would hold more than 20 fields. Ask for less at once.","extensions":{"code":"RESPONSE_TOO_LARGE"}}]}],"hasNext":false}"#,
            ])
        let deferring = try await Circle.run(
            "{ people(count: 10) { ... @defer { name age } } }", engine: engine)
        #expect(deferring.count == 2)
        #expect(deferring.last?.contains(#""completed":[{"id":"0"},"#) == true)
        #expect(
            deferring.last?.contains(#"{"id":"9","errors":[{"message":"The response would"#)
                == true)
    }

    @Test func `deferred fields cost as much as others`() async throws {
        let engine = try Circle.engine()
        func cost(_ text: String, _ isIncremental: Bool) throws -> Cost {
            try engine.prepare(
                Request(source: Source(text), isIncremental: isIncremental)
            ).cost
        }
        for text in [
            "{ people { ... @defer { friend { friend { name } } } } }",
            "{ people { friend { name } ... @defer { friend { friend { name } } } } }",
            "{ people @stream { friends @stream { friend { name } } } }",
        ] {
            #expect(try cost(text, true) == cost(text, false))
            #expect(try cost(text, true).points > 1)
        }
    }

    @Test func `uses of defer count as fields of a plan`() async throws {
        let text = "{ person { " + String(repeating: "... @defer { age } ", count: 50) + "} }"
        #expect(
            try await Circle.run(text, engine: try Circle.engine { $0.planFieldsMax = 52 })
                .count == 2)
        let engine = try Circle.engine { $0.planFieldsMax = 51 }
        #expect(throws: GraphQLErrors.self) {
            try engine.prepare(Request(source: Source(text), isIncremental: true))
        }
    }
}
