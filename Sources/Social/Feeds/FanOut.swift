import Jobs
import Postgres
import TAO

/// Pushes a post that has just become visible to the inboxes of its author's followers, some at a time. Each
/// run adds the job for the rest, and pushing twice is pushing once: it may be killed and begun again.
///
/// Who follows while it runs is not missed: a new follower pulls until an `InboxBackfill` has pushed what is
/// there, and what is published later finds the follower in the list. Those who mute the author get the
/// post too, since a mute may end by itself: it is the reader who leaves out what is muted.
enum FanOut: JobKind {
    static let name = "feed.fanOut"
    static let queue = Queue.high

    struct Stretch: Codable, Sendable {
        let post: ObjectID
        /// The follower that was served last, and when it began to follow; nil for none.
        var after: Place?
    }

    /// A place in a list of followers.
    struct Place: Codable, Sendable {
        let time: Int64
        let follower: ObjectID

        var cursor: AssociationCursor { AssociationCursor(time: time, id2: follower) }
    }

    static func run(_ stretch: Stretch, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        let stored = services.tao.stored
        guard let post = try await stored.loadUnfiltered(Post.self, [stretch.post])[0],
            post.isPublished, let time = post[.publishedAt]
        else { return }
        if stretch.after == nil, try await services.decideIsPulled(post.author) { return }
        let page = try await stored.lists([
            RangeQuery(
                post.author, AssociationTypes.followedBy, after: stretch.after?.cursor,
                limit: services.limits.fanOutFollowersMax)
        ])[0]
        let kept = try await services.inboxesKept(of: page.associations.map(\.id2))
        try await services.push([(post.id, time)], to: kept)
        var jobs = try InboxTrim.jobs(after: post.id, pushedTo: kept)
        if page.hasMore, let last = page.associations.last {
            jobs.append(
                try job(
                    Stretch(post: post.id, after: Place(time: last.time, follower: last.id2))
                ).query)
        }
        if !jobs.isEmpty { try await context.end(with: jobs) }
    }
}

extension JobLedger {
    /// Posts that are still on their way to inboxes; of very many, the oldest.
    package func postsBeingPushed(limit: Int) async throws -> Set<ObjectID> {
        Set(try await open(FanOut.self, limit: limit).map(\.post))
    }
}

extension SocialServices {
    /// Of these accounts, those that read their feeds.
    fileprivate func inboxesKept(of accounts: [ObjectID]) async throws -> [ObjectID] {
        let inboxes = try await tao.stored.loadUnfiltered(Inbox.self, accounts.map(Inbox.id))
        let now = clock.milliseconds
        return zip(accounts, inboxes).compactMap { account, inbox in
            inbox?.isKept(at: now, limits) == true ? account : nil
        }
    }

    /// Adds entries to inboxes.
    package func push(
        _ entries: [(post: ObjectID, time: Int64)], to accounts: [ObjectID]
    ) async throws {
        var write = GraphWrite()
        var steps = 0
        for account in accounts {
            for entry in entries {
                write.addAssociation(
                    account, AssociationTypes.inbox, entry.post, time: entry.time)
                steps += 1
                guard steps == limits.inboxEntriesPerWrite else { continue }
                _ = try await tao.commit(write)
                (write, steps) = (GraphWrite(), 0)
            }
        }
        if steps > 0 { _ = try await tao.commit(write) }
    }
}
