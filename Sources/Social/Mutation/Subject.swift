import GraphQL
import TAO

/// A kind of object that mutations are about.
protocol MutationTarget: GraphObject, NodeObject {
    /// What is said where there is none that the viewer can see.
    static var missing: String { get }

    /// The object that a global id names; nil if it can name none of this kind.
    static func target(of id: ID, in context: RequestContext) -> ObjectID?
}

extension MutationTarget {
    static func target(of id: ID, in context: RequestContext) -> ObjectID? {
        context.object(id, nodeType)
    }
}

/// Where an input names the object that its mutation is about.
struct Subject<Kind: Mutation, Target: MutationTarget>: Sendable where Kind.Code: SubjectErrorCode {
    private let id: @Sendable (Kind.Input) -> ID
    private let path: InputPath

    init(_ id: any KeyPath<Kind.Input, ID> & Sendable, at path: InputPath) {
        self.id = { $0[keyPath: id] }
        self.path = path
    }

    /// - Throws: NOT_FOUND for an id that can name no such object.
    func id(
        of input: Kind.Input, in context: RequestContext
    ) throws(UserError<Kind.Code>) -> ObjectID {
        guard let id = Target.target(of: id(input), in: context) else { throw error(.notFound) }
        return id
    }

    /// - Throws: `UserError` if the viewer does not see the object, or breaks a rule.
    func load(
        of input: Kind.Input, _ rules: [WriteRule<Target>], in context: RequestContext
    ) async throws -> Target {
        let id = try id(of: input, in: context)
        switch try await context.permit(rules, on: id) {
        case .success(let target): return target
        case .failure(let refusal): throw error(refusal)
        }
    }

    func error(_ refusal: Refusal) -> UserError<Kind.Code> {
        UserError(refusal, of: Target.self, at: path)
    }
}

extension UserError where Code: SubjectErrorCode {
    init(_ refusal: Refusal, of target: (some MutationTarget).Type, at path: InputPath) {
        let message =
            switch refusal {
            case .notFound: target.missing
            case .notOwner:
                Code.code(for: .notOwner) == .notFound ? target.missing : "It is another's."
            case .notAllowed: "Its author does not let you do this."
            case .isViewer: "This is your own account."
            case .blockedByViewer: "You block this account. Unblock it first."
            }
        self.init(.code(for: refusal), message, at: path)
    }
}

/// Codes of mutations about objects that are there already.
protocol SubjectErrorCode: UserErrorCode {
    static var notFound: Self { get }

    /// How a family says what keeps the viewer from something.
    static func code(for refusal: Refusal) -> Self
}

extension SubjectErrorCode {
    /// Where there is no word for it, there is no such object: there is nothing to probe with.
    static func code(for refusal: Refusal) -> Self { .notFound }
}

extension PostErrorCode: SubjectErrorCode {
    static func code(for refusal: Refusal) -> PostErrorCode {
        refusal == .notOwner ? .notAllowed : .notFound
    }
}

extension CommentErrorCode: SubjectErrorCode {
    static func code(for refusal: Refusal) -> CommentErrorCode {
        switch refusal {
        case .notOwner, .notAllowed: .notAllowed
        default: .notFound
        }
    }
}

extension MediaErrorCode: SubjectErrorCode {}

extension RelationshipErrorCode: SubjectErrorCode {
    static func code(for refusal: Refusal) -> RelationshipErrorCode {
        switch refusal {
        case .notFound, .notOwner, .notAllowed: .notFound
        case .isViewer: .`self`
        case .blockedByViewer: .blockedByViewer
        }
    }
}
