// Made from Schema/viewer.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// What only the signed-in account may see.
extension Viewer: SchemaObject {
    static let typeName = "Viewer"
    static let fields = ViewerFields()
}

/// Fields of `Viewer`.
struct ViewerFields: Sendable {
    typealias Parent = Viewer

    /// The public side of the account.
    let user = Field<Parent, User, NoArguments>("user")
    /// Address that sign-in and digests use.
    let email = Field<Parent, String, NoArguments>("email")
    /// Whether the address has been confirmed.
    let emailVerified = Field<Parent, Bool, NoArguments>("emailVerified")
    /// The address asked for with `emailChange`, until it is confirmed; null if there is none.
    let pendingEmail = Field<Parent, String?, NoArguments>("pendingEmail")
    /// Whether it can sign in with a password; false where it only ever used an identity provider.
    let hasPassword = Field<Parent, Bool, NoArguments>("hasPassword")
    /// Highest role of the account.
    let role = Field<Parent, Role, NoArguments>("role")
    /// Privacy, feed, notification and content settings.
    let settings = Field<Parent, Settings, NoArguments>("settings")
    /// The decision that suspends the account; null if it is not suspended.
    let suspension = Field<Parent, ModerationDecision?, NoArguments>("suspension")
    /// When the account will be gone, after `accountDelete`; null if it will not.
    let deletionScheduledAt = Field<Parent, DateTimeScalar?, NoArguments>("deletionScheduledAt")
    /// One of the account's feeds.
    let feed = Field<Parent, Feed, ViewerFeedArguments>("feed")
    /// Accounts with visible stories. The viewer's own tray comes first; then those with unseen
    /// stories, close
    /// friends before others, then the newest story first.
    let storyTrays = Field<Parent, Connection<StoryTrayConnectionKind>, ViewerStoryTraysArguments>(
        "storyTrays")
    /// Saved posts, in a collection or not, the last saved first; those that the viewer may not see
    /// at the moment are left out.
    let savedPosts = Field<Parent, Connection<SavedPostConnectionKind>, ViewerSavedPostsArguments>(
        "savedPosts")
    /// Named collections of saved posts, the last made first.
    let collections = Field<
        Parent, Connection<CollectionConnectionKind>, ViewerCollectionsArguments
    >("collections")
    /// The viewer's unpublished drafts, the last changed first.
    let drafts = Field<Parent, Connection<PostConnectionKind>, ViewerDraftsArguments>("drafts")
    /// Posts on their way: processing, failed, or set for later. Newest first.
    let pendingPosts = Field<Parent, Connection<PostConnectionKind>, ViewerPendingPostsArguments>(
        "pendingPosts")
    /// Stories on their way: processing or failed. Newest first.
    let pendingStories = Field<
        Parent, Connection<StoryConnectionKind>, ViewerPendingStoriesArguments
    >("pendingStories")
    /// The viewer's expired stories, kept if `settings.content.archiveStories` is on. Newest first.
    let archivedStories = Field<
        Parent, Connection<StoryConnectionKind>, ViewerArchivedStoriesArguments
    >("archivedStories")
    /// The viewer's posts taken off the profile, kept for the viewer; the last taken off first.
    let archivedPosts = Field<Parent, Connection<PostConnectionKind>, ViewerArchivedPostsArguments>(
        "archivedPosts")
    /// Devices and apps that are signed in, the newest first. One that signs in while the list is
    /// paged is
    /// before its beginning; one that ends is left out.
    let sessions = Field<Parent, Connection<SessionConnectionKind>, ViewerSessionsArguments>(
        "sessions")
    /// Posts that the viewer likes, the last liked first. One that is liked while the list is paged
    /// is before
    /// its beginning; what is unliked, or cannot be seen any more, is left out.
    let likedPosts = Field<Parent, Connection<LikedPostConnectionKind>, ViewerLikedPostsArguments>(
        "likedPosts")
    /// Comments that the viewer wrote, newest first; those on posts the viewer may no longer see
    /// are left out.
    /// One that is written while the list is paged is before its beginning.
    let comments = Field<Parent, Connection<CommentConnectionKind>, ViewerCommentsArguments>(
        "comments")
    /// Follow requests that wait for the viewer's answer.
    let followRequests = Field<
        Parent, Connection<FollowRequestConnectionKind>, ViewerFollowRequestsArguments
    >("followRequests")
    /// Follow requests that the viewer has sent and that nobody has answered.
    let sentFollowRequests = Field<
        Parent, Connection<FollowRequestConnectionKind>, ViewerSentFollowRequestsArguments
    >("sentFollowRequests")
    /// Accounts that see close-friends posts and stories. They are not told.
    let closeFriends = Field<Parent, Connection<UserConnectionKind>, ViewerCloseFriendsArguments>(
        "closeFriends")
    /// Accounts whose posts rank higher in HOME. They are not told.
    let favorites = Field<Parent, Connection<UserConnectionKind>, ViewerFavoritesArguments>(
        "favorites")
    /// Accounts the viewer blocks.
    let blockedUsers = Field<Parent, Connection<UserConnectionKind>, ViewerBlockedUsersArguments>(
        "blockedUsers")
    /// Accounts the viewer mutes. A mute that has ended is left out, but counts in `totalCount`
    /// until it is taken back or makes room for another.
    let mutedUsers = Field<Parent, Connection<UserConnectionKind>, ViewerMutedUsersArguments>(
        "mutedUsers")
    /// Accounts the viewer restricts.
    let restrictedUsers = Field<
        Parent, Connection<UserConnectionKind>, ViewerRestrictedUsersArguments
    >("restrictedUsers")
    /// Hashtags the viewer follows.
    let followedHashtags = Field<
        Parent, Connection<HashtagConnectionKind>, ViewerFollowedHashtagsArguments
    >("followedHashtags")
}

