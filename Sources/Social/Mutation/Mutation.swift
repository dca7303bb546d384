import GraphQL
import TAO

/// A field of the type Mutation: what it does. What the schema says of it is an extension of the same
/// type that is made from the schema.
protocol Mutation: SendableMetatype {
    associatedtype Input: InputObject
    associatedtype Code: UserErrorCode
    associatedtype ResultFields: PayloadFields where ResultFields.Kind == Self
    /// What a successful run gives the payload.
    associatedtype Output: Sendable

    /// Name of the field.
    static var name: String { get }
    /// Name of the type that it gives.
    static var payloadName: String { get }
    static var payloadFields: ResultFields { get }

    /// - Throws: `UserError<Code>` or `UserErrors<Code>` for expected failures, which become data;
    ///   anything else fails the field.
    static func run(_ input: Input, in context: RequestContext) async throws -> Output
}

/// Fields that every payload has.
protocol PayloadFields: Sendable {
    associatedtype Kind: Mutation

    var userErrors: Field<Payload<Kind>, [UserError<Kind.Code>], NoArguments> { get }
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

/// Several expected failures of one input.
struct UserErrors<Code: UserErrorCode>: Error {
    var errors: [UserError<Code>] = []

    /// Does nothing if there are none.
    func throwIfAny() throws(UserErrors) {
        if !errors.isEmpty { throw self }
    }
}

/// The result of a mutation.
struct Payload<Kind: Mutation>: SchemaObject {
    static var typeName: String { Kind.payloadName }
    static var fields: Kind.ResultFields { Kind.payloadFields }

    let output: Kind.Output?
    let errors: [UserError<Kind.Code>]
}

/// The one object whose fields are the beginnings of all writes.
struct MutationRoot: Sendable {}

/// Registers mutations with their payload types.
struct MutationList {
    fileprivate var root = TypeResolvers<MutationRoot, RequestContext>()
    fileprivate var resolvers: Resolvers<RequestContext>

    /// - Parameter register: the fields of the payload besides `userErrors`.
    mutating func add<Kind: Mutation>(
        _ kind: Kind.Type,
        _ register: (inout TypeResolvers<Payload<Kind>, RequestContext>) -> Void
    ) {
        root.batch(Kind.name) { _, arguments, context in
            do {
                let input: Kind.Input = try InputArgument(arguments).input
                let output = try await Kind.run(input, in: context)
                return [Payload<Kind>(output: output, errors: [])]
            } catch let error as UserError<Kind.Code> {
                return [Payload<Kind>(output: nil, errors: [error])]
            } catch let errors as UserErrors<Kind.Code> {
                return [Payload<Kind>(output: nil, errors: errors.errors)]
            }
        }
        resolvers.type(Payload<Kind>.self) { payload in
            payload.field(\.userErrors) { $0.errors }
            register(&payload)
        }
    }
}

extension Resolvers<RequestContext> {
    /// Registers the type Mutation.
    mutating func mutations(_ register: (inout MutationList) -> Void) {
        var list = MutationList(resolvers: self)
        register(&list)
        self = list.resolvers
        root(MutationRoot()) { $0 = list.root }
    }
}
