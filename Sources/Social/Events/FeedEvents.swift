import TAO

/// The account has been shown posts in its feeds, and has looked at their authors: each post once in so many
/// hours, however often it is said (`SocialLimits.trackingTokenMilliseconds`).
package struct FeedSeen: ProductEvent {
    package static let kind = EventKind.feedSeen

    /// Posts that it has seen.
    let posts: [ObjectID]
    /// Posts from which it has opened the profile of the author.
    let profiles: [ObjectID]

    /// nil if there is nothing that had not been told.
    init?(_ taken: [InteractionStore.Taken]) {
        func first(_ kind: FeedInteractionKind) -> [ObjectID] {
            taken.filter { $0.isFirst && $0.kind == kind }.map(\.post).unique()
        }
        (posts, profiles) = (first(.impression), first(.profileOpen))
        if posts.isEmpty && profiles.isEmpty { return nil }
    }
}

/// The account has taken a post out of its HOME.
package struct FeedItemHidden: ProductEvent {
    package static let kind = EventKind.feedItemHidden

    let post: ObjectID
    let reason: FeedHideReason
}

extension FeedHideReason: Codable {}
