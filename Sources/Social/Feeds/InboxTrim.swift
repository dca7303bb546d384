import Jobs
import Postgres
import TAO

/// Takes from inboxes what is behind their newest entries (`SocialLimits.inboxEntriesMax`): it is pulled by
/// those who read so far. Now and then, as inboxes grow by pushes and may be longer for some time. First it
/// is said that they are complete only so far, and later, when whatever was read before that has been answered,
/// what is older is taken.
enum InboxTrim: JobKind {
    static let name = "feed.trim"
    static let queue = Queue.low

    struct Inboxes: Codable, Sendable {
        var viewers: [ObjectID]
        /// Whether the horizons were raised some time ago.
        var isRaised = false
    }

    static func run(_ inboxes: Inboxes, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        var raised = Inboxes(viewers: [], isRaised: true)
        for viewer in inboxes.viewers {
            try Task.checkCancellation()
            if inboxes.isRaised {
                try await services.trimInbox(of: viewer)
            } else if try await services.raiseHorizon(of: viewer) {
                raised.viewers.append(viewer)
            }
        }
        if raised.viewers.isEmpty { return }
        try await postpone(
            raised, milliseconds: services.limits.inboxSettleMilliseconds, in: context)
    }

    /// The job for one in so many of the inboxes that a post has been pushed to: other ones for each post.
    static func jobs(after post: ObjectID, pushedTo viewers: [ObjectID]) throws -> [Query] {
        let chosen = viewers.filter {
            (UInt64(bitPattern: $0.rawValue ^ post.rawValue) &* 0x9e37_79b9_7f4a_7c15) >> 58 == 0
        }
        return chosen.isEmpty ? [] : [try job(Inboxes(viewers: chosen)).query]
    }
}

extension SocialServices {
    /// - Returns: whether entries have come to lie behind it.
    fileprivate func raiseHorizon(of viewer: ObjectID) async throws -> Bool {
        let tail = try await tao.stored.lists([
            RangeQuery(
                viewer, AssociationTypes.inbox, offset: limits.inboxEntriesMax - 1, limit: 2)
        ])[0].associations
        guard let last = tail.first, tail.count > 1 else { return false }
        try await update(viewer) { $0.raiseHorizon(to: AssociationCursor(last)) }
        return true
    }

    fileprivate func trimInbox(of viewer: ObjectID) async throws {
        guard let horizon = try await inbox(of: viewer)?.horizon else { return }
        let tail = try await tao.stored.lists([
            RangeQuery(
                viewer, AssociationTypes.inbox, after: horizon, limit: limits.inboxEntriesPerWrite)
        ])[0].associations
        if tail.isEmpty { return }
        var write = GraphWrite()
        for edge in tail { write.deleteAssociation(viewer, AssociationTypes.inbox, edge.id2) }
        _ = try await tao.commit(write)
    }
}
