import Foundation
import GraphQL
import Hummingbird
import HummingbirdTesting
import Logging
import Media
import Synchronization
import TAO
import Testing

@testable import Gateway
@testable import Social

/// A gateway with a small schema, real files in a folder of its own and a clock that stands still.
struct World: Sendable {
    static let nowMilliseconds: Int64 = 1_800_000_000_000
    static let secret = SecretKey(bytes: Array("a secret of thirty-two bytes.....".utf8))

    private let disk: Disk
    let clock = Clock()
    let uploads = Uploads()
    let patience = Patience()
    let signer = URLSigner(secret)
    let tokens: AccessTokens
    private let configuration: GatewayConfiguration
    private let engineLimits: GraphQL.Limits
    /// The mails that it shows, if it shows any.
    private let mails: [String]?

    /// A folder with stores in it, for as long as the world lasts.
    private final class Disk: Sendable {
        let folder: URL
        let blobs: BlobStore
        let staging: UploadStaging

        init() throws {
            folder = FileManager.default.temporaryDirectory
                .appending(path: "tintype-gateway-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: folder.appending(path: "page/parts"), withIntermediateDirectories: true)
            blobs = try BlobStore(
                directory: folder.appending(path: "blobs").path, isDurable: false)
            staging = try UploadStaging(directory: folder.appending(path: "staging").path)
        }

        deinit {
            blobs.close()
            staging.close()
            try? FileManager.default.removeItem(at: folder)
        }
    }

    var folder: URL { disk.folder }
    var blobs: BlobStore { disk.blobs }

    /// The time that the gateway sees.
    final class Clock: Sendable {
        private let value = Mutex(World.nowMilliseconds)

        var now: Int64 { value.withLock { $0 } }

        func advance(milliseconds: Int64) {
            value.withLock { $0 += milliseconds }
        }
    }

    /// How many waited for ever, and how many of them were told not to.
    final class Patience: Sendable {
        let waiting = Atomic(0)
        let cancelled = Atomic(0)
    }

    /// What the gateway is told of uploads.
    final class Uploads: Sendable {
        let state = Mutex(UploadService.State.awaiting)
        let fails = Mutex(false)
    }

    init(
        engineLimits: GraphQL.Limits = .standard, mails: [String]? = nil,
        _ configure: (inout GatewayConfiguration) -> Void = { _ in }
    ) throws {
        disk = try Disk()
        self.engineLimits = engineLimits
        self.mails = mails
        var configuration = GatewayConfiguration()
        configuration.port = 0
        configure(&configuration)
        self.configuration = configuration
        tokens = AccessTokens(
            Self.secret, limits: configuration.limits,
            nowMilliseconds: { [clock] in clock.now })
    }

    /// Runs a test against the gateway, in process or over a socket.
    func test(
        _ setup: TestingSetup = .router,
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        try await gateway().application().test(setup) { client in
            try await body(client)
        }
    }

    /// Runs a test against the gateway over sockets.
    func testLive(_ body: @Sendable (Gateway, Int) async throws -> Void) async throws {
        let gateway = try gateway()
        try await gateway.application().test(.live) { client in
            guard let port = client.port else { return }
            try await body(gateway, port)
        }
    }

    func gateway() throws -> Gateway {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try Gateway(configuration, services: services(logger), logger: logger)
    }

    private func services(_ logger: Logger) throws -> Services {
        let engine = Engine(
            try ExecutableSchema(try buildSchema([Source(Schoolyard.sdl)]), Schoolyard.resolvers),
            limits: engineLimits)
        return Services(
            operations: OperationRunner(engine: engine, logger: logger) {
                [patience] operation, caller, report in
                let context = Schoolyard.Context(caller, patience)
                let response = await engine.execute(operation, context: context, report: report)
                return OperationResult(
                    response, undelivered: context.undelivered.withLock { $0 })
            },
            tokens: tokens,
            tickets: SessionTickets(Self.secret, nowMilliseconds: { [clock] in clock.now }),
            signer: signer, blobs: blobs,
            uploads: UploadService(
                staging: disk.staging,
                state: { [uploads] _ in
                    if uploads.fails.withLock({ $0 }) { throw CocoaError(.fileWriteUnknown) }
                    return uploads.state.withLock { $0 }
                },
                end: { [uploads, disk] ticket in
                    guard case .awaiting = uploads.state.withLock({ $0 }) else { return false }
                    uploads.state.withLock { $0 = .gone }
                    try await disk.staging.remove(mediaID: ticket.mediaID)
                    return true
                }),
            dependencies: { [("schema", true), ("postgres", false)] },
            cacheServers: { [("cache1:11211", "up"), ("/run/\"2\"", "down")] },
            metrics: { [("cacheLagP99Milliseconds", 2)] },
            mails: mails.map { mails in { @Sendable count in Array(mails.prefix(count)) } },
            nowMilliseconds: { [clock] in clock.now })
    }

    /// The name of a picture with these bytes.
    func put(_ text: String) async throws -> String {
        try await blobs.put(Array(text.utf8), format: .webp).description
    }

