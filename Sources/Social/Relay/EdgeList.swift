import GraphQL
import TAO

/// A list that is kept in the graph: the far ends of the edges of one type.
struct EdgeList<Node: GraphObject>: Sendable {
    let association: AssociationType
    let order: ListOrder
    let audience: ListVisibility
    /// Those of its items that stand before all others, in every order; nil if there are none such.
    let front: ListFront?
    /// What of it the viewer may see, of what may be seen at all.
    let rules: [ReadRule<Node>]
    /// Loads what the viewer is shown of it, in place of policy and rules; nil where these decide.
    let loading: Loading?
    /// Which of its items stay in their place although they are of the front.
    let staysInPlace: @Sendable (Node) -> Bool

    /// In the order of the ids; nil for what is not shown.
    typealias Loading =
        @Sendable ([ObjectID], RequestContext) async throws -> [Result<Node?, any Error>]

    init(
        over association: AssociationType, order: ListOrder = .newestFirst,
        front: ListFront? = nil, shownTo audience: ListVisibility = .all,
        rules: [ReadRule<Node>] = Node.policyInLists, loadedBy loading: Loading? = nil,
        staysInPlace: @escaping @Sendable (Node) -> Bool = { _ in false }
    ) {
        self.association = association
        self.order = order
        self.front = front
        self.audience = audience
        self.rules = rules
        self.loading = loading
        self.staysInPlace = staysInPlace
    }
}

/// The items of a list that stand before all others.
enum ListFront: Sendable {
    /// Those of a short list of its own.
    case pinned(AssociationType, countMax: any KeyPath<SocialLimits, Int> & Sendable)
    /// Accounts that the viewer follows, so far as `followedEdges` finds them.
    case followed
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
    /// What has been liked: nothing of what is an empty place.
    case likes
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
        case .likes: [.only { ($0 as? any CountedObject)?.isLikeable ?? true }, .show]
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
extension Hashtag: ListParent {}
extension Location: ListParent {}

extension Viewer: ListParent {
    static func show(
        _ parents: [Viewer], to audience: ListVisibility, in context: RequestContext
    ) async throws -> [Result<Bool, any Error>] {
        // Their lists are reached by the viewer alone.
        parents.map { _ in .success(true) }
    }
}
