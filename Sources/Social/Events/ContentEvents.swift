import TAO

/// A post can be seen, by its audience.
package struct PostPublished: ProductEvent {
    package static let kind = EventKind.postPublished

    let post: ObjectID
}

/// A post that was published is another, or is seen no more, or again.
package struct PostChanged: ProductEvent {
    package static let kind = EventKind.postChanged

    package enum Change: String, Codable, Sendable {
        case edited, archived, unarchived, deleted
    }

    let post: ObjectID
    let change: Change
}

/// A story can be seen, by its audience.
package struct StoryPublished: ProductEvent {
    package static let kind = EventKind.storyPublished

    let story: ObjectID
}

/// The author has deleted a story that could be seen.
package struct StoryRemoved: ProductEvent {
    package static let kind = EventKind.storyRemoved

    let story: ObjectID
}

/// The account likes something, or does so no longer.
package struct LikeChanged: ProductEvent {
    package static let kind = EventKind.likeChanged

    package enum Liked: String, Codable, Sendable {
        case post, comment
    }

    let object: ObjectID
    let type: Liked
    let isLiked: Bool
}

/// The account has commented, or changed a comment, or taken one away; the author of a post that of another.
package struct CommentChanged: ProductEvent {
    package static let kind = EventKind.commentChanged

    package enum Change: String, Codable, Sendable {
        case created, edited, deleted
        /// The author of the post shows what was held back.
        case approved
    }

    let comment: ObjectID
    let post: ObjectID
    /// The top-level comment that it hangs under; nil for one itself.
    let parent: ObjectID?
    /// The comment that it answers.
    let inReplyTo: ObjectID?
    let change: Change
    /// True while it is shown to its writer and the post's author alone; nil otherwise.
    let isHidden: Bool?
}

/// A photo of the account's has its variants.
package struct MediaReady: ProductEvent {
    package static let kind = EventKind.mediaReady

    let media: ObjectID
    /// What shows it by now.
    let parent: ObjectID?
}

/// Something that others may see names accounts that it has not named before.
package struct PeopleNamed: ProductEvent {
    package static let kind = EventKind.peopleNamed

    package enum Place: String, Codable, Sendable {
        case post, comment
    }

    let object: ObjectID
    let type: Place
    /// In its text.
    let mentioned: [ObjectID]
    /// In its photos.
    let tagged: [ObjectID]
}

/// The account has taken its tag off a photo.
package struct TagRemoved: ProductEvent {
    package static let kind = EventKind.tagRemoved

    let post: ObjectID
    let media: ObjectID
}

/// The account follows a hashtag, or does so no longer.
package struct HashtagFollowChanged: ProductEvent {
    package static let kind = EventKind.hashtagFollowChanged

    let hashtag: ObjectID
    let isFollowing: Bool
}
