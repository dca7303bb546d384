import GraphQL
import Testing

@testable import Social

/// What an answer may depend on, for every field of the schema with its arguments. A field, argument or
/// mutation that no row has fails the test, so whoever adds one has to say here what it tells to whom.
///
/// Fields of payloads are objects as the asker sees them after the commit, or what it has itself given.
enum PrivacyTable {
    enum Class: String {
        /// The same for all who see the object, its owner too.
        case same
        /// As `same`, and nothing is left out that is hidden from the asker: numbers of a header and of a
        /// whole list. All others must not be moved by what is hidden.
        case whole
        /// As `whole`, but without likes and dislikes of accounts that the asker blocks.
        case likes
        /// As `whole`, but without comments that are held back from the asker, or of accounts it blocks.
        case comments
        /// Facts about the asker: null or false for anonymous ones.
        case mine
        /// Numbers that are none for anonymous askers, and leave nothing out that is hidden.
        case mineWhole
        /// Null for all but the owner.
        case owner
        /// Both: a number for the owner that leaves nothing out.
        case ownerWhole
        /// Objects, lists, places in lists and numbers of what the asker sees.
        case seen
        /// An address under which a picture is public exactly if anonymous askers see it, and an original
        /// for its owner alone.
        case address
        /// What only the signed-in account reaches, about itself.
        case viewer
    }

