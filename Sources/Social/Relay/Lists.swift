import TAO

/// The lists that clients page through, a line each. Their numbers are part of every cursor: never
/// change or reuse one.
enum Lists {
    static let posts = EdgeList<Post>(1, over: AssociationTypes.authored, shownTo: .contentAudience)
    static let pendingPosts = EdgeList<Post>(2, over: AssociationTypes.pending)
    static let followers = EdgeList<User>(
        3, over: AssociationTypes.followedBy, shownTo: .followListAudience)
    static let following = EdgeList<User>(
        4, over: AssociationTypes.follows, shownTo: .followListAudience)
    static let likers = EdgeList<User>(5, over: AssociationTypes.likedBy)
    static let comments = EdgeList<Comment>(6, over: AssociationTypes.hasComment)
    static let replies = EdgeList<Comment>(
        7, over: AssociationTypes.hasReply, order: .oldestFirst)
    static let followingFeed = MadeList<Post>(8)
    static let storyTrays = MadeList<StoryTray>(9)
    static let sessions = MadeList<Session>(30)
    static let viewers = EdgeList<User>(10, over: AssociationTypes.viewedBy, shownTo: .owner)
    static let followRequests = EdgeList<User>(40, over: AssociationTypes.requestedBy)
    static let sentFollowRequests = EdgeList<User>(41, over: AssociationTypes.requested)
    static let closeFriends = EdgeList<User>(42, over: AssociationTypes.closeFriend)
    static let favorites = EdgeList<User>(43, over: AssociationTypes.favorite)
    // Rules of its own: those of other lists hide whom the viewer blocks.
    static let blockedUsers = EdgeList<User>(44, over: AssociationTypes.blocks, rules: [.show])
    static let mutedUsers = EdgeList<User>(45, over: AssociationTypes.mutes)
    static let restrictedUsers = EdgeList<User>(46, over: AssociationTypes.restricts)
}

/// A list that is kept in the graph: the far ends of the edges of one type.
struct EdgeList<Node: GraphObject>: Sendable {
    let number: UInt8
    let association: AssociationType
    let order: ListOrder
    let audience: ListVisibility
    /// What of it the viewer may see, of what may be seen at all.
    let rules: [ReadRule<Node>]

    init(
        _ number: UInt8, over association: AssociationType, order: ListOrder = .newestFirst,
        shownTo audience: ListVisibility = .all, rules: [ReadRule<Node>] = Node.policyInLists
    ) {
        self.number = number
        self.association = association
        self.order = order
        self.audience = audience
        self.rules = rules
    }

    func of(_ owner: ObjectID) -> ListIdentity { ListIdentity(number: number, owner: owner) }
}

/// A list that is made when it is asked for.
struct MadeList<Node: Sendable>: Sendable {
    let number: UInt8

    init(_ number: UInt8) {
        self.number = number
    }

    func of(_ owner: ObjectID) -> ListIdentity { ListIdentity(number: number, owner: owner) }
}

enum ListOrder: Sendable {
    case newestFirst
    case oldestFirst
}

/// Who sees a list, of those who see the object that it belongs to.
enum ListVisibility: Sendable {
    case all
    /// What an account shares with its followers, or with everyone if it is public.
    case contentAudience
    /// Of those, whom the account has chosen.
    case followListAudience
    case owner

    func rules<Parent: GraphObject>(_ parent: Parent.Type) -> [ReadRule<Parent>] {
        switch self {
        case .all: [.show]
        case .contentAudience:
            [.hideWithOwner, .hideFromBlocked, .ownerSeesAll, .hideWhatIsPrivate, .show]
        case .followListAudience:
            [
                .hideWithOwner, .hideFromBlocked, .ownerSeesAll, .hideWhatIsPrivate,
                .followListAudience,
            ]
        case .owner: [.ownerSeesAll]
        }
    }
}

/// What lists belong to.
protocol ListParent: Sendable {
    var id: ObjectID { get }

    /// Whether the viewer sees a list of each of them. One that cannot be decided fails alone.
    static func show(
        _ parents: [Self], to audience: ListVisibility, in context: RequestContext
    ) async throws -> [Result<Bool, any Error>]
}

extension ListParent where Self: GraphObject {
    static func show(
        _ parents: [Self], to audience: ListVisibility, in context: RequestContext
    ) async throws -> [Result<Bool, any Error>] {
        try await context.shows(parents, audience.rules(Self.self))
    }
}

extension User: ListParent {}
extension Post: ListParent {}
extension Comment: ListParent {}
extension Story: ListParent {}

extension Viewer: ListParent {
    static func show(
        _ parents: [Viewer], to audience: ListVisibility, in context: RequestContext
    ) async throws -> [Result<Bool, any Error>] {
        // Their lists are reached by the viewer alone.
        parents.map { _ in .success(true) }
    }
}
