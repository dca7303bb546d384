import GraphQL
import TAO

/// A field of the type Mutation: what must hold before it, what it does, and what it gives.
///
/// What the schema says of it is an extension of the same type that is made from the schema. What
/// must hold is said by properties, so that no body repeats it, and is asked for in this order:
///
/// 1. `access`: there is a viewer, unless anyone may; it is not restricted (`isOpenToRestricted`);
/// 2. `texts`: the texts of the input keep their rules, and are from then on as they are stored;
/// 3. `rate`: the viewer, or its address, has not done it too often;
/// 4. the subject, if it has one (`SubjectMutation`): the viewer sees it and has `permission`.
///
/// What creates takes `RequestContext.create`, which makes one thing of an idempotency key. What comes
/// with a key is counted there, if it is new: a repetition is none too many.
protocol Mutation: SendableMetatype {
    associatedtype Input: InputObject
    associatedtype Code: UserErrorCode
    associatedtype ResultFields: PayloadFields where ResultFields.Kind == Self
    /// What a successful run gives the payload. It names objects by `Ref`, which are loaded after
    /// the run.
    associatedtype Output: Sendable

    /// Name of the field.
    static var name: String { get }
    /// Name of the type that it gives.
    static var payloadName: String { get }
    static var payloadFields: ResultFields { get }

    static var access: Access { get }
    static var texts: [TextRule<Self>] { get }
    static var rate: RateLimit { get }
    /// Whether accounts may run it that are suspended or about to be deleted.
    static var isOpenToRestricted: Bool { get }
    /// A text that may not be said again and again.
    static var said: (any KeyPath<Input, String> & Sendable)? { get }

    /// - Throws: `UserError<Code>` or `UserErrors<Code>` for expected failures, which become data;
    ///   anything else fails the field.
    static func run(_ input: Input, in context: RequestContext) async throws -> Output

    /// Registers the fields of the payload besides `userErrors`.
    static func register(_ payload: inout PayloadResolvers<Self>)
}

typealias PayloadResolvers<Kind: Mutation> = TypeResolvers<Payload<Kind>, RequestContext>

extension Mutation {
    static var texts: [TextRule<Self>] { [] }
    /// What needs no account is open to all.
    static var isOpenToRestricted: Bool { !access.needsViewer }
    static var said: (any KeyPath<Input, String> & Sendable)? { nil }
}

/// A mutation that only a signed-in account may run.
protocol ViewerMutation: Mutation {
    /// - Throws: as `Mutation.run`.
    static func run(
        _ input: Input, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output
}

extension ViewerMutation {
    static func run(_ input: Input, in context: RequestContext) async throws -> Output {
        try await run(input, as: context.requireViewer(), in: context)
    }
}

/// A mutation about one object that is there already.
protocol SubjectMutation: ViewerMutation where Code: SubjectErrorCode {
    associatedtype Target: MutationTarget

    static var subject: Subject<Self, Target> { get }
    /// What must be so, beside that the viewer sees the object.
    static var permission: [WriteRule<Target>] { get }

    /// - Parameter target: the subject, as the viewer sees it.
    /// - Throws: as `Mutation.run`.
    static func run(
        _ input: Input, on target: Target, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output
}

extension SubjectMutation {
    static var access: Access { .subject(Target.kind, permission.map(\.refusal)) }

    static func run(
        _ input: Input, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let target = try await subject.load(of: input, permission, in: context)
        return try await run(input, on: target, as: viewer, in: context)
    }
}

/// Who may run a mutation.
enum Access: Sendable {
    /// Anyone, signed in or not, for this reason.
    case anyone(because: String)
    /// Any signed-in account, and this is why nothing else has to hold.
    case anyViewer(because: String)
    /// A signed-in account that sees an object of this kind, unless it is refused for one of these
    /// reasons.
    case subject(ObjectKind, [Refusal])

    /// Why nothing has to hold to take a mark back.
    static let takesBack = "What is one's own can be taken back unseen."

    var needsViewer: Bool {
        if case .anyone = self { false } else { true }
    }
}
