import TAO

/// The kinds of associations in the graph. Ids are stored: never change or reuse one.
///
/// Every list is ordered by time, the newest first: that of the act itself (a follow, a like) where
/// nothing else is said. The types that a `ViewerRelation` is made of decide access.
package enum AssociationTypes {
    static let (follows, followedBy) = AssociationType.pair(
        .init(id: 1, name: "FOLLOWS", decidesAccess: true), .init(id: 2, name: "FOLLOWED_BY"))
    /// Follow requests as those see them who have sent them. No pair with REQUESTED_BY: who is turned
    /// down is not told, so this edge stays, and DECLINED takes the place of the other.
    static let requested = AssociationType(id: 3, name: "REQUESTED")
    /// Follow requests that wait for an answer.
    static let requestedBy = AssociationType(id: 4, name: "REQUESTED_BY")
    static let (blocks, blockedBy) = AssociationType.pair(
        .init(id: 5, name: "BLOCKS", decidesAccess: true),
        .init(id: 6, name: "BLOCKED_BY", isCounted: false, decidesAccess: true))
    static let (closeFriend, closeFriendOf) = AssociationType.pair(
        .init(id: 7, name: "CLOSE_FRIEND"),
        .init(id: 8, name: "CLOSE_FRIEND_OF", isCounted: false, decidesAccess: true))
    /// Published posts of an account, by publication.
    static let authored = AssociationType(id: 9, name: "AUTHORED")
    /// Posts of an account on their way: processing, failed, or set for later. By creation.
    static let pending = AssociationType(id: 10, name: "PENDING", isCounted: false)
    /// Posts that an account likes.
    static let (likes, likedBy) = AssociationType.pair(
        .init(id: 11, name: "LIKES"), .init(id: 12, name: "LIKED_BY", isHot: true))
    static let (likesComment, commentLikedBy) = AssociationType.pair(
        .init(id: 72, name: "LIKES_COMMENT", isCounted: false),
        .init(id: 73, name: "COMMENT_LIKED_BY", isHot: true))
    /// Top-level comments of a post.
    static let hasComment = AssociationType(id: 13, name: "HAS_COMMENT", isHot: true)
    /// Replies below a top-level comment.
    static let hasReply = AssociationType(id: 14, name: "HAS_REPLY")
    /// Comments and replies of a post that are neither deleted nor held back, for `commentCount`. They are
    /// counted, not read.
    static let commented = AssociationType(
        id: 15, name: "COMMENTED", isHot: true, cachedEdgesMax: 1)
    /// Comments of a post, replies included, that are held back: its author and their writers alone see them.
    /// They are counted, not read.
    static let heldBack = AssociationType(id: 95, name: "HELD_BACK", cachedEdgesMax: 1)
    /// Those of them that are in one list: the top-level comments of a post, or the replies to a comment.
    static let heldBackHere = AssociationType(id: 96, name: "HELD_BACK_HERE", cachedEdgesMax: 1)
    /// Those that an account has written. What the edge holds is a `HeldBackPlace`.
    static let wroteHeldBack = AssociationType(id: 97, name: "WROTE_HELD_BACK", isCounted: false)
    /// Who has written comments on a post, and who replies below a top-level comment, by the first time; also
    /// when none of it is left. So it is known which blocked accounts have (`RequestContext.blockedComments`).
    static let (writers, writerBelow) = AssociationType.pair(
        .init(id: 70, name: "WRITERS", isCounted: false),
        .init(id: 71, name: "WRITER_BELOW", isCounted: false))
    /// Comments that the author of a post has pinned.
    static let pinnedComment = AssociationType(id: 50, name: "PINNED_COMMENT")
    /// Published stories of an account, by publication, no two at one time. Those older than a day have
    /// expired, and are soon archived or removed.
    static let activeStory = AssociationType(id: 16, name: "ACTIVE_STORY", isCounted: false)
    /// Stories of an account on their way: processing or failed, by when they were made or last retried.
    static let pendingStory = AssociationType(id: 80, name: "PENDING_STORY", isCounted: false)
    /// Expired stories that an account keeps, by publication.
    static let archivedStory = AssociationType(id: 81, name: "ARCHIVED_STORY", isCounted: false)
    /// Stories that mention an account or are hidden from it, so that they forget it when it goes. Nobody is
    /// shown them by this.
    static let namedInStory = AssociationType(
        id: 84, name: "NAMED_IN_STORY", isCounted: false, cachedEdgesMax: 1)
    /// How far an account has watched the stories of another: `SeenStories`.
    static let (seenStories, seenStoriesBy) = AssociationType.pair(
        .init(id: 82, name: "SEEN_STORIES", isCounted: false),
        .init(id: 83, name: "SEEN_STORIES_BY", isCounted: false, cachedEdgesMax: 1))
    /// Stories that an account has seen, by the first time. What viewers of trays are shown is
    /// SEEN_STORIES; this is for those who have made them, and goes after two days.
    static let (viewed, viewedBy) = AssociationType.pair(
        .init(id: 17, name: "VIEWED", isCounted: false),
        .init(id: 18, name: "VIEWED_BY", isHot: true))
    /// Published posts again, by their audience, for `postCount`: a viewer is told the sum over the
    /// audiences that they belong to. They are counted, not read.
    static let postedToEveryone = AssociationType(
        id: 40, name: "POSTED_TO_EVERYONE", cachedEdgesMax: 1)
    static let postedToFollowers = AssociationType(
        id: 41, name: "POSTED_TO_FOLLOWERS", cachedEdgesMax: 1)
    static let postedToCloseFriends = AssociationType(
        id: 42, name: "POSTED_TO_CLOSE_FRIENDS", cachedEdgesMax: 1)
    /// Accounts that were turned down, by the last time.
    static let (declined, declinedBy) = AssociationType.pair(
        .init(id: 43, name: "DECLINED", isCounted: false),
        .init(id: 62, name: "DECLINED_BY", isCounted: false))
    /// What the edge holds is a `ViewerMute`.
    static let (mutes, mutedBy) = AssociationType.pair(
        .init(id: 44, name: "MUTES"), .init(id: 45, name: "MUTED_BY", isCounted: false))
    static let (restricts, restrictedBy) = AssociationType.pair(
        .init(id: 46, name: "RESTRICTS"), .init(id: 47, name: "RESTRICTED_BY", isCounted: false))
    static let (favorite, favoriteOf) = AssociationType.pair(
        .init(id: 48, name: "FAVORITE"), .init(id: 49, name: "FAVORITE_OF", isCounted: false))
    /// Comments that an account has written.
    static let wrote = AssociationType(id: 60, name: "WROTE")
    /// Photos that an account has handed in, whatever became of them.
    static let uploaded = AssociationType(id: 61, name: "UPLOADED", isCounted: false)

    /// Posts that an account dislikes. Who does is told nobody.
    static let (dislikes, dislikedBy) = AssociationType.pair(
        .init(id: 51, name: "DISLIKES", isCounted: false),
        .init(id: 52, name: "DISLIKED_BY", isHot: true))
    static let (saves, savedBy) = AssociationType.pair(
        .init(id: 53, name: "SAVES"),
        .init(id: 54, name: "SAVED_BY", isHot: true, cachedEdgesMax: 1))
    /// Posts that an account has sent on, by the first time. They are counted, not read.
    static let (shares, sharedBy) = AssociationType.pair(
        .init(id: 110, name: "SHARES", isCounted: false, cachedEdgesMax: 1),
        .init(id: 111, name: "SHARED_BY", isHot: true, cachedEdgesMax: 1))
    /// Collections of an account, by creation.
    static let collections = AssociationType(id: 98, name: "COLLECTIONS")
    /// Posts in a collection, by when they were put in.
    static let (collected, collectedIn) = AssociationType.pair(
        .init(id: 99, name: "COLLECTED"), .init(id: 100, name: "COLLECTED_IN", isCounted: false))
    /// Posts that an account has pinned on its profile.
    static let pinnedPost = AssociationType(id: 55, name: "PINNED_POST")
    /// Drafts of an account, by the last change.
    static let drafts = AssociationType(id: 56, name: "DRAFTS", isCounted: false)
    /// Posts that an account has taken off its profile, by when.
    static let archived = AssociationType(id: 57, name: "ARCHIVED", isCounted: false)

    /// Uploads of an account that were asked for and are not complete, by when.
    /// The edge holds how many bytes will come (`OpenUpload`).
    static let openUpload = AssociationType(id: 58, name: "OPEN_UPLOAD")
    /// Photos of an account that wait for a worker, or that one is at.
    static let processingUpload = AssociationType(id: 75, name: "PROCESSING_UPLOAD")

    /// Posts that were pushed to the feed of an account, by publication (`Inbox`).
    static let inbox = AssociationType(id: 63, name: "INBOX", isCounted: false)
    /// Accounts whose posts the feed of an account pulls: it has begun to follow them not long ago, or very
    /// many follow them.
    static let (pulls, pulledBy) = AssociationType.pair(
        .init(id: 64, name: "PULLS", isCounted: false),
        .init(id: 65, name: "PULLED_BY", isCounted: false))

    /// What an account likes to see (`Taste`); one at most.
    static let taste = AssociationType(id: 101, name: "TASTE", isCounted: false)
    /// Posts that many like soon after their publication, by that (`Trending`). There is one such list.
    static let (trending, trendingIn) = AssociationType.pair(
        .init(id: 102, name: "TRENDING", isCounted: false, cachedEdgesMax: 64),
        .init(id: 103, name: "TRENDING_IN", isCounted: false, cachedEdgesMax: 1))

    /// Posts that an account has taken out of its HOME.
    static let (hides, hiddenBy) = AssociationType.pair(
        .init(id: 112, name: "HIDES"),
        .init(id: 113, name: "HIDDEN_BY", isCounted: false, cachedEdgesMax: 1))

    /// Posts for everyone that carry a hashtag, by publication.
    static let (taggedPost, carries) = AssociationType.pair(
        .init(id: 85, name: "TAGGED_POST", isHot: true),
        .init(id: 86, name: "CARRIES", isCounted: false))
    /// Posts for everyone that were made at a place, by publication.
    static let (postedHere, madeAt) = AssociationType.pair(
        .init(id: 87, name: "POSTED_HERE", isHot: true),
        .init(id: 88, name: "MADE_AT", isCounted: false))
    /// Posts and comments whose records name an account, in whatever state: by them the name is found when
    /// the account goes. By creation.
    static let (namedIn, names) = AssociationType.pair(
        .init(id: 89, name: "NAMED_IN", isCounted: false),
        .init(id: 90, name: "NAMES", isCounted: false))
    /// Published posts of others that an account is tagged in, by publication.
    static let (taggedIn, tags) = AssociationType.pair(
        .init(id: 91, name: "TAGGED_IN", isCounted: false),
        .init(id: 92, name: "TAGS", isCounted: false))
    static let (followsTag, tagFollowedBy) = AssociationType.pair(
        .init(id: 93, name: "FOLLOWS_TAG"),
        .init(id: 94, name: "TAG_FOLLOWED_BY", isCounted: false))

    static func posted(to audience: Audience) -> AssociationType {
        switch audience {
        case .everyone: postedToEveryone
        case .followers: postedToFollowers
        case .closeFriends: postedToCloseFriends
        }
    }

    /// With the limits of the product.
    static func all(_ limits: SocialLimits) -> [AssociationType] {
        [
            follows.limited(to: limits.followingMax), followedBy,
            requested.limited(to: limits.followRequestsMax), requestedBy, declined, declinedBy,
            blocks.limited(to: limits.blockedMax), blockedBy,
            closeFriend.limited(to: limits.closeFriendsMax), closeFriendOf,
            mutes.limited(to: limits.mutedMax), mutedBy,
            restricts.limited(to: limits.restrictedMax), restrictedBy,
            favorite.limited(to: limits.favoritesMax), favoriteOf,
            authored, postedToEveryone, postedToFollowers, postedToCloseFriends, pending,
            openUpload.limited(to: limits.openUploadsMax * limits.rateFactor),
            processingUpload.limited(to: limits.processingUploadsMax * limits.rateFactor), drafts,
            archived, pinnedPost.limited(to: limits.pinnedPostsMax), dislikes, dislikedBy, saves,
            savedBy, shares, sharedBy, collections.limited(to: limits.collectionsMax), collected,
            collectedIn, likes, likedBy, likesComment, commentLikedBy, hasComment, hasReply,
            commented, writers,
            writerBelow, heldBack, heldBackHere, wroteHeldBack,
            pinnedComment.limited(to: limits.pinnedCommentsMax), activeStory, pendingStory,
            archivedStory, namedInStory, seenStories, seenStoriesBy, viewed, viewedBy, wrote,
            uploaded, inbox, pulls, pulledBy, taste, trending, trendingIn,
            taggedPost, carries, postedHere, madeAt, namedIn, names, taggedIn, tags,
            followsTag.limited(to: limits.followedHashtagsMax), tagFollowedBy,
            hides.limited(to: limits.hiddenPostsMax), hiddenBy,
        ]
    }
}

extension GraphTypes {
    /// Everything that the product keeps in the graph.
    package static func social(_ limits: SocialLimits) -> GraphTypes {
        GraphTypes(
            objects: ObjectKind.allCases.map(\.type), associations: AssociationTypes.all(limits))
    }
}
