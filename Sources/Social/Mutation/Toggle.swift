import TAO

/// A mutation that adds edges from the viewer to an object, or takes them away: likes, saves, mutes,
/// follows. Saying it again changes nothing, and the payload shows the object as it then is.
///
/// Who adds must see the object and have permission. Who takes away needs neither, so that nothing
/// that has gone out of sight keeps anyone from leaving it; the payload's object is null then.
///
/// ```swift
/// /// `postLike`: likes a post.
/// enum PostLike: Toggle {
///     static let subject = Subject<PostLike, Post>(\.postId, at: Input.Path.postId)
///     static let permission: [WriteRule<Post>] = [.mayLike]
///     static let edges: [EdgeChange] = [.add(AssociationTypes.likes)]
/// }
/// ```
protocol Toggle: ViewerMutation where Output == Ref<Target>, Code: SubjectErrorCode {
    associatedtype Target: MutationTarget

    static var subject: Subject<Self, Target> { get }
    /// What must be so to add an edge, beside that the viewer sees the object.
    static var permission: [WriteRule<Target>] { get }
    static var edges: [EdgeChange] { get }

    /// What is added where that depends on the object; `edges` if nothing else is said.
    static func edges(to target: Target, in context: RequestContext) async throws -> [EdgeChange]
    /// What is said when an account has as many edges as it may; nil where there is no such limit.
    static var full: UserError<Code>? { get }
}

/// What becomes of an edge from the viewer to the subject of a toggle.
enum EdgeChange: Sendable {
    case add(AssociationType)
    case remove(AssociationType)

    fileprivate var adds: Bool {
        if case .add = self { true } else { false }
    }
}

extension Toggle {
    static var permission: [WriteRule<Target>] { [] }
    /// What is taken back was counted when it was done.
    static var rate: RateLimit {
        adds ? .counted(.mark) : .uncounted(because: Access.takesBack)
    }
    static var full: UserError<Code>? { nil }

    static var access: Access {
        adds
            ? .subject(Target.kind, permission.map(\.refusal))
            : .anyViewer(because: Access.takesBack)
    }

    static func edges(to target: Target, in context: RequestContext) async throws -> [EdgeChange] {
        edges
    }

    static func run(
        _ input: Input, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Target> {
        let id = try subject.id(of: input, in: context)
        if id == viewer { throw subject.error(.isViewer) }
        var changes = edges
        if adds {
            let target = try await subject.load(of: input, permission, in: context)
            changes = try await edges(to: target, in: context)
        }
        try await commit(changes, from: viewer, to: id, in: context)
        return Ref(id: id)
    }

    private static var adds: Bool { edges.contains(where: \.adds) }

    private static func commit(
        _ changes: [EdgeChange], from viewer: ObjectID, to id: ObjectID, in context: RequestContext
    ) async throws {
        var write = GraphWrite()
        for change in changes {
            switch change {
            case .add(let type): write.addAssociation(viewer, type, id)
            case .remove(let type): write.deleteAssociation(viewer, type, id)
            }
        }
        guard !write.isEmpty else { return }
        do {
            try await context.commit(write)
        } catch let error as GraphError {
            if case .limitReached = error, let full { throw full }
            throw error
        }
    }
}
