import GraphQL
import Synchronization
import TAO

/// What the resolvers of one request share: who asks, when, and one view of the graph.
package final class RequestContext: Sendable {
    package let services: SocialServices
    let graph: GraphReads
    let decisions = Decisions()
    let client: Client
    /// What stands before the paths that `Links` gives; nil before it is made.
    private let origin = Mutex<String?>(nil)
    private let makeOrigin: @Sendable () -> String
    /// The id of the signed-in account, 0 if there is none.
    private let viewer: Atomic<Int64>
    /// The session that the request came with, or that it has begun; 0 if there is none.
    private let session: Atomic<Int64>
    /// When the request began, in milliseconds since 1970: what expires, expires for all its fields.
    package let now: Int64
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
    /// Whether the session began when its account was suspended or about to be deleted.
    let isRestrictedSession: Bool
    /// Why the viewer may do next to nothing; nil if it may do as accounts do.
    let restriction = Mutex<(any Error)?>(nil)

    /// - Parameters:
    ///   - bypassing: `undelivered` of the session's earlier requests.
    ///   - isRestricted: whether the access token says so; `settle()` must be called then.
    ///   - client: where the request comes from.
    ///   - origin: makes where the client reaches the server, such as `https://tintype.example`.
    package init(
        _ services: SocialServices, viewerID: ObjectID?, sessionID: ObjectID? = nil,
        isRestricted: Bool = false, bypassing: CacheBypass = .nothing,
        client: Client = .ourselves, origin: @escaping @Sendable () -> String = { "" }
    ) {
        self.services = services
        self.client = client
        makeOrigin = origin
        self.bypassing = bypassing
        isRestrictedSession = isRestricted
        viewer = Atomic(viewerID?.rawValue ?? 0)
        session = Atomic(sessionID?.rawValue ?? 0)
        // An anonymous viewer has written nothing that a replica could still lack.
        graph = GraphReads(services.tao, bypassing: bypassing, mayBeStale: viewerID == nil)
        now = services.clock.milliseconds
    }

    /// The signed-in account; nil for anonymous callers.
    package var viewerID: ObjectID? {
        let id = viewer.load(ordering: .relaxed)
        return id == 0 ? nil : ObjectID(rawValue: id)
    }

    /// nil for anonymous callers, and for those that this process itself asks as.
    var sessionID: ObjectID? {
        let id = session.load(ordering: .relaxed)
        return id == 0 ? nil : ObjectID(rawValue: id)
    }

    /// Goes on as an account that has just proved who it is.
    func signIn(as account: ObjectID, in session: ObjectID) {
        viewer.store(account.rawValue, ordering: .relaxed)
        self.session.store(session.rawValue, ordering: .relaxed)
        forget()
    }

    /// Every round trip of this request.
    package var trips: Trips { graph.trips }

    /// Runs the body where the reads of this request are batched.
    package func run<T: Sendable>(_ body: () async throws -> T) async rethrows -> T {
        try await graph.run(body)
    }

    var limits: SocialLimits { services.limits }

    /// The signed-in account, or the error that says one is needed.
    func requireViewer() throws -> ObjectID {
        guard let viewerID else { throw GraphQLError.unauthenticated }
        return viewerID
    }

    /// Writes, and forgets what was read before: the rest of the request reads its own write. What
    /// is decided about objects stays, unless the write can change it.
    @discardableResult
    func commit(_ write: GraphWrite) async throws -> GraphOutcome {
        trips.append(sql: ["commit"])
        do {
            let outcome = try await services.tao.commit(write)
            lost.withLock { $0.formUnion(outcome.undelivered) }
            if write.mayChangeSight(services.tao.types) { forget() } else { forgetReads() }
            return outcome
        } catch {
            // It may have happened all the same.
            forget()
            throw error
        }
    }

    /// Drops everything this request has read, but not what it has decided.
    private func forgetReads() {
        graph.forget()
        accounts.withLock { $0 = [:] }
    }

    /// Drops everything this request has read and decided.
    func forget() {
        forgetReads()
        decisions.forget()
    }

    /// What signs an account in; nil if there is no such account.
    func account(_ id: ObjectID) async throws -> Account? {
        let once = accounts.withLock { accounts in
            let once =
                accounts[id]
                ?? Once { [services, trips] in
                    trips.append(sql: ["account"])
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
        let origin = origin.withLock { origin in
            let made = origin ?? makeOrigin()
            origin = made
            return made
        }
        return origin + path(services.links)
    }
}
