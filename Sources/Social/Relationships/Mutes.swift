import GraphQL
import TAO

/// What an account does not want to see of another. Kept by the edges between the two, MUTES and its
/// inverse. One whose end has passed stays there, and means nothing, until it is taken away or makes
/// room for another.
struct ViewerMute: Sendable {
    var posts: Bool
    var stories: Bool
    /// Milliseconds since 1970; nil for no end.
    var until: Int64?

    init(posts: Bool, stories: Bool, until: Int64?) {
        self.posts = posts
        self.stories = stories
        self.until = until
    }

    /// nil for a mute that is over.
    init?(_ edge: Association, now: Int64) {
        self.init(
            posts: edge.data?.bool(1) ?? false, stories: edge.data?.bool(2) ?? false,
            until: edge.data?.int(3))
        if let until, until <= now { return nil }
    }

    var record: Record {
        var record = Record()
        record.set(1, posts)
        record.set(2, stories)
        record.set(3, until)
        return record
    }
}

/// `userMute`: keeps an account's posts, stories or both out of the viewer's feeds and trays.
enum UserMute: SubjectMutation {
    typealias Output = Ref<User>

    static let subject = Subject<UserMute, User>(\.userId, at: Input.Path.userId)
    static let permission: [WriteRule<User>] = [.other, .notBlockedByViewer]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: UserMuteInput, on user: User, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        let mute = ViewerMute(
            posts: input.posts, stories: input.stories, until: input.until?.milliseconds)
        guard mute.posts || mute.stories else {
            throw UserError<Code>(
                .invalid, "Mute posts, stories or both.", at: Input.Path.posts)
        }
        if let until = mute.until, until <= context.now {
            throw UserError<Code>(.invalid, "A mute ends in the future.", at: Input.Path.until)
        }
        var write = GraphWrite()
        write.holdAccounts(viewer, user.id)
        write.addAssociation(
            viewer, AssociationTypes.mutes, user.id, data: mute.record, ifPresent: .replace,
            ifChanged: [try MuteChanged(of: user.id, mute).query(by: viewer)])
        do {
            try await context.commit(write)
        } catch GraphError.limitReached {
            try await makeRoom(for: user.id, in: &write, of: viewer, context)
        }
        return Ref(id: user.id)
    }

    /// Takes away mutes that have ended, some at once so that the next mutes have room too.
    private static func makeRoom(
        for user: ObjectID, in write: inout GraphWrite, of viewer: ObjectID,
        _ context: RequestContext
    ) async throws {
        do {
            let ended = try await context.endedMutes(of: viewer).filter { $0.id2 != user }
            for mute in ended.suffix(context.limits.pageItemsMax) {
                write.deleteAssociation(
                    viewer, AssociationTypes.mutes, mute.id2, ifNotAfter: mute.time)
            }
            try await context.commit(write)
        } catch GraphError.limitReached(_, let max) {
            throw UserError<Code>(
                .limitReached, "You mute as many accounts as you may.", at: Input.Path.userId,
                limit: max)
        }
    }

    static func register(_ payload: inout PayloadResolvers<UserMute>) {
        payload.field(\.user) { $0.output }
    }
}

/// `userUnmute`: ends a mute.
enum UserUnmute: Toggle {
    static let subject = Subject<UserUnmute, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let edges: [EdgeChange] = [.remove(AssociationTypes.mutes)]
}

extension RequestContext {
    /// The lengths of lists of accounts. A mute that is over counts no more, though its edge may be there.
    func accountTotals(
        _ connections: [Connection<UserConnectionKind>]
    ) async throws -> [Result<Int?, any Error>] {
        async let totals = totals(connections)
        // The list is the viewer's own, so there is one.
        let list = connections.compactMap(\.source).first { $0.type == AssociationTypes.mutes.id }
        guard let list else { return try await totals.map { $0.map(Optional.some) } }
        let count = try await mutes(of: list.id1, in: graph).count {
            ViewerMute($0, now: now) != nil
        }
        return try await zip(connections, totals).map { connection, total in
            connection.source == list ? .success(count) : total.map(Optional.some)
        }
    }

    /// Accounts of which an account does not want to see posts, or stories.
    func muted(
        by account: ObjectID, _ part: any KeyPath<ViewerMute, Bool> & Sendable
    ) async throws -> Set<ObjectID> {
        let muted = try await mutes(of: account, in: graph).filter {
            ViewerMute($0, now: now)?[keyPath: part] == true
        }
        return Set(muted.map(\.id2))
    }

    /// Mutes of an account that are over, as they are stored. One may be begun anew before the answer is
    /// used: it has a later time then.
    fileprivate func endedMutes(of account: ObjectID) async throws -> [Association] {
        try await mutes(of: account, in: GraphReads(services.tao, bypassing: .everything))
            .filter { ViewerMute($0, now: now) == nil }
    }

    private func mutes(of account: ObjectID, in graph: GraphReads) async throws -> [Association] {
        try await graph.lists([
            RangeQuery(account, AssociationTypes.mutes, limit: limits.mutedMax)
        ]).flatMap(\.associations)
    }
}

extension Resolvers<RequestContext> {
    mutating func registerMutes() {
        type(ViewerMute.self) { mute in
            mute.field(\.posts) { $0.posts }
            mute.field(\.stories) { $0.stories }
            mute.field(\.until) { $0.until.map(DateTime.init) }
        }
    }
}