    static let text = """
        Query
          viewer viewer
          seen node(id) nodes(ids) user(username) post(shortcode) hashtag(name)
          same limits
        Limits
          same captionLength carouselSize commentLength displayNameLength biographyLength altTextLength
          same photoBytes videoBytes videoSeconds storySeconds storyHours storyTextLength following nameLength pinnedPosts pinnedComments
          same hashtagsPerPost mentionsPerText tagsPerPost scheduleDays favorites hiddenWords
        User
          same id username displayName biography website url createdAt isPrivate isVerified
          same avatar
          whole followerCount followingCount
          mine viewerRelationship isViewer
          seen postCount posts(first after kinds) taggedPosts(first after) storyTray
          seen followers(first after) following(first after) knownFollowersSample(first)
        UserSample
          mineWhole totalCount
          seen users
        ViewerRelationship
          viewer followState followedAt followsViewer requestedViewer isBlocked mute isRestricted
          viewer isCloseFriend isFavorite
        ViewerMute
          viewer posts stories until
        Post
          same id shortcode url kind caption audience status createdAt publishedAt media author
          same license isSensitive editedAt isPinned commentPolicy hidesCounts
          same hashtags location sharesCaptureInfo viewCount
          whole shareCount
          seen likedByFollowedSample(first)
          seen captionEntities
          owner failure
          ownerWhole saveCount
          likes likeCount dislikeCount
          comments commentCount
          mine viewerHasLiked viewerHasDisliked viewerHasSaved viewerCanComment viewerCanEdit
          seen likers(first after) comments(first after last before orderBy)
        Comment
          same id text createdAt editedAt isDeleted isPinned post author
          seen entities parent inReplyTo replies(first after last before) likers(first after)
          likes likeCount
          comments replyCount
          mine viewerHasLiked viewerCanEdit viewerCanDelete isHidden
        Collection
          viewer id name cover posts(first after)
          whole postCount
        Story
          same id media text audience status createdAt expiresAt author replyPolicy
          owner failure viewers(first after)
          ownerWhole viewCount
          mine viewerHasSeen viewerCanReply
          seen mentions sharedPost
        StoryTray
          same id author
          seen storyCount unseenCount latestStoryAt preview hasCloseFriendsStory stories startStory
        Image
          same id altText width height blurHash status variants filter
          seen tags focalPoint
          owner failure
          seen capture
          address url(size format)
        Video
          same id altText width height blurHash status variants duration hasAudio poster
          seen tags
          owner failure
          address url playlistUrl
        VideoVariant
          same width height bitrate
          address url
        CaptureInfo
          seen camera lens exposure aperture iso focalLength takenAt
        MediaTag
          seen user position
        MediaPosition
          seen x y
        TextEntity
          seen offset length target url
        Hashtag
          same id name url
          whole postCount
          mine viewerIsFollowing
          seen posts(first after orderBy)
        Location
          same id name point
          whole postCount
          seen posts(first after orderBy)
        GeoPoint
          same latitude longitude
        ImageVariant
          same size format width height byteCount
          address url
        Failure
          owner code message media canRetry
        FollowRequest
          same id requester target createdAt
        Feed
          viewer kind items(first after)
        Viewer
          viewer user email emailVerified hasPassword role settings feed(kind context)
          viewer storyTrays(first after unseenOnly) pendingPosts(first after) sessions(first after)
          viewer followRequests(first after) sentFollowRequests(first after)
          viewer closeFriends(first after) favorites(first after) blockedUsers(first after)
          viewer followedHashtags(first after)
          viewer mutedUsers(first after) restrictedUsers(first after) savedPosts(first after)
          viewer likedPosts(first after) comments(first after) pendingEmail deletionScheduledAt
          viewer drafts(first after) archivedPosts(first after) pendingStories(first after)
          viewer archivedStories(first after) collections(first after)
          viewer suspension
        ModerationDecision
          viewer id subject action reason message createdAt until revokedAt decidedBy note
        Session
          viewer id clientName createdAt lastSeenAt isCurrent
        SessionTokens
          viewer accessToken expiresAt refreshToken
        Settings
          viewer privacy feed notifications content
        PrivacySettings
          viewer isPrivate commentPolicy messagePolicy mentionPolicy followListAudience discoverable
          viewer readReceipts
        FeedSettings
          viewer defaultFeed suggestionsInHome rankingPreferences
        RankingPreference
          viewer signal factor
        NotificationSettings
          viewer pushKinds emailDigest
        ContentSettings
          viewer sensitiveContent hiddenWords hideCountsFromMe archiveStories shareCaptureInfo
          viewer defaultLicense
        MediaUpload
          viewer media url protocol headers expiresAt
        HttpHeader
          viewer name value
        PageInfo
          seen hasNextPage hasPreviousPage startCursor endCursor
        CollectionConnection
          seen edges nodes pageInfo
        CommentConnection
          seen edges nodes pageInfo
          comments totalCount
        FeedConnection
          seen edges nodes pageInfo
          viewer generatedAt newItemCount
        RankingExplanation
          viewer model probability bias contributions rankBeforeDiversity sensitivities
        RankingContribution
          viewer signal value weight contribution
        RankingSensitivity
          viewer signal change
        FollowConnection
          seen edges nodes pageInfo
          whole totalCount
        FollowRequestConnection
          seen edges nodes pageInfo
          whole totalCount
        HashtagConnection
          seen edges nodes pageInfo
        LikerConnection
          seen edges nodes pageInfo
          likes totalCount
        PostConnection
          seen edges nodes pageInfo
        LikedPostConnection
          seen edges nodes pageInfo
          whole totalCount
        SavedPostConnection
          seen edges nodes pageInfo
          whole totalCount
        SessionConnection
          seen edges nodes pageInfo
        StoryConnection
          seen edges nodes pageInfo
        StoryTrayConnection
          seen edges nodes pageInfo
        StoryViewerConnection
          seen edges nodes pageInfo
          whole totalCount
        UserConnection
          seen edges nodes pageInfo
          whole totalCount
        CollectionEdge
          seen cursor node
        CommentEdge
          seen cursor node
        FeedEdge
          seen cursor node reason reasonHashtag
          viewer ranking trackingToken isSeen
        FollowEdge
          seen cursor node followedAt
        FollowRequestEdge
          seen cursor node
        HashtagEdge
          seen cursor node
        LikerEdge
          seen cursor node likedAt
        PostEdge
          seen cursor node
        LikedPostEdge
          seen cursor node likedAt
        SavedPostEdge
          seen cursor node savedAt
        SessionEdge
          seen cursor node
        StoryEdge
          seen cursor node
        StoryTrayEdge
          seen cursor node
        StoryViewerEdge
          seen cursor node seenAt
        UserEdge
          seen cursor node
        """

