import TAO

/// The kinds of objects in the graph. Ids are stored: never change or reuse one.
package enum ObjectTypes {
    package static let user = ObjectType(id: 1, name: "USER")
    package static let post = ObjectType(id: 2, name: "POST")
    package static let media = ObjectType(id: 3, name: "MEDIA")
    package static let comment = ObjectType(id: 4, name: "COMMENT")
    package static let story = ObjectType(id: 5, name: "STORY")

    package static let all = [user, post, media, comment, story]
}

/// Where names are unique. Ids are stored: never change or reuse one.
package enum NameSpaces {
    package static let username: Int16 = 1
    static let email: Int16 = 2
    /// Marks of the demo, see `DemoWorld`.
    static let demo: Int16 = 3
}

/// Field numbers of a USER record. Numbers are stored: never change or reuse one.
enum UserField {
    static let username: UInt8 = 1
    static let displayName: UInt8 = 2
    static let biography: UInt8 = 3
    static let website: UInt8 = 4
    /// Id of a MEDIA object.
    static let avatar: UInt8 = 5
    static let isPrivate: UInt8 = 6
    static let isVerified: UInt8 = 7
    static let isSuspended: UInt8 = 8
}

/// Field numbers of a POST record.
enum PostField {
    static let author: UInt8 = 1
    /// Ids of MEDIA objects, in their order.
    static let media: UInt8 = 2
    static let caption: UInt8 = 3
    static let audience: UInt8 = 4
    static let status: UInt8 = 5
    /// Milliseconds since 1970.
    static let publishedAt: UInt8 = 6
}

/// Field numbers of a MEDIA record.
enum MediaField {
    static let owner: UInt8 = 1
    static let status: UInt8 = 2
    static let contentType: UInt8 = 3
    static let byteCount: UInt8 = 4
    /// SHA-256 of the upload as the client announced it, 32 bytes.
    static let digest: UInt8 = 5
    static let altText: UInt8 = 6
    static let width: UInt8 = 7
    static let height: UInt8 = 8
    static let blurHash: UInt8 = 9
    /// See `VariantTable`.
    static let variants: UInt8 = 10
    /// Name of the upright original without metadata in the blob store.
    static let original: UInt8 = 11
    /// The post, story or account that shows it.
    static let container: UInt8 = 12
    /// Why it FAILED, for operators.
    static let failure: UInt8 = 13
}

/// Field numbers of a COMMENT record.
enum CommentField {
    static let post: UInt8 = 1
    static let author: UInt8 = 2
    static let text: UInt8 = 3
    /// The top-level comment that a reply hangs under.
    static let parent: UInt8 = 4
    /// The comment that a reply answers.
    static let inReplyTo: UInt8 = 5
}

/// Field numbers of a STORY record.
enum StoryField {
    static let author: UInt8 = 1
    static let media: UInt8 = 2
    static let text: UInt8 = 3
    static let audience: UInt8 = 4
    static let status: UInt8 = 5
}
