import GraphQL
import TAO

/// `storiesMarkSeen`: says which stories the viewer has seen.
enum StoriesMarkSeen: ViewerMutation {
    /// Authors of the stories.
    typealias Output = [ObjectID]

    static let access = Access.anyViewer(because: "What cannot be seen is passed over.")
    static let rate = RateLimit.counted(.view)

    static func run(
        _ input: StoriesMarkSeenInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> [ObjectID] {
        let limit = context.limits.storiesMarkedSeenMax
        guard input.storyIds.count <= limit else {
            throw UserError<Code>(
                .invalid, "At most \(limit) stories can be marked at once.",
                at: Input.Path.storyIds, limit: limit)
        }
        let ids = input.storyIds.compactMap { context.object($0, .story) }.unique()
        // Stories that have vanished meanwhile are of no interest any more, and one's own do not
        // count.
        let stories = try await context.load(Story.self, ids).compactMap { $0 }
            .filter { $0.author != viewer }
        guard !stories.isEmpty else { return [] }
        try await context.deciding(attempts: context.limits.contendedAttemptsMax) {
            let marks = try await context.marks(of: viewer, stories.map(\.author).unique())
            let write = marks.write(stories, seenBy: viewer)
            if !write.isEmpty { try await context.commit(write) }
        }
        return stories.map(\.author).unique()
    }

    static func register(_ payload: inout PayloadResolvers<StoriesMarkSeen>) {
        payload.read(\.storyTrays) { try await $1.storyTrays(of: $0).compactMap { $0 } }
    }
}

/// What an account has seen of the stories of others, as it is stored, and which stories these have.
private struct SeenMarks {
    struct Mark {
        let author: ObjectID
        let edge: Association?
        /// Times of the stories that can be watched.
        let stories: [Int64]
    }

    var marks: [Mark] = []
    /// Stories of this time and before are over.
    let end: Int64
    let passedOverMax: Int

    /// The write that keeps what is new of it; empty if nothing is. Of two devices that say so at once the
    /// second decides again.
    func write(_ stories: [Story], seenBy viewer: ObjectID) -> GraphWrite {
        var write = GraphWrite()
        for mark in marks {
            var seen = SeenStories(mark.edge)
            let news = stories.filter { $0.author == mark.author && !seen.has($0.countsFrom) }
            if news.isEmpty { continue }
            for story in news {
                seen.see(story.countsFrom, of: mark.stories)
                write.addAssociation(viewer, AssociationTypes.viewed, story.id)
            }
            seen.forget(until: end, keeping: passedOverMax)
            write.require(viewer, AssociationTypes.seenStories, mark.author, isStill: mark.edge)
            write.addAssociation(
                viewer, AssociationTypes.seenStories, mark.author, time: seen.mark,
                data: seen.record, ifPresent: .replace)
        }
        if !write.isEmpty { write.holdObject(viewer) }
        return write
    }
}

extension RequestContext {
    fileprivate func marks(of viewer: ObjectID, _ authors: [ObjectID]) async throws -> SeenMarks {
        let end = now - limits.storyLifetimeMilliseconds
        let (reads, limits) = (services.tao.stored, limits)
        trips.append(sql: ["stories seen"])
        let (edges, lists) = try await reads.run {
            async let edges = reads.edges(
                from: viewer, AssociationTypes.seenStories, to: authors)
            async let lists = reads.lists(
                authors.map {
                    RangeQuery(
                        $0, AssociationTypes.activeStory, times: (end + 1)...Int64.max,
                        limit: limits.storiesPassedOverMax)
                })
            return try await (edges, lists)
        }
        var marks = SeenMarks(end: end, passedOverMax: limits.storiesPassedOverMax)
        for (author, (edge, list)) in zip(authors, zip(edges, lists)) {
            marks.marks.append(
                SeenMarks.Mark(
                    author: author, edge: try edge.get(), stories: list.associations.map(\.time)))
        }
        return marks
    }
}
