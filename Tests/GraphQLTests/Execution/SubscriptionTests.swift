import Synchronization
import Testing

@testable import GraphQL

@Suite(.timeLimit(.minutes(1))) struct `Subscriptions` {
    /// A source of events under the control of a test, and the record of what was asked of it.
    private final class Ticker: Sendable {
        struct Broken: Error {}

        enum Plan: Sendable {
            case count(Int)
            case thenFail(Int, any Error & Sendable)
            case forever
        }

        private let log = Mutex<[String]>([])
        let contexts = Mutex(0)

        var calls: [String] { log.withLock { $0 } }

        func record(_ call: String) {
            log.withLock { $0.append(call) }
        }
    }

    private final class Context: Sendable {
        let ticker: Ticker
        let number: Int

        init(_ ticker: Ticker, number: Int) {
            self.ticker = ticker
            self.number = number
        }
    }

    /// Events as a sequence that makes them when they are asked for.
    private struct Ticks: AsyncSequence, Sendable {
        let ticker: Ticker
        let plan: Ticker.Plan

        struct Iterator: AsyncIteratorProtocol {
            let ticks: Ticks
            let guardian: Guardian
            var number = 0

            mutating func next() async throws -> Int? {
                number += 1
                ticks.ticker.record("tick \(number)")
                switch ticks.plan {
                case .count(let count): return number <= count ? number : nil
                case .thenFail(let count, let error):
                    if number > count { throw error }
                    return number
                case .forever:
                    if number == 1 { return 1 }
                    try await Task.sleep(for: .seconds(3_600))
                    return nil
                }
            }
        }

        /// Goes with the iterator.
        final class Guardian: Sendable {
            let ticker: Ticker

            init(_ ticker: Ticker) {
                self.ticker = ticker
            }

            deinit { ticker.record("gone") }
        }

        func makeAsyncIterator() -> Iterator {
            Iterator(ticks: self, guardian: Guardian(ticker))
        }
    }

    private struct Query: ObjectResult {
        static let typeName = "Query"
    }

    private struct Tick: ObjectResult {
        static let typeName = "Tick"
        let number: Int
    }

    private static let sdl = """
        type Query { a: Int }
        type Subscription { tick(times: Int, strict: Boolean): Tick number: Int! refused: Int }
        type Tick { number: Int context: Int bad: Int! }
        """

    private static func engine(_ plan: Ticker.Plan = .count(2)) throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        resolvers.root(Query()) { $0.field("a") { _ in 1 } }
        resolvers.type(Tick.self) { tick in
            tick.field("number") { $0.number }
            tick.field("context") { _, _, context in context.number }
            tick.field("bad") { _ throws -> Int in throw Ticker.Broken() }
        }
        resolvers.subscription("tick") { arguments, context in
            context.ticker.record("subscribe in \(context.number)")
            return Ticks(
                ticker: context.ticker, plan: arguments.int("times").map { .count($0) } ?? plan)
        } resolve: { number, _, context in
            context.ticker.record("resolve \(number) in \(context.number)")
            return Tick(number: number)
        }
        resolvers.subscription("number") { _, context in Ticks(ticker: context.ticker, plan: plan) }
        resolvers.subscription("refused") { _, _ -> Ticks in throw Ticker.Broken() }
        return Engine(try ExecutableSchema(try buildSchema(sdl), resolvers))
    }

    private static func subscribe(
        _ text: String, variables: [InputField] = [], _ ticker: Ticker = Ticker(),
        engine: Engine? = nil
    ) async throws -> Subscription {
        let engine = try engine ?? self.engine()
        let operation = try engine.prepare(Request(source: Source(text), variables: variables))
        return await engine.subscribe(
            operation, context: Context(ticker, number: 0),
            report: { error, _ in
                (error as? GraphQLError) ?? GraphQLError("Masked \(error is Ticker.Broken).")
            },
            perform: { execute in
                let number = ticker.contexts.withLock { count in
                    count += 1
                    return count
                }
                return await execute(Context(ticker, number: number))
            })
    }

    private static func stream(
        _ text: String, variables: [InputField] = [], _ ticker: Ticker = Ticker(),
        engine: Engine? = nil
    ) async throws -> ResponseStream {
        let subscription = try await subscribe(text, variables: variables, ticker, engine: engine)
        guard case .events(let stream) = subscription else { throw Ticker.Broken() }
        return stream
    }

    private static func text(_ response: Response?) -> String? {
        response.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `answer each event by an execution of its own`() async throws {
        let ticker = Ticker()
        var responses: [String] = []
        for try await response in try await Self.stream(
            "subscription { t: tick { number context } }", ticker)
        {
            responses.append(String(decoding: response.body, as: UTF8.self))
        }
        #expect(
            responses == [
                #"{"data":{"t":{"number":1,"context":1}}}"#,
                #"{"data":{"t":{"number":2,"context":2}}}"#,
            ])
        #expect(
            ticker.calls == [
                "subscribe in 0", "tick 1", "resolve 1 in 1", "tick 2", "resolve 2 in 2",
                "tick 3", "gone",
            ])
    }

    @Test func `ask for an event only when its response is asked for`() async throws {
        let ticker = Ticker()
        let stream = try await Self.stream("subscription { tick { number } }", ticker)
        #expect(ticker.calls == ["subscribe in 0"])
        var iterator: ResponseStream.Iterator? = stream.makeAsyncIterator()
        #expect(try await iterator?.next() != nil)
        #expect(ticker.calls == ["subscribe in 0", "tick 1", "resolve 1 in 1"])
        iterator = nil
        #expect(ticker.calls.last == "gone")
    }

    @Test func `take arguments and variables`() async throws {
        let stream = try await Self.stream(
            "subscription ($n: Int) { tick(times: $n) { number } }",
            variables: [InputField(name: "n", value: .int(1))])
        var count = 0
        for try await _ in stream { count += 1 }
        #expect(count == 1)
    }

    @Test func `may give events that are values already`() async throws {
        var iterator = try await Self.stream("subscription { number }").makeAsyncIterator()
        #expect(Self.text(try await iterator.next()) == #"{"data":{"number":1}}"#)
    }

    @Test func `go on after an event whose execution has errors`() async throws {
        var iterator = try await Self.stream("subscription { tick { bad } }").makeAsyncIterator()
        for _ in 0..<2 {
            #expect(
                Self.text(try await iterator.next())
                    == #"{"errors":[{"message":"Masked true.","locations":[{"line":1,"column":23}],"path":["tick","bad"]}],"data":{"tick":null}}"#
            )
        }
        #expect(try await iterator.next() == nil)
    }

    @Test func `that have no source are answered with its error, masked`() async throws {
        let subscription = try await Self.subscribe("subscription { r: refused }")
        guard case .refused(let response) = subscription else {
            Issue.record("There is a stream.")
            return
        }
        #expect(!response.hasData)
        #expect(
            Self.text(response)
                == #"{"errors":[{"message":"Masked true.","locations":[{"line":1,"column":16}],"path":["r"]}]}"#
        )
    }

    @Test func `whose operation is a query are refused`() async throws {
        guard case .refused(let response) = try await Self.subscribe("{ a }") else {
            Issue.record("There is a stream.")
            return
        }
        #expect(
            Self.text(response)
                == #"{"errors":[{"message":"The operation is no subscription."}]}"#)
    }

    @Test(arguments: [
        (Ticker.Broken() as any Error & Sendable, "Masked true."),
        (GraphQLError("The source is dry."), "The source is dry."),
    ])
    func `end with the error that their source ends with`(
        error: any Error & Sendable, message: String
    ) async throws {
        let ticker = Ticker()
        var iterator = try await Self.stream(
            "subscription { tick { number } }", ticker,
            engine: try Self.engine(.thenFail(1, error))
        ).makeAsyncIterator()
        #expect(try await iterator.next() != nil)
        do {
            _ = try await iterator.next()
            Issue.record("The error is lost.")
        } catch {
            #expect(error == GraphQLError(message))
        }
        #expect(try await iterator.next() == nil)
        #expect(ticker.calls.last == "gone")
    }

    @Test func `end with the task that waits for them, and so does the source`() async throws {
        let ticker = Ticker()
        let stream = try await Self.stream(
            "subscription { tick { number } }", ticker, engine: try Self.engine(.forever))
        let reader = Task {
            var count = 0
            for try await _ in stream { count += 1 }
            return count
        }
        while !ticker.calls.contains("tick 2") { await Task.yield() }
        reader.cancel()
        #expect(try await reader.value == 1)
        #expect(ticker.calls.last == "gone")
    }

    @Test func `of two clients do not disturb each other`() async throws {
        let engine = try Self.engine()
        let one = Ticker()
        let other = Ticker()
        var first = try await Self.stream("subscription { tick { number } }", one, engine: engine)
            .makeAsyncIterator()
        var second = try await Self.stream(
            "subscription { tick { number } }", other, engine: engine
        ).makeAsyncIterator()
        for number in 1...2 {
            for response in [try await first.next(), try await second.next()] {
                #expect(Self.text(response) == #"{"data":{"tick":{"number":\#(number)}}}"#)
            }
        }
        #expect(one.calls == other.calls)
    }

    @Test func `deliver each event whole, whatever is deferred`() async throws {
        var resolvers = Resolvers(context: Context.self)
        resolvers.root(Query()) { $0.field("a") { _ in 1 } }
        resolvers.type(Tick.self) { $0.field("number") { $0.number } }
        resolvers.subscription("tick") { _, context in
            Ticks(ticker: context.ticker, plan: .count(1))
        } resolve: { number, _, _ in
            Tick(number: number)
        }
        let schema = try buildSchema(
            """
            type Query { a: Int } type Tick { number: Int }
            type Subscription { tick: Tick }
            """, incrementalDelivery: true)
        let engine = Engine(try ExecutableSchema(schema, resolvers))
        let ticker = Ticker()
        let operation = try engine.prepare(
            Request(
                source: Source(
                    """
                    subscription ($x: Boolean!) { tick { ... @defer(if: $x) { number } } }
                    """),
                variables: [InputField(name: "x", value: .boolean(true))], isIncremental: true))
        guard
            case .events(let stream) = await engine.subscribe(
                operation, context: Context(ticker, number: 0),
                report: maskErrors(as: ""),
                perform: { await $0(Context(ticker, number: 1)) })
        else {
            Issue.record("There is no stream.")
            return
        }
        var iterator = stream.makeAsyncIterator()
        #expect(Self.text(try await iterator.next()) == #"{"data":{"tick":{"number":1}}}"#)
    }

    @Test func `without a source for a field make no executable schema`() throws {
        var resolvers = Resolvers(context: Context.self)
        resolvers.root(Query()) { $0.field("a") { _ in 1 } }
        resolvers.subscription("ticks") { _, _ in AsyncStream<Int> { $0.finish() } }
        resolvers.register(
            .leaf { _, _, _ in .int(1) }, type: "Subscription", field: "numbers")
        let schema = try buildSchema(
            "type Query { a: Int } type Subscription { ticks: Int numbers: Int others: Int }")
        let error = #expect(throws: SchemaMismatch.self) {
            try ExecutableSchema(schema, resolvers)
        }
        #expect(
            error?.withoutResolver == ["Subscription.others", "Subscription.numbers (its events)"])
    }
}
