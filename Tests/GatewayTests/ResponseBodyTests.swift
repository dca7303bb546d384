import GraphQL
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import Gateway

@Suite struct `The body of a large answer` {
    private final class Context: Sendable {}

    private struct Root: ObjectResult {
        static let typeName = "Query"
    }

    /// An engine whose one field gives a long text.
    private static func engine() throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        resolvers.root(Root()) { query in
            query.field("text") { _ in String(repeating: "a", count: 1_000_000) }
        }
        return Engine(
            try ExecutableSchema(try buildSchema("type Query { text: String }"), resolvers))
    }

    private static func answer(_ engine: Engine) async -> GraphQLResponse {
        await engine.execute(
            GraphQL.Request(source: Source("{ text }")), context: Context(),
            report: { _, _ in GraphQLError("Internal error.") })
    }

    /// What a client takes, and what is in flight meanwhile.
    private struct Client: ResponseBodyWriter {
        let engine: Engine
        let log: Log

        final class Log: Sendable {
            let pieces = Mutex<[Int]>([])
            let inFlight = Mutex<Set<Int>>([])
        }

        mutating func write(_ buffer: ByteBuffer) async throws {
            log.pieces.withLock { $0.append(buffer.readableBytes) }
            log.inFlight.withLock { _ = $0.insert(engine.metric("responseBytesInFlight")) }
        }

        consuming func finish(_ trailers: HTTPFields?) async throws {}
    }

    @Test func `counts until the client has taken it`() async throws {
        let engine = try Self.engine()
        let log = Client.Log()
        var body: ResponseBody? = ResponseBody(await Self.answer(engine), chunkBytes: 65_536)
        let length = try #require(body?.contentLength)
        #expect(length > 1_000_000)
        #expect(engine.metric("responseBytesInFlight") == length)
        try await body?.write(Client(engine: engine, log: log))
        let pieces = log.pieces.withLock { $0 }
        #expect(pieces.reduce(0, +) == length)
        #expect(pieces.allSatisfy { $0 <= 65_536 })
        #expect(log.inFlight.withLock { $0 } == [length])
        body = nil
        #expect(engine.metric("responseBytesInFlight") == 0)
    }

    @Test func `is one piece where it is small`() async throws {
        let engine = try Self.engine()
        let body = ResponseBody(await Self.answer(engine), chunkBytes: 2_000_000)
        #expect((body.contentLength ?? 0) > 1_000_000)
        #expect(engine.metric("responseBytesInFlight") == 0)
    }
}

extension Engine {
    fileprivate func metric(_ name: String) -> Int {
        metrics.first { $0.name == name }?.value ?? -1
    }
}
