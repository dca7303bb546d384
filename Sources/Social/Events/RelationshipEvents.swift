import TAO

/// An account follows another, or does so no longer. One that the followed account has caused is an approval,
/// a removal or a block.
package struct FollowChanged: ProductEvent {
    package static let kind = EventKind.followChanged

    let follower: ObjectID
    let followed: ObjectID
    let isFollowing: Bool
}

/// A request to follow waits for an answer, or does so no longer. Approved ones have a `FollowChanged` beside
/// them. One that its target is not shown is not told of.
package struct FollowRequestChanged: ProductEvent {
    package static let kind = EventKind.followRequestChanged

    let requester: ObjectID
    let target: ObjectID
    let isOpen: Bool
}

/// The account blocks another, or does so no longer.
package struct BlockChanged: ProductEvent {
    package static let kind = EventKind.blockChanged

    let blocked: ObjectID
    let isBlocked: Bool
}

/// The account mutes another, or does so no longer: then nothing is muted. Telling the same mute again is a
/// new one. The end of a mute by the clock is none of its own.
package struct MuteChanged: ProductEvent {
    package static let kind = EventKind.muteChanged

    let muted: ObjectID
    let posts: Bool
    let stories: Bool
    /// Milliseconds since 1970; nil for no end.
    let until: Int64?
}

extension MuteChanged {
    init(of account: ObjectID, _ mute: ViewerMute) {
        self.init(
            muted: account, posts: mute.posts, stories: mute.stories, until: mute.until)
    }
}
