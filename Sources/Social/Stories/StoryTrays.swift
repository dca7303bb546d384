import TAO

/// The active stories of one account, as the viewer may see them.
struct StoryTray: Sendable {
    let author: User
    /// Oldest first; never empty.
    let stories: [Story]
    /// Which of the stories the viewer has seen.
    let isSeen: [Bool]
    /// Whether the author is among the viewer's close friends.
    let isOfCloseFriend: Bool

    var unseenCount: Int { isSeen.count { !$0 } }
    var latest: Story { stories[stories.count - 1] }
    private var firstUnseen: Story? { isSeen.firstIndex(of: false).map { stories[$0] } }
    /// Where to begin to watch.
    var start: Story { firstUnseen ?? stories[0] }
    /// The story that stands for the tray.
    var cover: Story { firstUnseen ?? latest }
    var hasCloseFriendsStory: Bool { stories.contains { $0.audience == .closeFriends } }

    /// The tray's place among the viewer's trays: unseen before seen, close friends before others,
    /// then by the newest story.
    var position: ListPosition {
        let hasUnseenForCloseFriends = zip(stories, isSeen).contains {
            $0.audience == .closeFriends && !$1
        }
        let isClose = isOfCloseFriend || hasUnseenForCloseFriends
        return ListPosition(
            section: (unseenCount > 0 ? 0 : 2) + (isClose ? 0 : 1),
            time: latest.id.milliseconds, id: author.id)
    }
}

extension ListPosition {
    /// Whether the place comes earlier in a list of sections, each newest first.
    func precedes(_ other: ListPosition) -> Bool {
        section != other.section
            ? section < other.section : (time, id) > (other.time, other.id)
    }
}

extension RequestContext {
    /// The trays of accounts, in their order; nil where there is nothing to show.
    ///
    /// Pulled in two passes: the lists of active stories, then the stories themselves with their
    /// authors and what the viewer has seen. What has expired is left out by the clock.
    func storyTrays(of accounts: [ObjectID]) async throws -> [StoryTray?] {
        let lists = try await activeStories(of: accounts)
        let authors = zip(accounts, lists).filter { !$1.isEmpty }.map(\.0)
        async let visibleAuthors = load(User.self, authors)
        async let closeFriends = areCloseFriends(authors)
        let stories = try await gather(lists) { ids in
            async let seen = hasSeen(ids)
            let stories = try await load(Story.self, each: ids, ownedBy: authors)
            return try await zip(stories, seen).map { (story: try $0.get(), isSeen: $1) }
        }
        let owners = Dictionary(
            zip(authors, zip(try await visibleAuthors, try await closeFriends)),
            uniquingKeysWith: { first, _ in first })
        return zip(accounts, stories).map { account, stories in
            let visible = stories.compactMap { story, isSeen in
                story.map { (story: $0, isSeen: isSeen || account == viewerID) }
            }
            guard !visible.isEmpty, let (author, isClose) = owners[account], let author else {
                return nil
            }
            return StoryTray(
                author: author, stories: visible.map(\.story), isSeen: visible.map(\.isSeen),
                isOfCloseFriend: isClose)
        }
    }

    /// The stories of each account that have not expired, oldest first.
    private func activeStories(of authors: [ObjectID]) async throws -> [[ObjectID]] {
        let begin = now - limits.storyLifetimeMilliseconds
        let pages = try await graph.lists(
            authors.map {
                RangeQuery($0, AssociationTypes.activeStory, limit: limits.activeStoriesMax)
            })
        return pages.map { page in
            page.associations.reversed().filter { $0.time > begin }.map(\.id2)
        }
    }

    private func areCloseFriends(_ users: [ObjectID]) async throws -> [Bool] {
        guard let viewerID else { return users.map { _ in false } }
        return try await graph.hasEdges(from: viewerID, AssociationTypes.closeFriend, to: users)
            .map { try $0.get() }
    }

    /// A page of the trays of the accounts that the viewer follows.
    func trayPage(
        of viewer: ObjectID, _ page: PageArguments, from start: ListPosition?, unseenOnly: Bool
    ) async throws -> Page<StoryTray> {
        let trays = try await readingFollowees(of: viewer, showing: \.stories) { followees in
            try await storyTrays(of: followees)
        }
        .compactMap { $0 }
        .filter { !unseenOnly || $0.unseenCount > 0 }
        .map { (position: $0.position, node: Optional($0)) }
        .filter { tray in start.map { $0.precedes(tray.position) } ?? true }
        .sorted { $0.position.precedes($1.position) }
        var builder = PageBuilder<StoryTray>(page, from: start)
        builder.take(trays, hasMore: false)
        return builder.page(of: ListName(\ViewerFields.storyTrays).of(viewer))
    }
}
