import Media
import TAO

extension RecordField where Owner == User {
    static var username: RecordField<User, String> { .init(1) }
    static var displayName: RecordField<User, String> { .init(2) }
    static var biography: RecordField<User, String> { .init(3) }
    static var website: RecordField<User, String> { .init(4) }
    /// Id of a MEDIA object.
    static var avatar: RecordField<User, ObjectID> { .init(5) }
    static var isPrivate: RecordField<User, Bool> { .init(6) }
    static var isVerified: RecordField<User, Bool> { .init(7) }
    static var isSuspended: RecordField<User, Bool> { .init(8) }
    /// Nil for everyone who sees the profile.
    static var followListAudience: RecordField<User, ListAudience> { .init(20) }
    /// When the suspension ends, in milliseconds since 1970; nil for never.
    static var suspendedUntil: RecordField<User, Int64> { .init(27) }
    /// When the account will be gone; nil if it will not.
    static var deletionAt: RecordField<User, Int64> { .init(28) }
    /// Whether its posts are pulled by those who follow it, not pushed to them.
    static var isPulled: RecordField<User, Bool> { .init(40) }
    static var renames: RecordField<User, Renames> { .init(26) }
    // What is missing has its default (`Settings`).
    static var commentPolicy: RecordField<User, InteractionPolicy> { .init(21) }
    static var messagePolicy: RecordField<User, InteractionPolicy> { .init(22) }
    static var mentionPolicy: RecordField<User, InteractionPolicy> { .init(23) }
    static var isDiscoverable: RecordField<User, Bool> { .init(24) }
    static var sendsReadReceipts: RecordField<User, Bool> { .init(25) }
}

extension RecordField where Owner == Post {
    static var author: RecordField<Post, ObjectID> { .init(1) }
    /// Ids of MEDIA objects, in their order.
    static var media: RecordField<Post, [ObjectID]> { .init(2) }
    static var caption: RecordField<Post, String> { .init(3) }
    static var audience: RecordField<Post, Audience> { .init(4) }
    static var status: RecordField<Post, PostStatus> { .init(5) }
    /// Milliseconds since 1970.
    static var publishedAt: RecordField<Post, Int64> { .init(6) }
    /// Nil for the author's setting.
    static var commentPolicy: RecordField<Post, InteractionPolicy> { .init(7) }
    static var hidesCounts: RecordField<Post, Bool> { .init(8) }
    static var isSensitive: RecordField<Post, Bool> { .init(9) }
    static var license: RecordField<Post, License> { .init(10) }
    /// Milliseconds since 1970.
    static var editedAt: RecordField<Post, Int64> { .init(11) }
    /// When it is to be published, of what is not: milliseconds since 1970.
    static var publishAt: RecordField<Post, Int64> { .init(12) }
    /// When a draft was last changed, or a post archived: milliseconds since 1970.
    static var movedAt: RecordField<Post, Int64> { .init(13) }
    static var sharesCaptureInfo: RecordField<Post, Bool> { .init(14) }
    /// Whether all that it shows is one video.
    static var isVideo: RecordField<Post, Bool> { .init(15) }
}

extension RecordField where Owner == Post {
    /// Of the caption.
    static var entities: RecordField<Post, TextEntities> { .init(30) }
    /// Ids of HASHTAG objects that were given besides those of the caption.
    static var givenHashtags: RecordField<Post, [ObjectID]> { .init(31) }
    /// Id of a LOCATION object.
    static var location: RecordField<Post, ObjectID> { .init(32) }
    static var tags: RecordField<Post, MediaTags> { .init(33) }
    /// Tags that those whom they mark have taken away.
    static var refusedTags: RecordField<Post, MediaTags> { .init(34) }
}

