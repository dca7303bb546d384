import Jobs
import TAO

// Accounts with very many followers: their posts are not pushed, but pulled by all who follow them
// (`User.isPulled`, PULLS). An account begins to be pulled above one number of followers and stops below
// a smaller one, so that one between the two causes no work.

/// Has all followers of an account pull its posts.
enum Pulling: JobKind {
    static let name = "feed.pull"
    static let queue = Queue.high

    struct Stretch: Codable, Sendable {
        let author: ObjectID
        var after: FanOut.Place?
    }

    static func orderKey(of stretch: Stretch) -> String? { stretch.author.description }

    static func run(_ stretch: Stretch, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        guard try await services.isPulled(stretch.author) else { return }
        let page = try await services.tao.stored.lists([
            RangeQuery(
                stretch.author, AssociationTypes.followedBy, after: stretch.after?.cursor,
                limit: services.limits.inboxEntriesPerWrite)
        ])[0]
        var write = GraphWrite()
        for follower in page.associations {
            write.addAssociation(follower.id2, AssociationTypes.pulls, stretch.author)
        }
        if !write.isEmpty { _ = try await services.tao.commit(write) }
        guard page.hasMore, let last = page.associations.last else { return }
        let rest = Stretch(
            author: stretch.author, after: FanOut.Place(time: last.time, follower: last.id2))
        try await context.end(with: [job(rest).query])
    }
}

/// Has the posts of an account that is pulled no longer pushed to those who pull them, some at a time.
enum Pushing: JobKind {
    static let name = "feed.push"
    static let queue = Queue.default

    static func orderKey(of stretch: Pulling.Stretch) -> String? { stretch.author.description }

    static func run(_ stretch: Pulling.Stretch, in context: JobContext<SocialServices>) async throws
    {
        let services = context.services
        let author = stretch.author
        if try await services.isPulled(author) { return }
        let page = try await services.tao.stored.lists([
            RangeQuery(
                author, AssociationTypes.pulledBy, after: stretch.after?.cursor,
                limit: services.limits.backfillsPerRun)
        ])[0]
        var jobs = try page.associations.map {
            try InboxBackfill.job(InboxBackfill.Pair(viewer: $0.id2, author: author)).query
        }
        if page.hasMore, let last = page.associations.last {
            let after = FanOut.Place(time: last.time, follower: last.id2)
            jobs.append(try job(Pulling.Stretch(author: author, after: after)).query)
        }
        if !jobs.isEmpty { try await context.end(with: jobs) }
    }
}

extension SocialServices {
    /// As it is stored; true of an account that is gone.
    fileprivate func isPulled(_ author: ObjectID) async throws -> Bool {
        let users = try await tao.stored.loadUnfiltered(User.self, [author])
        return users[0].map { $0[.isPulled] == true } ?? true
    }

    /// Whether the posts of an account are pulled from now on; they begin or stop to be, by the number of
    /// its followers.
    func decideIsPulled(_ author: ObjectID) async throws -> Bool {
        try await tao.deciding(limits) {
            let stored = tao.stored
            guard let user = try await stored.loadUnfiltered(User.self, [author])[0] else {
                return true
            }
            let count = try await stored.counts(AssociationTypes.followedBy, of: [author])[0].get()
            let isPulled = user[.isPulled] == true
            let isMany =
                isPulled
                ? count >= limits.pulledFollowersMin : count > limits.pushedFollowersMax
            if isMany == isPulled { return isPulled }
            var properties = Properties<User>(user.object.data)
            properties[.isPulled] = isMany ? true : nil
            var write = GraphWrite()
            write.update(author, properties, ifVersion: user.object.version)
            write.also(
                isMany
                    ? try Pulling.job(Pulling.Stretch(author: author)).query
                    : try Pushing.job(Pulling.Stretch(author: author)).query)
            _ = try await tao.commit(write)
            return isMany
        }
    }
}