/// Arguments of `Viewer.feed`.
struct ViewerFeedArguments {
    /// Which feed. `settings.feed.defaultFeed` is the one to open first.
    var kind: FeedKind
    /// What is known of the moment; counts when a new order is made, not on later pages.
    var context: FeedContextInput?
}

extension ViewerFeedArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        kind = try fields.read("kind")
        context = try fields.read("context")
    }
}

/// Arguments of `Viewer.storyTrays`.
struct ViewerStoryTraysArguments: Paging {
    var first: Int?
    var after: String?
    /// Leave out accounts whose stories the viewer has all seen.
    var unseenOnly: Bool = false
}

extension ViewerStoryTraysArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        unseenOnly = try fields.read("unseenOnly")
    }
}

/// Arguments of `Viewer.savedPosts`.
struct ViewerSavedPostsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerSavedPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.collections`.
struct ViewerCollectionsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerCollectionsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.drafts`.
struct ViewerDraftsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerDraftsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.pendingPosts`.
struct ViewerPendingPostsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerPendingPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.pendingStories`.
struct ViewerPendingStoriesArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerPendingStoriesArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.archivedStories`.
struct ViewerArchivedStoriesArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerArchivedStoriesArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.archivedPosts`.
struct ViewerArchivedPostsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerArchivedPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.sessions`.
struct ViewerSessionsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerSessionsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.likedPosts`.
struct ViewerLikedPostsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerLikedPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.comments`.
struct ViewerCommentsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerCommentsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.followRequests`.
struct ViewerFollowRequestsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerFollowRequestsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.sentFollowRequests`.
struct ViewerSentFollowRequestsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerSentFollowRequestsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.closeFriends`.
struct ViewerCloseFriendsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerCloseFriendsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.favorites`.
struct ViewerFavoritesArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerFavoritesArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.blockedUsers`.
struct ViewerBlockedUsersArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerBlockedUsersArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.mutedUsers`.
struct ViewerMutedUsersArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerMutedUsersArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.restrictedUsers`.
struct ViewerRestrictedUsersArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerRestrictedUsersArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `Viewer.followedHashtags`.
struct ViewerFollowedHashtagsArguments: Paging {
    var first: Int?
    var after: String?
}

extension ViewerFollowedHashtagsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Rank of an account, lowest first.
enum Role: String, SchemaEnum {
    /// Not signed in.
    case anonymous = "ANONYMOUS"
    /// Signed in.
    case member = "MEMBER"
    /// May see reports and act on content.
    case moderator = "MODERATOR"
    /// May do everything.
    case admin = "ADMIN"
}