    /// What each mutation shows, beside its `userErrors`, and what it may be given that names something
    /// hidden: `$user` and the like stand for ids, `$mine` and `$shown` for a post of the asker's and its photo. What names nothing has no such input.
    static let mutations: [(name: String, shows: String, inputs: [String])] = [
        ("accountRegister", "viewer tokens", []),
        ("accountUpdate", "user", ["avatarMediaId: $media"]),
        ("accountDelete", "viewer", []),
        ("accountDeletionCancel", "viewer", []),
        ("emailChange", "viewer", []),
        ("emailVerify", "verified", []),
        ("emailVerificationResend", "sent", []),
        ("passwordChange", "viewer", []),
        ("passwordResetRequest", "accepted", []),
        ("passwordReset", "viewer tokens", []),
        ("sessionCreate", "viewer tokens", []),
        ("sessionRefresh", "tokens", []),
        ("sessionRevoke", "revokedSessionId", ["sessionId: $session"]),
        ("sessionRevokeOthers", "revokedCount", []),
        ("settingsUpdate", "settings", []),
        ("userFollow", "user", ["userId: $user"]),
        ("userUnfollow", "user", ["userId: $user"]),
        (
            "followRequestApprove", "follower deletedFollowRequestId",
            ["followRequestId: $request"]
        ),
        ("followRequestDecline", "deletedFollowRequestId", ["followRequestId: $request"]),
        ("followerRemove", "user", ["userId: $user"]),
        ("userBlock", "user", ["userId: $user"]),
        ("userUnblock", "user", ["userId: $user"]),
        ("userMute", "user", ["userId: $user"]),
        ("userUnmute", "user", ["userId: $user"]),
        ("userRestrict", "user", ["userId: $user"]),
        ("userUnrestrict", "user", ["userId: $user"]),
        ("userSuspend", "user decision", ["userId: $moderated, reason: SPAM"]),
        ("userUnsuspend", "user", ["userId: $moderated"]),
        ("userVerify", "user", ["userId: $moderated"]),
        ("userUnverify", "user", ["userId: $moderated"]),
        ("userRoleChange", "user", ["userId: $moderated, role: MEMBER"]),
        (
            "closeFriendsUpdate", "totalCount users",
            ["addUserIds: [$user]", "removeUserIds: [$user]"]
        ),
        (
            "favoritesUpdate", "totalCount users",
            ["addUserIds: [$user]", "removeUserIds: [$user]"]
        ),
        ("mediaUploadCreate", "upload", []),
        ("mediaUploadComplete", "media", ["mediaId: $media"]),
        ("mediaTagRemove", "media", ["mediaId: $media"]),
        ("hashtagFollow", "hashtag", []),
        ("hashtagUnfollow", "hashtag", []),
        (
            "postCreate", "post",
            [
                "media: [{ mediaId: $media }]",
                "media: [{ mediaId: $shown, tags: [{ userId: $user, position: { x: 0, y: 1 } }] }]",
                "media: [{ mediaId: $shown }], location: { locationId: $user }",
            ]
        ),
        (
            "postUpdate", "post",
            [
                "postId: $post, caption: \"x\"", "postId: $mine, media: [{ mediaId: $media }]",
                "postId: $mine, location: { locationId: $user }",
                """
                postId: $mine, media: [
                  { mediaId: $shown, tags: [{ userId: $user, position: { x: 0, y: 1 } }] }]
                """,
            ]
        ),
        ("postDelete", "deletedPostId", ["postId: $post"]),
        ("storyDelete", "deletedStoryId", ["storyId: $story"]),
        ("postPublish", "post", ["postId: $post"]),
        ("postArchive", "post", ["postId: $post"]),
        ("postUnarchive", "post", ["postId: $post"]),
        ("postPin", "post", ["postId: $post"]),
        ("postUnpin", "post", ["postId: $post"]),
        ("postLike", "post", ["postId: $post"]),
        ("postUnlike", "post", ["postId: $post"]),
        ("postDislike", "post", ["postId: $post"]),
        ("postUndislike", "post", ["postId: $post"]),
        (
            "postSave", "post collection",
            ["postId: $post", "postId: $mine, collectionId: $collection"]
        ),
        ("collectionCreate", "collection", []),
        (
            "collectionUpdate", "collection",
            [
                "collectionId: $collection, name: \"x\"",
                "collectionId: $shelf, coverPostId: $post",
            ]
        ),
        (
            "collectionPostsRemove", "collection",
            ["collectionId: $collection, postIds: []", "collectionId: $shelf, postIds: [$post]"]
        ),
        ("collectionDelete", "deletedCollectionId", ["collectionId: $collection"]),
        (
            "postRetry", "post",
            [
                "postId: $post",
                "postId: $mine, replacements: [{ mediaId: $media, byMediaId: $media }]",
            ]
        ),
        ("postUnsave", "post", ["postId: $post"]),
        (
            "commentCreate", "commentEdge post",
            [
                "postId: $post, text: \"x\"",
                "postId: $elsewhere, text: \"y\", inReplyToId: $comment",
            ]
        ),
        ("commentUpdate", "comment", ["commentId: $comment, text: \"z\""]),
        ("commentDelete", "deletedCommentId post", ["commentId: $comment"]),
        ("commentApprove", "comment", ["commentId: $comment"]),
        ("commentPin", "comment", ["commentId: $comment"]),
        ("commentUnpin", "comment", ["commentId: $comment"]),
        ("commentLike", "comment", ["commentId: $comment"]),
        ("commentUnlike", "comment", ["commentId: $comment"]),
        (
            "storyCreate", "story storyTray",
            [
                "mediaId: $media", "mediaId: $photo, mentionUserIds: [$user]",
                "mediaId: $photo, hideFromUserIds: [$user]", "mediaId: $photo, sharedPostId: $post",
            ]
        ),
        ("storyRetry", "story", ["storyId: $story", "storyId: $mine, mediaId: $media"]),
        ("storiesMarkSeen", "storyTrays", ["storyIds: [$story]"]),
        ("feedInteractionsRecord", "acceptedCount", []),
        ("feedItemHide", "post", []),
    ]

