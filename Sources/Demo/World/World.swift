import Social
import TAO

/// A made-up world as plain data: people, and what they have done until a certain moment.
///
/// Accounts are known by their index, everything else by its id.
struct World: Sendable {
    struct Person: Sendable {
        var id: ObjectID
        var username: String
        var displayName: String
        var biography: String?
        var website: String?
        var isPrivate = false
        var isVerified = false
        var avatar: Photo?
    }

    /// Something that one account has done to another.
    struct Relation: Sendable {
        var from: Int
        var to: Int
        var time: Int64
    }

    struct Photo: Sendable {
        var id: ObjectID
        /// Index of a picture.
        var picture: Int
    }

    struct Post: Sendable {
        var id: ObjectID
        var author: Int
        var photos: [Photo]
        var caption: String?
        var audience = BulkImport.Audience.everyone
        /// False for one whose photos are still processing.
        var isPublished = true
    }

    struct Comment: Sendable {
        var id: ObjectID
        var post: ObjectID
        var author: Int
        var text: String
        var parent: ObjectID?
        var inReplyTo: ObjectID?
    }

    struct Story: Sendable {
        var id: ObjectID
        var author: Int
        var photo: Photo
        var text: String?
        var audience = BulkImport.Audience.followers
        /// Whether its photo is READY.
        var isPublished = true
    }

    /// A like of a post or comment, or a view of a story.
    struct Mark: Sendable {
        var from: Int
        var target: ObjectID
        var time: Int64
    }

    var people: [Person] = []
    var follows: [Relation] = []
    var requests: [Relation] = []
    var closeFriends: [Relation] = []
    var blocks: [Relation] = []
    var posts: [Post] = []
    var comments: [Comment] = []
    var likes: [Mark] = []
    var stories: [Story] = []
    var views: [Mark] = []
}
