import GraphQL
import Synchronization
import TAO

/// What the resolvers of one request share: who asks, when, and one loader for all reads.
package final class RequestContext: Sendable {
    package let services: SocialServices
    package let loader: Loader
    let client: Client
    /// What stands before the paths that `Links` gives.
    private let origin: String
    /// The id of the signed-in account, 0 if there is none.
    private let viewer: Atomic<Int64>
    /// When the request began, in milliseconds since 1970: what expires, expires for all its fields.
    package let now: Int64
    /// Objects whose visibility is decided; nil for those the viewer may not see.
    let decided = Mutex<[ObjectID: Object?]>([:])
    /// Accounts that the viewer is known to follow, because the whole list has been read.
    let knownFollowees = Mutex<Set<ObjectID>>([])
    /// What signs the viewer in, read when first asked for.
    private let accounts = Mutex<[ObjectID: Once<Account?>]>([:])

    /// What the next requests of the session must not take from the cache, because memcached could
    /// not be told what this one has written; nothing, if it was told everything. Includes what
    /// this request was told to bypass itself, so that the last answer of a session is enough.
    package var undelivered: CacheBypass {
        let lost = lost.withLock { $0 }
        return lost.isEmpty ? .nothing : bypassing.union(.items(lost))
    }
    private let lost = Mutex<Set<String>>([])
    private let bypassing: CacheBypass

    /// - Parameters:
    ///   - bypassing: `undelivered` of the session's earlier requests.
    ///   - client: where the request comes from.
    ///   - origin: where the client reaches the server, such as `https://tintype.example`.
    package init(
        _ services: SocialServices, viewerID: ObjectID?, bypassing: CacheBypass = .nothing,
        client: Client = .ourselves, origin: String = ""
    ) {
        self.services = services
        self.client = client
        self.origin = origin
        self.bypassing = bypassing
        viewer = Atomic(viewerID?.rawValue ?? 0)
        // Who is nobody has written nothing that a replica could still lack.
        loader = services.tao.loader(bypassing: bypassing, mayBeStale: viewerID == nil)
        now = services.clock.milliseconds
    }

    /// The signed-in account; nil for anonymous callers.
    package var viewerID: ObjectID? {
        let id = viewer.load(ordering: .relaxed)
        return id == 0 ? nil : ObjectID(rawValue: id)
    }

    /// Goes on as an account that has just proved who it is.
    func signIn(as account: ObjectID) {
        viewer.store(account.rawValue, ordering: .relaxed)
        forget()
    }

    var tao: TAO { services.tao }
    var limits: SocialLimits { services.limits }

    /// The signed-in account, or the error that says one is needed.
    func requireViewer() throws -> ObjectID {
        guard let viewerID else { throw GraphQLError.unauthenticated }
        return viewerID
    }

    /// Writes, and forgets what was read before: the rest of the request reads its own write.
    @discardableResult
    func commit(_ write: GraphWrite) async throws -> GraphOutcome {
        defer { forget() }
        loader.trips.append(sql: ["commit"])
        let outcome = try await tao.commit(write)
        lost.withLock { $0.formUnion(outcome.undelivered) }
        return outcome
    }

    /// Drops everything this request has read and decided.
    func forget() {
        loader.clear()
        decided.withLock { $0 = [:] }
        knownFollowees.withLock { $0 = [] }
        accounts.withLock { $0 = [:] }
    }

    /// What signs an account in; nil if there is no such account.
    func account(_ id: ObjectID) async throws -> Account? {
        let once = accounts.withLock { accounts in
            let once =
                accounts[id]
                ?? Once { [services, loader] in
                    loader.trips.append(sql: ["account"])
                    return try await services.accounts.account(id)
                }
            accounts[id] = once
            return once
        }
        return try await once.value
    }
}

// MARK: Addresses

extension RequestContext {
    /// The address of a path of this server, as the client reaches it.
    func address(_ path: (Links) -> String) -> String {
        origin + path(services.links)
    }
}

// MARK: Global ids

extension RequestContext {
    func globalID(_ type: NodeType, _ id: ObjectID) -> ID {
        ID(services.globalIDs.text(NodeID(type, id)))
    }

    /// The object that an id names; nil if it names none, or one of another type.
    func object(_ id: ID, _ type: NodeType) -> ObjectID? {
        guard let node = services.globalIDs.node(id.text), node.type == type else { return nil }
        return node.object
    }
}

// MARK: Counts

extension RequestContext {
    /// The lengths of the lists of one type, in the order of the ids. One that cannot be read fails
    /// alone.
    func counts(
        _ type: AssociationType, of ids: [ObjectID]
    ) async throws -> [Result<Int, any Error>] {
        try await loader.associationCount(each: ids.map { AssociationListKey($0, type) })
    }
}
