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

    struct Hashtag: Sendable {
        var id: ObjectID
        /// In any case, without the number sign.
        var name: String
    }

    struct Place: Sendable {
        var id: ObjectID
        var name: String
        var latitude: Double
        var longitude: Double
    }

    /// An account in a photo.
    struct Tag: Sendable {
        var photo: ObjectID
        var person: Int
        /// From the left and from the top, 0 to 1.
        var x: Double
        var y: Double
    }

    struct Post: Sendable {
        var id: ObjectID
        var author: Int
        var photos: [Photo]
        var caption: String?
        var audience = BulkImport.Audience.everyone
        /// The id of a place.
        var place: ObjectID?
        var tags: [Tag] = []
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
        /// Whether its writer and the author of the post alone see it.
        var isHidden = false
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

    /// A collection of saved posts.
    struct Collection: Sendable {
        var id: ObjectID
        var owner: Int
        var name: String
        /// With when they were saved.
        var posts: [(id: ObjectID, time: Int64)]
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
    /// Those that shall have known ids; others come with the texts.
    var hashtags: [Hashtag] = []
    var places: [Place] = []
    var posts: [Post] = []
    var comments: [Comment] = []
    var likes: [Mark] = []
    var stories: [Story] = []
    var views: [Mark] = []
    var collections: [Collection] = []
}
