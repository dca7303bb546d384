import Jobs
import TAO

/// Fills an inbox with what the followed accounts have published so far, and lets the feed be read from it.
///
/// From the moment that the inbox is there posts are pushed to it, so what is published meanwhile is in
/// it: either its fan-out comes later than that moment, or the post is among those that are read here.
enum InboxFilling: JobKind {
    static let name = "feed.fill"
    static let queue = Queue.default

    static func orderKey(of viewer: ObjectID) -> String? { viewer.description }

    /// It reads the posts of all followed accounts, so several at once would leave no processor to requests.
    static func ownPlaces(beside slots: Int) -> Int? { 1 }

    static func run(_ viewer: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.fillInbox(of: viewer)
    }
}

extension SocialServices {
    /// Does nothing to one that is filled, or not there.
    func fillInbox(of viewer: ObjectID, asOf time: Int64? = nil) async throws {
        guard let inbox = try await inbox(of: viewer), inbox[.filledAt] == nil else { return }
        let newest = try await newestPosts(ofFolloweesOf: viewer)
        try await push(newest.entries, to: [viewer])
        try await update(viewer) { properties in
            properties[.filledAt] = time ?? clock.milliseconds
            if let horizon = newest.horizon { properties.raiseHorizon(to: horizon) }
        }
    }

    /// As it is stored.
    func inbox(of viewer: ObjectID) async throws -> Inbox? {
        try await tao.stored.loadUnfiltered(Inbox.self, [Inbox.id(of: viewer)])[0]
    }

    /// Changes an inbox, if it is there.
    func update(
        _ viewer: ObjectID, also add: (inout GraphWrite) throws -> Void = { _ in },
        _ change: (inout Properties<Inbox>) -> Void
    ) async throws {
        try await tao.deciding(limits) {
            guard let inbox = try await inbox(of: viewer) else { return }
            var properties = Properties<Inbox>(inbox.object.data)
            change(&properties)
            var write = GraphWrite()
            write.update(inbox.id, properties, ifVersion: inbox.object.version)
            try add(&write)
            _ = try await tao.commit(write)
        }
    }

    /// What an inbox begins with.
    fileprivate struct Newest {
        var entries: [(post: ObjectID, time: Int64)]
        /// The place of the last of them, if there are others behind it.
        var horizon: AssociationCursor?
    }

    fileprivate func newestPosts(ofFolloweesOf viewer: ObjectID) async throws -> Newest {
        let authors = try await tao.stored.followees(
            of: viewer, countMax: limits.followingMax)
        return try await inTurn(over: authors.count, for: viewer) {
            try await tao.doingLargeWork { try await newestPosts(of: authors) }
        }
    }

    /// Some posts of each account are read, twice what would be its part of an inbox if all had published
    /// as much. If all that were read of one are among the newest, more of them may be: of such accounts more
    /// are read.
    private func newestPosts(of authors: [ObjectID]) async throws -> Newest {
        let part = limits.inboxEntriesMax / max(1, authors.count)
        var depth = min(max(limits.inboxPostsPerAuthorMin, 2 * part), limits.inboxEntriesMax)
        var pages = try await authoredPages(of: authors, depth)
        while true {
            var merge = KWayMerge(pages)
            var edges: [Association] = []
            while edges.count < limits.inboxEntriesMax, let edge = merge.next() {
                edges.append(edge)
            }
            let isCutShort = !merge.isUsedUp
            guard edges.count < limits.inboxEntriesMax, isCutShort, depth < limits.inboxEntriesMax
            else {
                return Newest(
                    entries: edges.map { ($0.id2, $0.time) },
                    horizon: isCutShort ? edges.last.map { AssociationCursor($0) } : nil)
            }
            depth = min(4 * depth, limits.inboxEntriesMax)
            // Every account of which as many as this were used up, as each of them may come next.
            let used = Dictionary(grouping: edges, by: \.id1).mapValues(\.count)
            let deep = authors.indices.filter {
                pages[$0].hasMore && used[authors[$0]] == pages[$0].associations.count
            }
            let deeper = try await authoredPages(of: deep.map { authors[$0] }, depth)
            for (index, page) in zip(deep, deeper) { pages[index] = page }
        }
    }

    private func authoredPages(
        of authors: [ObjectID], _ limit: Int
    ) async throws -> [AssociationPage] {
        try await tao.stored.lists(
            authors.map { RangeQuery($0, AssociationTypes.authored, limit: limit) })
    }
}
