import TAO

/// The kinds of objects in the graph. Numbers are stored: never change or reuse one.
enum ObjectKind: Int16, CaseIterable, Sendable {
    case user = 1
    case post = 2
    case media = 3
    case comment = 4
    case story = 5
    case settings = 6
    case inbox = 7
    case hashtag = 10
    case location = 11
    case collection = 24
    case taste = 25
    case reception = 26
    case seenPosts = 27

    /// The type of its objects, with the policy.
    var objectType: any GraphObject.Type {
        switch self {
        case .user: User.self
        case .post: Post.self
        case .media: Image.self
        case .comment: Comment.self
        case .story: Story.self
        case .settings: OwnSettings.self
        case .inbox: Inbox.self
        case .hashtag: Hashtag.self
        case .location: Location.self
        case .collection: Collection.self
        case .taste: Taste.self
        case .reception: Reception.self
        case .seenPosts: SeenPosts.self
        }
    }

    /// What the graph knows of it.
    var type: ObjectType { ObjectType(id: rawValue, name: "\(self)".uppercased()) }
}

extension Object {
    /// nil for a kind that a later version of the product has stored.
    var kind: ObjectKind? { ObjectKind(rawValue: type) }

    /// The object, if it is of this kind.
    func ofKind(_ kind: ObjectKind) -> Object? {
        type == kind.rawValue ? self : nil
    }
}

/// Where names are unique. Ids are stored: never change or reuse one.
package enum NameSpaces {
    package static let username: Int16 = 1
    /// Addresses are not names, as several accounts may claim one (`EmailStore`).
    static let email: Int16 = 2
    /// Marks of the sample world.
    package static let demo: Int16 = 3
    /// Names are those of `HashtagName.key`.
    package static let hashtag: Int16 = 10
}
