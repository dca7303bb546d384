import GraphQL
import Media

/// The engine's response; the HTTP library has a type of the same name.
package typealias GraphQLResponse = GraphQL.Response

/// Everything that the gateway asks of the rest of the house. The command fills it in.
package struct Services: Sendable {
    package var graphQL: GraphQLService
    package var tokens: AccessTokens
    package var signer: URLSigner
    /// Where the bytes of pictures lie, variants and originals.
    package var blobs: BlobStore
    package var uploads: UploadService
    /// What the server cannot do without, by name, and whether it answers now: for `/ready`.
    package var dependencies: @Sendable () async -> [(name: String, isReady: Bool)]
    /// Unix time.
    package var nowMilliseconds: @Sendable () -> Int64

    package init(
        graphQL: GraphQLService, tokens: AccessTokens, signer: URLSigner, blobs: BlobStore,
        uploads: UploadService,
        dependencies: @escaping @Sendable () async -> [(name: String, isReady: Bool)],
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.graphQL = graphQL
        self.tokens = tokens
        self.signer = signer
        self.blobs = blobs
        self.uploads = uploads
        self.dependencies = dependencies
        self.nowMilliseconds = nowMilliseconds
    }
}

/// The engine, and how an operation that is ready to run is run with a fresh context.
package struct GraphQLService: Sendable {
    package var engine: Engine
    /// Never throws: what goes wrong is in the response, masked.
    package var run: @Sendable (PreparedOperation, Caller) async -> GraphQLResponse

    package init(
        engine: Engine,
        run: @escaping @Sendable (PreparedOperation, Caller) async -> GraphQLResponse
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

    package init(identity: Identity?, requestID: String) {
        self.identity = identity
        self.requestID = requestID
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
