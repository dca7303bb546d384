import GraphQL
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
///     static let shown = \ResultFields.post
///     static let permission: [WriteRule<Post>] = [.mayLike]
///     static let edges: [EdgeChange] = [.add(AssociationTypes.likes)]
/// }
/// ```
protocol Toggle: ViewerMutation where Output == Ref<Target>, Code: SubjectErrorCode {
    associatedtype Target: MutationTarget

    static var subject: Subject<Self, Target> { get }
    /// The field of the payload that shows the object.
    static var shown: ShownField<Self, Target> { get }
    /// What must be so to add an edge, beside that the viewer sees the object.
    static var permission: [WriteRule<Target>] { get }
    static var edges: [EdgeChange] { get }
    /// Whether what is added depends on the record of the object, which must not change meanwhile.
    static var dependsOnTarget: Bool { get }
    /// Whether such marks of one account are made one after the other, as each takes another back.
    static var holdsViewer: Bool { get }

    /// What is written to add something; `edges` if nothing else is said. An empty write does nothing.
    static func write(
        to target: Target, by viewer: ObjectID, in context: RequestContext
    ) async throws -> GraphWrite
    /// Says, given how many that is, that an account has as many edges as it may; nil where there is no
    /// such limit.
    static var full: (@Sendable (_ edgesMax: Int) -> UserError<Code>)? { get }
}

typealias ShownField<Kind: Mutation, Target> = any KeyPath<
    Kind.ResultFields, Field<Payload<Kind>, Target?, NoArguments>
> & Sendable

/// What becomes of an edge from the viewer to the subject of a toggle.
enum EdgeChange: Sendable {
    case add(AssociationType)
    case remove(AssociationType)
    /// From the subject to the viewer.
    case addBack(AssociationType)
    case removeBack(AssociationType)

    var adds: Bool {
        switch self {
        case .add, .addBack: true
        case .remove, .removeBack: false
        }
    }

    var isBack: Bool {
        switch self {
        case .addBack, .removeBack: true
        case .add, .remove: false
        }
    }

    var type: AssociationType {
        switch self {
        case .add(let type), .addBack(let type), .remove(let type), .removeBack(let type): type
        }
    }
}

extension Toggle {
    static var permission: [WriteRule<Target>] { [] }
    /// What is taken back was counted when it was done.
    static var rate: RateLimit {
        adds ? .counted(.mark) : .uncounted(because: Access.takesBack)
    }
    static var full: (@Sendable (_ edgesMax: Int) -> UserError<Code>)? { nil }

    static var access: Access {
        adds
            ? .subject(Target.kind, permission.map(\.refusal))
            : .anyViewer(because: Access.takesBack)
    }

    static var dependsOnTarget: Bool { false }
    static var holdsViewer: Bool { false }

    static func register(_ payload: inout PayloadResolvers<Self>) {
        payload.field(shown) { $0.output }
    }

    static func write(
        to target: Target, by viewer: ObjectID, in context: RequestContext
    ) async throws -> GraphWrite {
        try GraphWrite(edges, from: viewer, to: target.id, of: Target.kind)
    }

    static func run(
        _ input: Input, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Target> {
        let id = try subject.id(of: input, in: context)
        if id == viewer { throw subject.error(.isViewer) }
        try await context.deciding {
            var write: GraphWrite
            var version: Int64?
            if adds {
                let target = try await subject.load(of: input, permission, in: context)
                write = try await self.write(to: target, by: viewer, in: context)
                if dependsOnTarget { version = target.object.version }
            } else {
                write = try GraphWrite(edges, from: viewer, to: id, of: Target.kind)
            }
            if write.isEmpty { return }
            try await commit(&write, from: viewer, to: id, version, in: context)
        }
        return Ref(id: id)
    }

    private static var adds: Bool { edges.contains(where: \.adds) }

    private static func commit(
        _ write: inout GraphWrite, from viewer: ObjectID, to id: ObjectID, _ version: Int64?,
        in context: RequestContext
    ) async throws {
        if Target.kind == .user {
            write.holdAccounts(viewer, id, ifVersion: version)
        } else {
            if dependsOnTarget { write.holdObject(id, ifVersion: version) }
            if holdsViewer { write.holdObject(viewer) }
        }
        if permission.contains(where: { $0.refusal == .blockedByViewer }) {
            write.requireNoBlock(between: viewer, and: id)
        }
        do {
            try await context.commit(write)
        } catch let error as GraphError {
            if case .limitReached(_, let max) = error, let full { throw full(max) }
            throw error
        }
    }
}
