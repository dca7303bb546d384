import TAO

/// The active stories of one account, as the viewer may see them.
struct StoryTray: Sendable {
    let author: User
    /// Oldest first; never empty.
    let stories: [Story]
    /// Which of the stories the viewer has seen.
    let isSeen: [Bool]
    /// Whether it is the viewer's.
    let isOwn: Bool
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

    /// The tray's place among the viewer's trays, whoever has been shown before: the viewer's own, then
    /// unseen before seen, close friends before others, then by the newest story.
    var position: ListPosition {
        let hasUnseenForCloseFriends = zip(stories, isSeen).contains {
            $0.audience == .closeFriends && !$1
        }
        let isClose = isOfCloseFriend || hasUnseenForCloseFriends
        let section: UInt8 = (unseenCount > 0 ? 1 : 3) + (isClose ? 0 : 1)
        return ListPosition(
            section: isOwn ? 0 : section, time: latest.countsFrom, id: author.id)
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
        async let seen = seenStories(of: authors)
        let stories = try await gather(lists.map { $0.map(\.id2) }) {
            try await load(Story.self, each: $0, ownedBy: authors).map { try $0.get() }
        }
        let facts = zip(
            try await visibleAuthors,
            zip(try await closeFriends, try await seen.map { try $0.get() }))
        let known = Dictionary(zip(authors, facts), uniquingKeysWith: { first, _ in first })
        return zip(accounts, zip(lists, stories)).map { account, found in
            let visible = zip(found.0, found.1).compactMap { edge, story in
                story.map { (story: $0, time: edge.time) }
            }
            guard !visible.isEmpty, let (author, (isClose, seen)) = known[account], let author
            else {
                return nil
            }
            let isOwn = account == viewerID
            return StoryTray(
                author: author, stories: visible.map(\.story),
                isSeen: visible.map { isOwn || seen.has($0.time) }, isOwn: isOwn,
                isOfCloseFriend: isClose)
        }
    }

    /// The stories of each account that are not over, oldest first.
    private func activeStories(of authors: [ObjectID]) async throws -> [[Association]] {
        let begin = now - limits.storyLifetimeMilliseconds
        let pages = try await graph.lists(
            authors.map {
                RangeQuery($0, AssociationTypes.activeStory, limit: limits.activeStoriesMax)
            })
        return pages.map { page in
            page.associations.reversed().filter { $0.time > begin }
        }
    }

    private func areCloseFriends(_ users: [ObjectID]) async throws -> [Bool] {
        guard let viewerID else { return users.map { _ in false } }
        return try await graph.hasEdges(from: viewerID, AssociationTypes.closeFriend, to: users)
            .map { try $0.get() }
    }

    /// A page of the trays of the viewer and the accounts that it follows.
    ///
    /// They are in the order of now, but for those that pages before it have shown: watching a tray, or a new
    /// story in it, moves it, and a place in the list would mean another one then.
    ///
    /// - Parameter shown: the authors of these.
    func trayPage(
        of viewer: ObjectID, _ page: PageArguments, behind shown: Trail?, unseenOnly: Bool
    ) async throws -> Page<StoryTray> {
        let passed = Set(shown?.ids ?? [])
        let trays = try await readingFollowees(of: viewer, showing: \.stories) { followees in
            try await storyTrays(of: ([viewer] + followees).filter { !passed.contains($0) })
        }
        .compactMap { $0 }
        .filter { !unseenOnly || $0.unseenCount > 0 }
        .map { (position: $0.position, node: $0) }
        .sorted { $0.position.precedes($1.position) }
        .prefix(page.count + 1)
        let trails = (shown ?? Trail()).going(on: trays.map(\.node.author.id))
        var builder = PageBuilder<StoryTray>(page, from: shown.map { ListPosition(behind: $0) })
        builder.take(
            zip(trays, trails).map { tray, trail in
                var position = tray.position
                position.trail = trail
                return (position, tray.node)
            }, hasMore: false)
        return builder.page(of: ListName(\ViewerFields.storyTrays).of(viewer))
    }
}