extension RecordField where Owner == Image {
    static var owner: RecordField<Image, ObjectID> { .init(1) }
    static var status: RecordField<Image, MediaStatus> { .init(2) }
    static var contentType: RecordField<Image, String> { .init(3) }
    static var byteCount: RecordField<Image, Int> { .init(4) }
    /// SHA-256 of the upload as the client announced it, 32 bytes.
    static var digest: RecordField<Image, RecordBytes> { .init(5) }
    static var altText: RecordField<Image, String> { .init(6) }
    static var width: RecordField<Image, Int> { .init(7) }
    static var height: RecordField<Image, Int> { .init(8) }
    static var blurHash: RecordField<Image, String> { .init(9) }
    static var variants: RecordField<Image, VariantTable> { .init(10) }
    /// Name of the upright original without metadata in the blob store.
    static var original: RecordField<Image, String> { .init(11) }
    /// The post, story or account that shows it.
    static var parent: RecordField<Image, ObjectID> { .init(12) }
    /// Why it FAILED, in a sentence for its owner.
    static var failure: RecordField<Image, String> { .init(13) }
    static var failureCode: RecordField<Image, FailureCode> { .init(14) }
    /// How it was taken; nil where the file does not say.
    static var capture: RecordField<Image, CaptureFacts> { .init(15) }
    /// The look that its owner wants.
    static var filter: RecordField<Image, ImageFilter> { .init(16) }
    /// The look of the variants.
    static var shownFilter: RecordField<Image, ImageFilter> { .init(17) }
    /// The point that matters most; nil for the middle.
    static var focalPoint: RecordField<Image, MediaPosition> { .init(18) }
    /// What was made of a video, of one that is READY.
    static var video: RecordField<Image, StoredVideo> { .init(19) }
    /// When what showed it let it go, in milliseconds since 1970; nil if nothing has.
    static var unusedSince: RecordField<Image, Int64> { .init(30) }
}

extension RecordField where Owner == Comment {
    static var post: RecordField<Comment, ObjectID> { .init(1) }
    static var author: RecordField<Comment, ObjectID> { .init(2) }
    static var text: RecordField<Comment, String> { .init(3) }
    /// The top-level comment that a reply hangs under.
    static var parent: RecordField<Comment, ObjectID> { .init(4) }
    /// The comment that a reply answers.
    static var inReplyTo: RecordField<Comment, ObjectID> { .init(5) }
    /// Milliseconds since 1970.
    static var editedAt: RecordField<Comment, Int64> { .init(6) }
    /// It is an empty place that holds replies: writer and text are gone.
    static var isDeleted: RecordField<Comment, Bool> { .init(7) }
    /// It is shown to its writer and the post's author alone.
    static var isHeldBack: RecordField<Comment, Bool> { .init(8) }
}

extension RecordField where Owner == Comment {
    /// Of the text.
    static var entities: RecordField<Comment, TextEntities> { .init(30) }
}

extension RecordField where Owner == Story {
    static var author: RecordField<Story, ObjectID> { .init(1) }
    static var media: RecordField<Story, ObjectID> { .init(2) }
    static var text: RecordField<Story, String> { .init(3) }
    static var audience: RecordField<Story, Audience> { .init(4) }
    static var status: RecordField<Story, PostStatus> { .init(5) }
    /// Milliseconds since 1970, later than those of all earlier stories of the author. One that was
    /// published before this was stored counts from when it was made.
    static var publishedAt: RecordField<Story, Int64> { .init(6) }
    /// When it was last tried again: milliseconds since 1970.
    static var retriedAt: RecordField<Story, Int64> { .init(7) }
    static var replyPolicy: RecordField<Story, InteractionPolicy> { .init(8) }
    static var mentions: RecordField<Story, [ObjectID]> { .init(9) }
    static var sharedPost: RecordField<Story, ObjectID> { .init(10) }
    /// Accounts that may not see it.
    static var hiddenFrom: RecordField<Story, [ObjectID]> { .init(11) }
    /// How many have seen it, of one whose views are not kept any more.
    static var viewCount: RecordField<Story, Int> { .init(12) }
}
