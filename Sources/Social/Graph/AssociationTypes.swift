import TAO

/// The kinds of associations in the graph. Ids are stored: never change or reuse one.
///
/// Every list is ordered by time, the newest first: that of the act itself (a follow, a like) where
/// nothing else is said. The types that a `ViewerRelation` is made of decide access.
package enum AssociationTypes {
    static let (follows, followedBy) = AssociationType.pair(
        .init(id: 1, name: "FOLLOWS", decidesAccess: true), .init(id: 2, name: "FOLLOWED_BY"))
    static let (requested, requestedBy) = AssociationType.pair(
        .init(id: 3, name: "REQUESTED", isCounted: false), .init(id: 4, name: "REQUESTED_BY"))
    static let (blocks, blockedBy) = AssociationType.pair(
        .init(id: 5, name: "BLOCKS", isCounted: false, decidesAccess: true),
        .init(id: 6, name: "BLOCKED_BY", isCounted: false, decidesAccess: true))
    static let (closeFriend, closeFriendOf) = AssociationType.pair(
        .init(id: 7, name: "CLOSE_FRIEND"),
        .init(id: 8, name: "CLOSE_FRIEND_OF", isCounted: false, decidesAccess: true))
    /// Published posts of an account, by publication.
    static let authored = AssociationType(id: 9, name: "AUTHORED")
    /// Posts of an account that are not published, by creation.
    static let pending = AssociationType(id: 10, name: "PENDING", isCounted: false)
    /// Posts and comments that an account likes.
    static let (likes, likedBy) = AssociationType.pair(
        .init(id: 11, name: "LIKES", isCounted: false),
        .init(id: 12, name: "LIKED_BY", isHot: true))
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
    static let (viewed, viewedBy) = AssociationType.pair(
        .init(id: 17, name: "VIEWED", isCounted: false),
        .init(id: 18, name: "VIEWED_BY", isHot: true))

    /// With the limits of the product.
    static func all(_ limits: SocialLimits) -> [AssociationType] {
        [
            follows.limited(to: limits.followingMax), followedBy, requested, requestedBy, blocks,
            blockedBy, closeFriend, closeFriendOf, authored, pending, likes, likedBy, hasComment,
            hasReply, hasAnswer, activeStory, viewed, viewedBy,
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
