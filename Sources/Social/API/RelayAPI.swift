// Made from Schema/relay.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// An object with a global id.
enum AnyNode: FieldResult {
    case session(Session)
    case collection(Collection)
    case comment(Comment)
    case hashtag(Hashtag)
    case location(Location)
    case image(Image)
    case video(Video)
    case moderationDecision(ModerationDecision)
    case post(Post)
    case followRequest(FollowRequest)
    case story(Story)
    case storyTray(StoryTray)
    case user(User)

    func slot(in outcome: inout OutcomeBuilder) -> Slot {
        switch self {
        case .session(let it): it.slot(in: &outcome)
        case .collection(let it): it.slot(in: &outcome)
        case .comment(let it): it.slot(in: &outcome)
        case .hashtag(let it): it.slot(in: &outcome)
        case .location(let it): it.slot(in: &outcome)
        case .image(let it): it.slot(in: &outcome)
        case .video(let it): it.slot(in: &outcome)
        case .moderationDecision(let it): it.slot(in: &outcome)
        case .post(let it): it.slot(in: &outcome)
        case .followRequest(let it): it.slot(in: &outcome)
        case .story(let it): it.slot(in: &outcome)
        case .storyTray(let it): it.slot(in: &outcome)
        case .user(let it): it.slot(in: &outcome)
        }
    }
}

extension AnyNode {
    /// What it may be.
    static let types: [any NodeObject.Type] = [
        Session.self,
        Collection.self,
        Comment.self,
        Hashtag.self,
        Location.self,
        Image.self,
        Video.self,
        ModerationDecision.self,
        Post.self,
        FollowRequest.self,
        Story.self,
        StoryTray.self,
        User.self,
    ]
}

extension Session {
    var asNode: AnyNode { .session(self) }
}

extension Collection {
    var asNode: AnyNode { .collection(self) }
}

extension Comment {
    var asNode: AnyNode { .comment(self) }
}

extension Hashtag {
    var asNode: AnyNode { .hashtag(self) }
}

extension Location {
    var asNode: AnyNode { .location(self) }
}

extension Image {
    var asNode: AnyNode { .image(self) }
}

extension Video {
    var asNode: AnyNode { .video(self) }
}

extension ModerationDecision {
    var asNode: AnyNode { .moderationDecision(self) }
}

extension Post {
    var asNode: AnyNode { .post(self) }
}

extension FollowRequest {
    var asNode: AnyNode { .followRequest(self) }
}

extension Story {
    var asNode: AnyNode { .story(self) }
}

extension StoryTray {
    var asNode: AnyNode { .storyTray(self) }
}

extension User {
    var asNode: AnyNode { .user(self) }
}

/// Fields that every `Node` has.
protocol NodeFields: Sendable {
    associatedtype Parent: SchemaObject

    /// Opaque global id. Do not parse it; ids are unique across all types.
    var id: Field<Parent, ID, NoArguments> { get }
}

/// Where a page lies in its list.
extension PageInfo: SchemaObject {
    static let typeName = "PageInfo"
    static let fields = PageInfoFields()
}

/// Fields of `PageInfo`.
struct PageInfoFields: Sendable {
    typealias Parent = PageInfo

    /// Whether more items follow `endCursor`. Of a page before a cursor it is true without a look:
    /// its item was there.
    let hasNextPage = Field<Parent, Bool, NoArguments>("hasNextPage")
    /// Whether items precede `startCursor`. Always false in forward-only connections read from
    /// their start. Of a page after a cursor it is true without a look: its item was there.
    let hasPreviousPage = Field<Parent, Bool, NoArguments>("hasPreviousPage")
    /// Cursor of the first edge; null for an empty page.
    let startCursor = Field<Parent, String?, NoArguments>("startCursor")
    /// Cursor of the last edge; null for an empty page. Pass it as `after`.
    let endCursor = Field<Parent, String?, NoArguments>("endCursor")
}

/// Fields that every `Likeable` has.
protocol LikeableFields: Sendable {
    associatedtype Parent: SchemaObject

    /// Opaque global id.
    var id: Field<Parent, ID, NoArguments> { get }
    /// Number of likes; null where the owner hides it from this viewer.
    var likeCount: Field<Parent, CountScalar?, NoArguments> { get }
    /// Whether the viewer likes it.
    var viewerHasLiked: Field<Parent, Bool, NoArguments> { get }
    /// Who likes it, newest first, accounts the viewer follows before others.
    var likers: Field<Parent, Connection<LikerConnectionKind>, LikeableLikersArguments> { get }
}

/// Arguments of `Likeable.likers`.
struct LikeableLikersArguments: Paging {
    var first: Int?
    var after: String?
}

extension LikeableLikersArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}
