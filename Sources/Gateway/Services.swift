import GraphQL
import Media
import Social
import TAO

/// The engine's response; the HTTP library has a type of the same name.
package typealias GraphQLResponse = GraphQL.Response

/// Everything that the gateway asks of the rest of the house. The command fills it in.
package struct Services: Sendable {
    package var graphQL: GraphQLService
    package var tokens: AccessTokens
    package var tickets: SessionTickets
    package var signer: URLSigner
    /// Where the bytes of pictures lie, variants and originals.
    package var blobs: BlobStore
    package var uploads: UploadService
    /// What the server cannot do without, by name, and whether it answers now: for `/ready`.
    package var dependencies: @Sendable () async -> [(name: String, isReady: Bool)]
    /// Each memcached by name and how it does, such as `up`: for `/ready`, which is ready without.
    package var cacheServers: @Sendable () -> [(name: String, state: String)]
    /// Numbers that `/ready` tells beside, by name.
    package var figures: @Sendable () -> [(name: String, value: Int)]
    /// Unix time.
    package var nowMilliseconds: @Sendable () -> Int64

    package init(
        graphQL: GraphQLService, tokens: AccessTokens, tickets: SessionTickets,
        signer: URLSigner, blobs: BlobStore, uploads: UploadService,
        dependencies: @escaping @Sendable () async -> [(name: String, isReady: Bool)],
        cacheServers: @escaping @Sendable () -> [(name: String, state: String)] = { [] },
        figures: @escaping @Sendable () -> [(name: String, value: Int)] = { [] },
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.graphQL = graphQL
        self.tokens = tokens
        self.tickets = tickets
        self.signer = signer
        self.blobs = blobs
        self.uploads = uploads
        self.dependencies = dependencies
        self.cacheServers = cacheServers
        self.figures = figures
        self.nowMilliseconds = nowMilliseconds
    }
}

/// The engine, and how an operation that is ready to run is run with a fresh context.
package struct GraphQLService: Sendable {
    package var engine: Engine
    /// Never throws: what goes wrong is in the response, masked.
    package var run: @Sendable (PreparedOperation, Caller) async -> Answered

    /// What running an operation has given.
    package struct Answered: Sendable {
        package var response: GraphQLResponse
        /// What the session's next requests must not take from the cache.
        package var undelivered: CacheBypass
        /// The gravest fault of ours behind the response's errors.
        package var fault: ServerFault?

        package init(
            _ response: GraphQLResponse, undelivered: CacheBypass = .nothing,
            fault: ServerFault? = nil
        ) {
            self.response = response
            self.undelivered = undelivered
            self.fault = fault
        }
    }

    package init(
        engine: Engine, run: @escaping @Sendable (PreparedOperation, Caller) async -> Answered
    ) {
        self.engine = engine
        self.run = run
    }
}

/// What an operation is told of its request.
package struct Caller: Sendable {
    /// Nil for someone who is not signed in.
    package var identity: Identity?
    /// As the access log has it; name it in reports of unexpected errors.
    package var requestID: String
    /// What must be read from PostgreSQL: the tickets of the request.
    package var bypassing: CacheBypass
    /// Where the request comes from.
    package var client: Client
    /// What stands before the paths of addresses that the client is given.
    package var origin: String

    package init(
        identity: Identity?, requestID: String, bypassing: CacheBypass = .nothing, client: Client,
        origin: String
    ) {
        self.identity = identity
        self.requestID = requestID
        self.bypassing = bypassing
        self.client = client
        self.origin = origin
    }
}

/// Where uploads go.
package struct UploadService: Sendable {
    /// How far an upload has come.
    package enum State: Sendable {
        /// The address has been given; nothing has arrived.
        case awaiting
        /// It has been used (409).
        case received
        /// There is no such upload any more (410).
        case gone
    }

    package var staging: UploadStaging
    package var state: @Sendable (UploadTicket) async throws -> State

    package init(
        staging: UploadStaging, state: @escaping @Sendable (UploadTicket) async throws -> State
    ) {
        self.staging = staging
        self.state = state
    }
}
