/// A field of an object type together with the Swift types of what it gives and takes: a schema
/// coordinate that the compiler checks. Made by `tintype graphql swift`, not by hand.
///
/// ```swift
/// resolvers.type(Post.self) { post in
///     post.field(\.caption) { $0.caption }
///     post.batch(\.comments) { posts, arguments, context in … arguments.orderBy … }
/// }
/// ```
///
/// A resolver for a field that does not exist, or of another type, nullability or arguments than the
/// schema says, does not compile.
@usableFromInline
package struct Field<Parent: Sendable, Value, Arguments: FieldArguments>: Sendable {
    @usableFromInline
    package let name: String

    package init(_ name: String) {
        self.name = name
    }
}

/// A Swift type that stands for an object type, with the fields that the schema gives it.
@usableFromInline
package protocol SchemaObject: ObjectResult {
    /// One `Field` for each.
    associatedtype Fields: Sendable

    static var fields: Fields { get }
}

/// The arguments of one field as a Swift type.
@usableFromInline
package protocol FieldArguments: Sendable {
    /// - Throws: `InputMismatch` if they were not coerced by the schema that the type was made from.
    init(_ given: Arguments) throws
}

/// The arguments of a field that takes none.
@usableFromInline
package struct NoArguments: FieldArguments {
    @inlinable
    package init(_ given: Arguments) {}

    @inlinable
    package init() {}
}

/// What a field gives where the schema promises a value, but the graph may have lost it: `missing`
/// becomes the error of a null in a non-null position, for this parent alone.
@usableFromInline
package enum Promised<Value: FieldResult>: FieldResult {
    case value(Value)
    case missing

    @inlinable
    package init(_ value: Value?) {
        self = value.map(Promised.value) ?? .missing
    }

    @inlinable
    package func slot(in outcome: inout OutcomeBuilder) -> Slot {
        switch self {
        case .value(let value): value.slot(in: &outcome)
        case .missing: .null
        }
    }
}

extension Sequence {
    /// Each value as one that the schema promises.
    package func promised<Value>() -> [Promised<Value>] where Element == Value? {
        map { Promised($0) }
    }

    /// The same for values of which some could not be fetched.
    package func promised<Value>() -> [Result<Promised<Value>, any Error>]
    where Element == Result<Value?, any Error> {
        map { value in value.map { Promised($0) } }
    }
}
