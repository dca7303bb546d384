import GraphQL
import TAO

/// The result of a mutation.
struct Payload<Kind: Mutation>: SchemaObject {
    static var typeName: String { Kind.payloadName }
    static var fields: Kind.ResultFields { Kind.payloadFields }

    /// nil after an expected failure.
    let output: Kind.Output?
    let errors: [UserError<Kind.Code>]
}

/// Fields that every payload has.
protocol PayloadFields: Sendable {
    associatedtype Kind: Mutation

    var userErrors: Field<Payload<Kind>, [UserError<Kind.Code>], NoArguments> { get }
}

/// An object that a payload shows. It is loaded when the payload's field is answered, which is after
/// the mutation has committed, and by the policy of its kind: null if the viewer cannot see it then.
struct Ref<Target: GraphObject>: Sendable {
    let id: ObjectID
}

extension TypeResolvers where Parent: SchemaObject, Context == RequestContext {
    /// An object that the mutation has named.
    mutating func field<Kind: Mutation, Target: GraphObject & FieldResult>(
        _ coordinate: Coordinate<Target?, NoArguments>,
        _ ref: @escaping @Sendable (Payload<Kind>) -> Ref<Target>?
    ) where Parent == Payload<Kind> {
        batch(coordinate) { payloads, context in
            try await each(payloads.map(ref)) { try await context.load(Target.self, $0.id) }
        }
    }

    /// What else has to be read for a payload, after the mutation has committed.
    mutating func read<Kind: Mutation, Value: FieldResult>(
        _ coordinate: Coordinate<Value?, NoArguments>,
        _ read: @escaping @Sendable (Kind.Output, RequestContext) async throws -> Value?
    ) where Parent == Payload<Kind> {
        batch(coordinate) { payloads, context in
            try await each(payloads.map(\.output)) { try await read($0, context) }
        }
    }
}

/// One by one: mutations run so, and each has one payload.
private func each<Given, Value>(
    _ given: [Given?], _ read: (Given) async throws -> Value?
) async throws -> [Value?] {
    var values: [Value?] = []
    for given in given {
        guard let given else {
            values.append(nil)
            continue
        }
        values.append(try await read(given))
    }
    return values
}
