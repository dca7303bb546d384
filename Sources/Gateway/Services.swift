import GraphQL
import Media
import Social
import TAO

/// The engine's response; the HTTP library has a type of the same name.
package typealias GraphQLResponse = GraphQL.Response

/// Everything that the gateway asks of the rest of the application. The command fills it in.
package struct Services: Sendable {
    package var operations: OperationRunner
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
    package var metrics: @Sendable () -> [(name: String, value: Int)]
    /// The mails that were sent last, as text; nil for a server that shows nobody's.
    package var mails: (@Sendable (_ count: Int) async throws -> [String])?
    /// Unix time.
    package var nowMilliseconds: @Sendable () -> Int64

    package init(
        operations: OperationRunner, tokens: AccessTokens, tickets: SessionTickets,
        signer: URLSigner, blobs: BlobStore, uploads: UploadService,
        dependencies: @escaping @Sendable () async -> [(name: String, isReady: Bool)],
        cacheServers: @escaping @Sendable () -> [(name: String, state: String)] = { [] },
        metrics: @escaping @Sendable () -> [(name: String, value: Int)] = { [] },
        mails: (@Sendable (_ count: Int) async throws -> [String])? = nil,
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.operations = operations
        self.tokens = tokens
        self.tickets = tickets
        self.signer = signer
        self.blobs = blobs
        self.uploads = uploads
        self.dependencies = dependencies
        self.cacheServers = cacheServers
        self.metrics = metrics
        self.mails = mails
        self.nowMilliseconds = nowMilliseconds
    }
}

/// Where uploads go.
package struct UploadService: Sendable {
    /// How far an upload has come.
    package enum State: Sendable {
        /// The address has been given; not all has arrived.
        case awaiting
        /// It has been used (409 for other bytes).
        case received
        /// There is no such upload any more (410).
        case gone
    }

    package var staging: UploadStaging
    package var state: @Sendable (UploadTicket) async throws -> State
    /// Ends an upload that its sender has given up; false if it is complete.
    package var end: @Sendable (UploadTicket) async throws -> Bool

    package init(
        staging: UploadStaging, state: @escaping @Sendable (UploadTicket) async throws -> State,
        end: @escaping @Sendable (UploadTicket) async throws -> Bool
    ) {
        self.staging = staging
        self.state = state
        self.end = end
    }
}
