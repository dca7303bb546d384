import Jobs
import TAO

/// Pushes what an account has published so far to the inbox of one who has begun to follow it, and later, when
/// whatever was read before has been answered, ends the pulling of its posts (PULLS). Where many follow the
/// account its posts stay pulled.
enum InboxBackfill: JobKind {
    static let name = "feed.backfill"
    static let queue = Queue.default

    struct Pair: Codable, Sendable {
        let viewer: ObjectID
        let author: ObjectID
        /// Whether the posts have been in the inbox for some time.
        var isPushed = false
    }

    /// What waits keeps nothing else from being done.
    static func orderKey(of pair: Pair) -> String? { pair.isPushed ? nil : pair.viewer.description }

    static func run(_ pair: Pair, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        guard try await services.backfill(pair) else { return }
        // If something is missing again, it is pushed at once.
        let next = Pair(viewer: pair.viewer, author: pair.author, isPushed: !pair.isPushed)
        try await postpone(
            next, milliseconds: next.isPushed ? services.limits.inboxSettleMilliseconds : 0,
            in: context)
    }
}

extension SocialServices {
    /// - Returns: whether something is left to do.
    fileprivate func backfill(_ pair: InboxBackfill.Pair) async throws -> Bool {
        try await tao.deciding(limits) {
            let pulls = try await tao.stored.hasEdges(
                from: pair.viewer, AssociationTypes.pulls, to: [pair.author])[0].get()
            let stored = try await tao.stored.loadUnfiltered(User.self, [pair.author])
            guard pulls, let author = stored[0], author[.isPulled] != true else { return false }
            var write = GraphWrite()
            write.deleteAssociation(pair.viewer, AssociationTypes.pulls, pair.author)
            // An account that comes to be pulled meanwhile has this edge added by `Pulling`, which must not
            // be taken away.
            write.holdObject(pair.author, ifVersion: author.object.version)
            guard let inbox = try await inbox(of: pair.viewer),
                inbox.isKept(at: clock.milliseconds, limits)
            else {
                // It will be filled with what it needs.
                _ = try await tao.commit(write)
                return false
            }
            let missing = try await missing(from: inbox, of: pair)
            if missing.isEmpty, pair.isPushed {
                // Filled, or emptied, meanwhile: by another horizon.
                write.holdObject(inbox.id, ifVersion: inbox.object.version)
                _ = try await tao.commit(write)
                return false
            }
            if !pair.isPushed { try await push(missing, to: inbox, of: pair.viewer) }
            return true
        }
    }

    /// What an inbox lacks of the posts of one account.
    private struct MissingPosts {
        var entries: [(post: ObjectID, time: Int64)]
        /// What is older is not even looked at.
        var horizon: AssociationCursor?

        var isEmpty: Bool { entries.isEmpty && horizon == nil }
    }

    private func missing(
        from inbox: Inbox, of pair: InboxBackfill.Pair
    ) async throws -> MissingPosts {
        let page = try await tao.stored.lists([
            RangeQuery(pair.author, AssociationTypes.authored, limit: limits.inboxEntriesMax)
        ])[0]
        func isBehind(_ place: AssociationCursor) -> Bool {
            inbox.horizon.map { place.isOlder(than: $0) } ?? false
        }
        let edges = page.associations.filter { !isBehind(AssociationCursor($0)) }
        let known = try await tao.stored.hasEdges(
            from: pair.viewer, AssociationTypes.inbox, to: edges.map(\.id2))
        let missing = try zip(edges, known).filter { try !$0.1.get() }
        let last = page.hasMore ? page.associations.last.map { AssociationCursor($0) } : nil
        return MissingPosts(
            entries: missing.map { ($0.0.id2, $0.0.time) },
            horizon: last.flatMap { last in
                inbox.horizon.map { $0.isOlder(than: last) } ?? true ? last : nil
            })
    }

    private func push(
        _ missing: MissingPosts, to inbox: Inbox, of viewer: ObjectID
    ) async throws {
        try await push(missing.entries, to: [viewer])
        guard let horizon = missing.horizon else { return }
        var properties = Properties<Inbox>(inbox.object.data)
        properties.raiseHorizon(to: horizon)
        var write = GraphWrite()
        write.update(inbox.id, properties, ifVersion: inbox.object.version)
        _ = try await tao.commit(write)
    }
}

extension GraphWrite {
    /// What goes with a follow: the feed pulls the posts of the account until they have been pushed.
    mutating func pull(_ author: ObjectID, by viewer: ObjectID, _ follows: Bool) throws {
        guard follows else {
            return deleteAssociation(viewer, AssociationTypes.pulls, author)
        }
        addAssociation(viewer, AssociationTypes.pulls, author)
        also(try InboxBackfill.job(InboxBackfill.Pair(viewer: viewer, author: author)).query)
    }
}