    func publicPath(_ name: String) -> String {
        "/media/\(signer.key(ofPublic: name))/\(name)"
    }

    /// What lies in the staging folder.
    func staged() throws -> [String] {
        let folder = folder.appending(path: "staging").path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    func token(of viewerID: Int64 = 7) async throws -> String {
        try await tokens.issue(Identity(viewerID: viewerID, sessionID: 70)).token
    }
}

/// A schema with a field for each thing that can happen.
enum Schoolyard {
    static let sdl = """
        type Query {
          hello: String!
          me: String
          echo(text: String!): String!
          fails: String
          failsHard: String!
          isNull: String!
          origin: String!
          refuses: String
          refusesHard: String!
          repeat(text: String! = "x"): String!
          sleep(milliseconds: Int!): String
          waits: String
          bypassed: String!
        }
        type Mutation {
          add(amount: Int!): Int!
          crowded: Int!
          "Waits until the client has left."
          standsInLine: Int
          "Writes items that memcached cannot be told of."
          lose(items: String!): Int
        }
        type Subscription { ticks: Int }
        """

    final class Context: Sendable {
        let caller: Caller
        let patience: World.Patience
        let undelivered = Mutex(CacheBypass.nothing)

        init(_ caller: Caller, _ patience: World.Patience) {
            self.caller = caller
            self.patience = patience
        }

        /// Waits much longer than any test, unless it is cancelled.
        func wait() async throws {
            patience.waiting.add(1, ordering: .relaxed)
            do {
                try await Task.sleep(for: .seconds(3_600))
            } catch {
                patience.cancelled.add(1, ordering: .relaxed)
                throw error
            }
        }
    }

    struct Failure: Error {}

    static let refusal = GraphQLError(
        "Not for you.", extensions: [("code", .string("FORBIDDEN"))])

    struct Query: ObjectResult {
        static let typeName = "Query"
    }

    struct Mutation: ObjectResult {
        static let typeName = "Mutation"
    }

    static let resolvers: Resolvers<Context> = {
        var resolvers = Resolvers(context: Context.self)
        resolvers.root(Query()) { query in
            query.field("hello") { _ in "world" }
            query.field("me") { (_, _, context) -> String? in
                context.caller.identity.map { String($0.viewerID) }
            }
            query.field("echo") { (_, arguments, _) -> String in arguments.string("text") ?? "" }
            query.field("fails") { _ -> String? in throw Failure() }
            query.field("failsHard") { _ -> String in throw Failure() }
            query.field("origin") { (_, _, context) -> String in context.caller.origin() }
            query.field("isNull") { _ -> String? in nil }
            query.field("refuses") { _ -> String? in throw refusal }
            query.field("refusesHard") { _ -> String in throw refusal }
            query.field("repeat") { (_, arguments, _) -> String in arguments.string("text") ?? "" }
            query.field("bypassed") { (_, _, context) -> String in
                switch context.caller.bypassing {
                case .items(let items): items.sorted().joined(separator: " ")
                case .everything: "everything"
                }
            }
            query.batch("waits") { parents, _, context -> [String?] in
                try await context.wait()
                return parents.map { _ in nil }
            }
            query.batch("sleep") { parents, arguments, _ -> [String?] in
                // Deaf to cancellation, like a library that hangs.
                let end = ContinuousClock.now + .milliseconds(arguments.int("milliseconds") ?? 0)
                while ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(5)) }
                return parents.map { _ in "woke" }
            }
        }
        resolvers.root(Mutation()) { mutation in
            mutation.field("add") { (_, arguments, _) -> Int in arguments.int("amount") ?? 0 }
            mutation.field("crowded") { _ -> Int in throw Overload() }
            mutation.batch("standsInLine") { parents, _, context -> [Int?] in
                context.patience.waiting.add(1, ordering: .relaxed)
                while !context.caller.client.presence.hasLeft {
                    try await Task.sleep(for: .milliseconds(5))
                }
                context.patience.cancelled.add(1, ordering: .relaxed)
                return parents.map { _ in nil }
            }
            mutation.field("lose") { (_, arguments, context) -> Int? in
                let items = (arguments.string("items") ?? "").split(separator: " ").map(String.init)
                context.undelivered.withLock {
                    $0 = context.caller.bypassing.union(.items(Set(items)))
                }
                return items.count
            }
        }
        resolvers.subscription("ticks") { _, _ in AsyncStream<Int> { $0.finish() } }
        return resolvers
    }()
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The code of the first error.
    var code: String? { codes.first ?? nil }

    /// The code of each error.
    var codes: [String?] {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        let errors = (object as? [String: Any])?["errors"] as? [[String: Any]]
        return (errors ?? []).map { ($0["extensions"] as? [String: Any])?["code"] as? String }
    }
}

extension TestClientProtocol {
    func post(
        _ body: String, headers: HTTPFields = [:], contentType: String? = "application/json"
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = contentType
        return try await execute(
            uri: "/graphql", method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    /// A POST with just a document.
    func query(_ document: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await post(#"{"query":"\#(document)"}"#, headers: headers)
    }

    func get(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: uri, method: .get, headers: headers)
    }
}