    /// A row in the form `posts(first after)`, by the name of its type.
    struct Row: Hashable {
        let type: String
        let field: String
    }

    static let rows: [Row: Class] = {
        var rows: [Row: Class] = [:]
        var type = ""
        for line in text.split(separator: "\n") {
            guard line.hasPrefix("  ") else {
                type = String(line)
                continue
            }
            let words = line.matches(of: /[A-Za-z]+(\([A-Za-z ]+\))?/).map { String($0.output.0) }
            guard let sort = Class(rawValue: words[0]) else { preconditionFailure("\(line)") }
            for field in words.dropFirst() { rows[Row(type: type, field: field)] = sort }
        }
        return rows
    }()

    static func row(_ type: TypeDefinition, _ field: FieldDefinition) -> Row {
        let names = field.arguments.map(\.name)
        return Row(
            type: type.name,
            field: field.name + (names.isEmpty ? "" : "(\(names.joined(separator: " ")))"))
    }
}

extension Schema {
    /// That of the product.
    static let product = Result {
        try buildSchema(Social.schemaSources(directory: Place.root + "/Schema"))
    }

    /// Objects that are no payloads, errors or beginnings of writes.
    var answered: [TypeDefinition] {
        types.filter { type in
            type.kind == .object && !type.isBuiltIn && type.name != "Mutation"
                && !type.name.hasSuffix("Payload") && !type.name.hasSuffix("UserError")
        }
    }
}
