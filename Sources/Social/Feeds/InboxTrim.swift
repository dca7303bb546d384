import Jobs
import Postgres
import TAO

/// Takes from inboxes what is behind their newest entries (`SocialLimits.inboxEntriesMax`): it is pulled by
/// those who read so far. Now and then, as inboxes grow by pushes and may be longer for some time.
enum InboxTrim: JobKind {
    static let name = "feed.trim"
    static let queue = Queue.low

    static func run(_ viewers: [ObjectID], in context: JobContext<SocialServices>) async throws {
        for viewer in viewers {
            try Task.checkCancellation()
            try await context.services.trimInbox(of: viewer)
        }
    }

    /// The job for one in so many of the inboxes that a post has been pushed to: other ones for each post.
    static func jobs(after post: ObjectID, pushedTo viewers: [ObjectID]) throws -> [Query] {
        let chosen = viewers.filter {
            (UInt64(bitPattern: $0.rawValue ^ post.rawValue) &* 0x9e37_79b9_7f4a_7c15) >> 58 == 0
        }
        return chosen.isEmpty ? [] : [try job(chosen).query]
    }
}

extension SocialServices {
    fileprivate func trimInbox(of viewer: ObjectID) async throws {
        let tail = try await tao.stored.lists([
            RangeQuery(
                viewer, AssociationTypes.inbox, offset: limits.inboxEntriesMax - 1,
                limit: limits.inboxEntriesPerWrite)
        ])[0].associations
        guard let last = tail.first, tail.count > 1 else { return }
        try await update(viewer) { write in
            for edge in tail.dropFirst() {
                write.deleteAssociation(viewer, AssociationTypes.inbox, edge.id2)
            }
        } _: { properties in
            properties.raiseHorizon(to: AssociationCursor(last))
        }
    }
}
