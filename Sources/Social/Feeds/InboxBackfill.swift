import Jobs
import TAO

/// Pushes what an account has published so far to the inbox of one who has begun to follow it, and then ends
/// the pulling of its posts (PULLS). Where many follow the account its posts stay pulled.
enum InboxBackfill: JobKind {
    static let name = "feed.backfill"
    static let queue = Queue.default

    struct Pair: Codable, Sendable {
        let viewer: ObjectID
        let author: ObjectID
    }

    static func orderKey(of pair: Pair) -> String? { pair.viewer.description }

    static func run(_ pair: Pair, in context: JobContext<SocialServices>) async throws {
        try await context.services.backfill(pair)
    }
}

extension SocialServices {
    func backfill(_ pair: InboxBackfill.Pair) async throws {
        try await tao.deciding(limits) {
            let pulls = try await tao.stored.hasEdges(
                from: pair.viewer, AssociationTypes.pulls, to: [pair.author])[0].get()
            let stored = try await tao.stored.loadUnfiltered(User.self, [pair.author])
            guard pulls, let author = stored[0], author[.isPulled] != true else { return }
            var write = GraphWrite()
            write.deleteAssociation(pair.viewer, AssociationTypes.pulls, pair.author)
            // An account that comes to be pulled meanwhile has this edge added by `Pulling`, which must not
            // be taken away.
            write.holdObject(pair.author, ifVersion: author.object.version)
            let inbox = try await inbox(of: pair.viewer)
            guard let inbox, inbox.isKept(at: clock.milliseconds, limits) else {
                // It will be filled with what it needs.
                _ = try await tao.commit(write)
                return
            }
            let page = try await tao.stored.lists([
                RangeQuery(
                    pair.author, AssociationTypes.authored, limit: limits.inboxEntriesMax)
            ])[0]
            let edges = page.associations.filter { edge in
                inbox.horizon.map { !AssociationCursor(edge).isOlder(than: $0) } ?? true
            }
            try await push(edges.map { ($0.id2, $0.time) }, to: [pair.viewer])
            if page.hasMore, let last = page.associations.last {
                var properties = Properties<Inbox>(inbox.object.data)
                properties.raiseHorizon(to: AssociationCursor(last))
                write.update(inbox.id, properties, ifVersion: inbox.object.version)
            } else {
                // Filled, or emptied, meanwhile: by another horizon.
                write.holdObject(inbox.id, ifVersion: inbox.object.version)
            }
            _ = try await tao.commit(write)
        }
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
