import Events
import GraphQL
import Media
import TAO
import Testing

@testable import Social
@testable import struct Social.Collection
@testable import struct Social.Comment

/// What the product allows, the stores below have room for: else what keeps every rule would end in an
/// error that nobody can put right.
@Suite struct `Limits of the product and of the stores` {
    /// Something as large as it may be, beside the room for it.
    private struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Names of limits of the product that it is made of.
        let limits: [String]
        let takes: Int
        let room: Int

        init(_ what: String, _ limits: [String], takes: Int, room: Int) {
            (testDescription, self.limits, self.takes, self.room) = (what, limits, takes, room)
        }
    }

    private static let limits = SocialLimits.standard
    private static let id = ObjectID(rawValue: .max)

    /// As many bytes as so many code points may take.
    private static func text(_ codePoints: Int) -> String {
        String(repeating: "\u{10ffff}", count: codePoints)
    }

    private static let records: [Row] = {
        func record<Kind>(_ properties: Properties<Kind>) -> Int { properties.record.byteCount }
        var user = Properties<User>(
            username: String(repeating: "x", count: limits.usernameCharactersMax),
            displayName: text(limits.displayNameCodePointsMax))
        user[.biography] = text(limits.biographyCodePointsMax)
        user[.website] = String(repeating: "x", count: limits.websiteCharactersMax)
        var comment = Properties<Comment>()
        comment[.text] = text(limits.commentCodePointsMax)
        let entity = TextEntities.Item(target: .mention(id), offset: 1, length: 1)
        let entities = TextEntities(
            items: Array(repeating: entity, count: limits.textEntitiesMax))
        comment[.entities] = entities
        var place = Properties<Location>()
        place[.name] = text(limits.locationNameCodePointsMax)
        var image = Properties<Image>()
        image[.altText] = text(limits.altTextCodePointsMax)
        var collection = Properties<Collection>()
        collection[.name] = text(limits.nameCodePointsMax)
        var settings = Properties<OwnSettings>()
        let word = text(limits.hiddenWordCodePointsMax)
        settings[.hiddenWords] = TextLines(
            lines: Array(repeating: word, count: limits.hiddenWordsMax))
        var post = Properties<Post>(
            postBy: id, media: Array(repeating: id, count: limits.carouselItemsMax),
            caption: text(limits.captionCodePointsMax), audience: .closeFriends, publishedAt: 1)
        post[.entities] = entities
        post[.givenHashtags] = Array(repeating: id, count: limits.hashtagsPerPostMax)
        let tag = MediaPosition(x: 0, y: 1).map {
            MediaTags.Item(media: id, user: id, position: $0)
        }
        func tags(_ count: Int) -> MediaTags {
            MediaTags(items: Array(repeating: tag, count: count).compactMap { $0 })
        }
        post[.tags] = tags(limits.tagsPerPostMax)
        post[.refusedTags] = tags(limits.refusedTagsMax + limits.tagsPerPostMax)
        var story = Properties<Story>(
            storyBy: id, media: id, text: text(limits.storyTextCodePointsMax),
            audience: .closeFriends)
        story[.mentions] = Array(repeating: id, count: limits.storyMentionsMax)
        story[.hiddenFrom] = Array(repeating: id, count: limits.storyHiddenFromMax)
        // Fields with no text, and those that come.
        let rest = 4_096
        return [
            (
                "a post",
                [
                    "captionCodePointsMax", "carouselItemsMax", "textEntitiesMax",
                    "hashtagsPerPostMax", "tagsPerPostMax", "refusedTagsMax",
                ], record(post)
            ),
            ("a place", ["locationNameCodePointsMax"], record(place)),
            (
                "a story", ["storyTextCodePointsMax", "storyMentionsMax", "storyHiddenFromMax"],
                record(story)
            ),
            ("a comment", ["commentCodePointsMax", "textEntitiesMax"], record(comment)),
            ("a collection", ["nameCodePointsMax"], record(collection)),
            ("a photo", ["altTextCodePointsMax"], record(image)),
            (
                "an account",
                [
                    "usernameCharactersMax", "displayNameCodePointsMax", "biographyCodePointsMax",
                    "websiteCharactersMax",
                ], record(user)
            ),
            ("settings", ["hiddenWordsMax", "hiddenWordCodePointsMax"], record(settings)),
            (
                "a taste", ["tasteAuthorsMax", "tasteTopicsMax"],
                TasteTable.entryBytes * (limits.tasteAuthorsMax + limits.tasteTopicsMax)
            ),
            ("what was seen", [], 2 * SeenFilter.ringBytes),
        ].map { Row($0, $1, takes: $2 + rest, room: TAOLimits.recordBytesMax) }
    }()

    private static let rows: [Row] =
        records + [
            Row(
                "a claimed username", ["usernameCharactersMax"],
                takes: limits.usernameCharactersMax, room: TAOLimits.nameBytesMax),
            Row(
                "an event of what was seen", ["interactionsPerCallMax"],
                takes: 40 + 20 * limits.interactionsPerCallMax,
                room: EventsLimits.payloadBytesMax),
            Row(
                "a claimed address", ["emailBytesMax"], takes: longestAddressKey,
                room: TAOLimits.nameBytesMax),
            Row(
                "a claimed hashtag", ["hashtagCodePointsMax"],
                takes: HashtagName.key(text(limits.hashtagCodePointsMax)).utf8.count,
                room: TAOLimits.nameBytesMax),
            Row(
                "all that a post names, and has named before",
                ["hashtagsPerPostMax", "mentionsPerTextMax", "tagsPerPostMax"],
                takes: 20
                    + 2
                    * (limits.hashtagsPerPostMax + limits.mentionsPerTextMax
                        + 2 * limits.tagsPerPostMax),
                room: TAOLimits.writeStepsMax),
            Row(
                "hashtags that come into being", ["hashtagsPerPostMax"],
                takes: 2 * limits.hashtagsPerPostMax, room: TAOLimits.writeStepsMax),
            Row(
                "a page, and one item more", ["pageItemsMax"], takes: limits.pageItemsMax + 1,
                room: TAOLimits.rangeEdgesMax),
            Row(
                "a read for a page of which much is hidden", ["pageItemsReadMax"],
                takes: limits.pageItemsReadMax, room: TAOLimits.rangeEdgesMax),
            // Read whole by one range query each.
            Row("mutes", ["mutedMax"], takes: limits.mutedMax, room: TAOLimits.rangeEdgesMax),
            Row(
                "a tray", ["activeStoriesMax"], takes: limits.activeStoriesMax,
                room: TAOLimits.rangeEdgesMax),
            Row(
                "a read of a feed", ["feedEdgesReadMax"], takes: limits.feedEdgesReadMax,
                room: TAOLimits.readRowsMax),
            Row(
                "one edge of each followee", ["followingMax"], takes: limits.followingMax + 1,
                room: limits.feedEdgesReadMax),
            Row(
                "a read that fills or trims an inbox", ["inboxEntriesMax"],
                takes: limits.inboxEntriesMax + limits.inboxEntriesPerWrite,
                room: TAOLimits.rangeEdgesMax),
            Row(
                "a read for HOME that asks PostgreSQL for nothing",
                [
                    "homeCandidatesMax", "homeFolloweesMax", "homeHashtagPostsMax", "homeLikesMax",
                    "homeHashtagsMax",
                ],
                takes: max(
                    limits.homeCandidatesMax, limits.homeFolloweesMax, limits.homeHashtagPostsMax,
                    limits.homeLikesMax, limits.homeHashtagsMax), room: TAOLimits.cachedEdgesMax),
            Row(
                "a read for an order that is lost", ["homeEntriesReadMax"],
                takes: limits.homeEntriesReadMax + limits.homeCandidatesMax,
                room: TAOLimits.rangeEdgesMax),
            Row(
                "lists of likes that HOME reads", ["homeLikersMax"], takes: limits.homeLikersMax,
                room: TAOLimits.readListsMax),
            Row(
                "a read of what is new", ["newItemsMax"], takes: limits.newItemsMax,
                room: TAOLimits.cachedEdgesMax),
            Row(
                "a read of what trends no more", ["trendingPostsMax"],
                takes: limits.trendingPostsMax + limits.objectsReadMax,
                room: TAOLimits.rangeEdgesMax),
            Row(
                "places in an order", ["homeSuggestionsMax"],
                takes: limits.homeEntriesReadMax + limits.homeCandidatesMax
                    + limits.homeHashtagsMax * limits.homeHashtagPostsMax
                    + 2 * limits.homeSuggestionsMax, room: Int(UInt16.max)),
            Row(
                "a read of followers to push to", ["fanOutFollowersMax"],
                takes: limits.fanOutFollowersMax + 1, room: TAOLimits.rangeEdgesMax),
            Row(
                "pins beside a page", ["pinnedPostsMax", "pinnedCommentsMax"],
                takes: max(limits.pinnedPostsMax, limits.pinnedCommentsMax),
                room: TAOLimits.rangeEdgesMax),
            Row(
                "collections that a post leaves", ["collectionsMax"],
                takes: 2 + limits.collectionsMax, room: TAOLimits.writeStepsMax),
            Row(
                "posts that leave a collection", ["collectionPostsRemovedMax"],
                takes: limits.collectionPostsRemovedMax, room: TAOLimits.writeStepsMax),
            Row(
                "comments that are ranked, and pins, in a cursor",
                ["rankedCommentsMax"],
                takes: limits.rankedCommentsMax + limits.pinnedCommentsMax,
                room: TAOLimits.cachedEdgesMax),
            Row(
                "posts that are ranked, in a cursor", ["rankedPostsMax"],
                takes: limits.rankedPostsMax, room: TAOLimits.cachedEdgesMax),
            Row(
                "edges at the end of a list that is sampled", ["sampledEdgesMax"],
                takes: limits.sampledEdgesMax, room: TAOLimits.cachedEdgesMax),
            Row(
                "accounts of the samples of a page", ["sampleUsersMax", "pageItemsMax"],
                takes: (limits.sampleUsersMax + 3) * limits.pageItemsMax,
                room: TAOLimits.readRowsMax),
            Row(
                "comments that are held back", ["heldBackCountedMax"],
                takes: limits.heldBackCountedMax, room: TAOLimits.cachedEdgesMax),
            Row(
                "open uploads that have expired, closed at once", ["openUploadsMax"],
                takes: 4 + limits.openUploadsMax, room: TAOLimits.writeStepsMax),
            Row(
                "a post with its photos, each with a check", ["carouselItemsMax"],
                takes: 10 + 3 * limits.carouselItemsMax, room: TAOLimits.writeStepsMax),
            Row(
                "close friends, each with a check", ["closeFriendsMax", "closeFriendsChangedMax"],
                takes: 1 + 4 * limits.closeFriendsChangedMax, room: TAOLimits.writeStepsMax),
            Row(
                "favorites, each with a check", ["favoritesMax", "favoritesChangedMax"],
                takes: 1 + 4 * limits.favoritesChangedMax, room: TAOLimits.writeStepsMax),
            Row(
                "stories seen, of an account each", ["storiesMarkedSeenMax"],
                takes: 1 + 3 * limits.storiesMarkedSeenMax, room: TAOLimits.writeStepsMax),
            Row(
                "stories that were passed over", ["storiesPassedOverMax"],
                takes: passedOver(limits.storiesPassedOverMax),
                room: TAOLimits.edgeRecordBytesMax),
            Row(
                "a read of stories passed over", ["storiesPassedOverMax"],
                takes: limits.storiesPassedOverMax, room: TAOLimits.rangeEdgesMax),
            Row(
                "a read of requests to approve", ["requestsApprovedMax"],
                takes: limits.requestsApprovedMax + 1, room: TAOLimits.rangeEdgesMax),
            Row(
                "a read of what goes with an account", ["objectsReadMax"],
                takes: limits.objectsReadMax + 1, room: TAOLimits.rangeEdgesMax),
            Row(
                "a photo", ["photoBytesMax"], takes: limits.photoBytesMax,
                room: MediaLimits.standard.sourceBytesMax),
            Row(
                "a video", ["videoBytesMax"], takes: limits.videoBytesMax,
                room: MediaLimits.standard.uploadBytesMax),
            Row(
                "a video of a story", ["storyVideoMillisecondsMax"],
                takes: limits.storyVideoMillisecondsMax,
                room: VideoLimits.standard.millisecondsMax),
            Row(
                "objects of one question", ["nodesMax"], takes: limits.nodesMax,
                room: TAOLimits.readRowsMax),
            Row(
                "likes of blocked accounts", ["blockedLikersMax"],
                takes: limits.blockedLikersMax * limits.nodesMax, room: TAOLimits.readRowsMax),
            Row(
                "comments of blocked accounts", ["blockedLikersMax", "blockedCommentsMax"],
                takes: limits.blockedLikersMax * limits.blockedCommentsMax,
                room: TAOLimits.readRowsMax),
            Row(
                "comments of one blocked account", ["blockedCommentsMax"],
                takes: limits.blockedCommentsMax, room: TAOLimits.cachedEdgesMax),
            Row(
                "a wait for a hash", ["hashWaitMillisecondsMax"],
                takes: limits.hashWaitMillisecondsMax,
                room: Limits.standard.executionMillisecondsMax),
            Row(
                "a wait for a large read, and for the store's turn",
                ["largeReadWaitMillisecondsMax"],
                takes: limits.largeReadWaitMillisecondsMax + TAOLimits.largeReadWaitMilliseconds,
                room: Limits.standard.executionMillisecondsMax),
        ]

    /// Below these there is no store that has a limit, for this reason.
    private static let alone = [
        "rankingModelsMax": "are kept in memory",
        "linkCharactersMax": "a part of a text", "nearbyMetersMax": "a distance",
        "hiddenPostsMax": "edges, which the store counts",
        "dwellSecondsMax": "a number", "interactionDaysMax": "partitions",
        "explorationPlacesMax": "places of an order in memory",
        "seenRingPostsMax": "bits of a filter of a fixed size",
        "followedHashtagsMax": "edges, which the store counts",
        "loginBytesMax": "compared and not kept", "passwordBytesMax": "hashed and not kept",
        "clientNameCodePointsMax": "in a column of its own", "sessionsMax": "rows of their own",
        "idempotencyKeyBytesMax": "in a column of its own",
        "hashesWaitingMax": "wait in memory", "largeReadsMax": "turns in memory",
        "largeReadsWaitingMax": "wait in memory",
        "followRequestsMax": "edges, which the store counts",
        "blockedMax": "edges, which the store counts",
        "restrictedMax": "edges, which the store counts",
        "scheduleMillisecondsMax": "a time of a job",
        "openUploadBytesMax": "a sum of what edges hold",
        "processingUploadsMax": "edges, which the store counts",
        "moderationTextCodePointsMax": "in columns of their own",
        "knownAddressesMax": "rows of their own",
        "renamesMax": "a few names in the record of an account, beside its texts",
        "pushedFollowersMax": "a bound of the work of one post",
        "objectsRemovedMax": "work of one run of a job",
        "storiesSweptMax": "rows that one worker takes at once",
        "transactionMillisecondsMax": "what the store is told", "writeAttemptsMax": "repetitions",
        "idAttemptsMax": "repetitions", "contendedAttemptsMax": "repetitions",
    ]

    /// Bytes of what is kept of so many stories of a day, evenly passed over.
    private static func passedOver(_ count: Int) -> Int {
        let day = limits.storyLifetimeMilliseconds
        var seen = SeenStories()
        seen.see(day, of: (0..<count).map { Int64($0) * day / Int64(count) })
        return seen.record?.byteCount ?? 0
    }

    private static var longestAddressKey: Int {
        let tail = String(repeating: String(repeating: "d", count: 49) + ".", count: 3) + "example"
        return [64, 30, 1].compactMap { count in
            EmailAddress(String(repeating: "x", count: count) + "@" + tail, limits)?.key.utf8.count
        }.max() ?? .max
    }

    @Test func `are all compared, or stand alone for a reason`() {
        let all = Mirror(reflecting: Self.limits).children.compactMap(\.label)
            .filter { $0.hasSuffix("Max") }
        // A bucket of the shared rates holds any number.
        let acts = all.filter { $0.contains(/Per(Hour|Day|TenMinutes|FiveMinutes)Max$/) }
        let compared = Set(Self.rows.flatMap(\.limits))
        #expect(compared.isDisjoint(with: Self.alone.keys))
        #expect(Set(all) == compared.union(Self.alone.keys).union(acts))
    }

    @Test(arguments: Self.rows) private func `leave room`(row: Row) {
        #expect(row.takes > 1)
        #expect(row.takes <= row.room)
    }

    @Test func `of lists are those of their associations`() {
        let types = GraphTypes.social(Self.limits).associations
        for (type, limit) in [
            (AssociationTypes.follows, Self.limits.followingMax),
            (AssociationTypes.requested, Self.limits.followRequestsMax),
            (AssociationTypes.blocks, Self.limits.blockedMax),
            (AssociationTypes.mutes, Self.limits.mutedMax),
            (AssociationTypes.restricts, Self.limits.restrictedMax),
            (AssociationTypes.closeFriend, Self.limits.closeFriendsMax),
            (AssociationTypes.favorite, Self.limits.favoritesMax),
            (AssociationTypes.collections, Self.limits.collectionsMax),
            (AssociationTypes.pinnedPost, Self.limits.pinnedPostsMax),
            (AssociationTypes.pinnedComment, Self.limits.pinnedCommentsMax),
            (AssociationTypes.hides, Self.limits.hiddenPostsMax),
            (AssociationTypes.followsTag, Self.limits.followedHashtagsMax),
            (AssociationTypes.openUpload, Self.limits.openUploadsMax),
            (AssociationTypes.processingUpload, Self.limits.processingUploadsMax),
        ] {
            #expect(types[type.id]?.edgesMax == limit, "\(type.name)")
        }
    }
}
