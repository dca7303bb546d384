import TAO

/// The kinds of associations in the graph. Ids are stored: never change or reuse one.
///
/// Every list is ordered by time, the newest first: that of the act itself (a follow, a like) where
/// nothing else is said. The types that a `ViewerRelation` is made of decide access.
package enum AssociationTypes {
    static let follows = AssociationType(
        id: 1, name: "FOLLOWS", inverse: 2, decidesAccess: true,
        edgesMax: SocialLimits.standard.followingMax)
    static let followedBy = AssociationType(id: 2, name: "FOLLOWED_BY", inverse: 1)
    static let requested = AssociationType(
        id: 3, name: "REQUESTED", inverse: 4, isCounted: false)
    static let requestedBy = AssociationType(id: 4, name: "REQUESTED_BY", inverse: 3)
    static let blocks = AssociationType(
        id: 5, name: "BLOCKS", inverse: 6, isCounted: false, decidesAccess: true)
    static let blockedBy = AssociationType(
        id: 6, name: "BLOCKED_BY", inverse: 5, isCounted: false, decidesAccess: true)
    static let closeFriend = AssociationType(id: 7, name: "CLOSE_FRIEND", inverse: 8)
    static let closeFriendOf = AssociationType(
        id: 8, name: "CLOSE_FRIEND_OF", inverse: 7, isCounted: false, decidesAccess: true)
    /// Published posts of an account, by publication.
    static let authored = AssociationType(id: 9, name: "AUTHORED")
    /// Posts of an account that are not published, by creation.
    static let pending = AssociationType(id: 10, name: "PENDING", isCounted: false)
    /// Posts and comments that an account likes.
    static let likes = AssociationType(id: 11, name: "LIKES", inverse: 12, isCounted: false)
    static let likedBy = AssociationType(id: 12, name: "LIKED_BY", inverse: 11, isHot: true)
    /// Top-level comments of a post.
    static let hasComment = AssociationType(id: 13, name: "HAS_COMMENT", isHot: true)
    /// Replies below a top-level comment.
    static let hasReply = AssociationType(id: 14, name: "HAS_REPLY")
    /// All replies below a post: with HAS_COMMENT they make the number of its comments.
    static let hasAnswer = AssociationType(id: 15, name: "HAS_ANSWER", isHot: true)
    /// Stories of an account, by creation. Those older than a day have expired.
    static let activeStory = AssociationType(id: 16, name: "ACTIVE_STORY", isCounted: false)
    /// Stories that an account has seen, by the first time. What the newest views of one account
    /// say about the stories of a day is in one list, so no separate mark of progress is kept.
    static let viewed = AssociationType(id: 17, name: "VIEWED", inverse: 18, isCounted: false)
    static let viewedBy = AssociationType(id: 18, name: "VIEWED_BY", inverse: 17, isHot: true)

    package static let all = [
        follows, followedBy, requested, requestedBy, blocks, blockedBy, closeFriend, closeFriendOf,
        authored, pending, likes, likedBy, hasComment, hasReply, hasAnswer, activeStory, viewed,
        viewedBy,
    ]
}

extension GraphTypes {
    /// Everything that the product keeps in the graph.
    package static var social: GraphTypes {
        GraphTypes(objects: ObjectKind.allCases.map(\.type), associations: AssociationTypes.all)
    }
}
