import Synchronization

/// How the fields of a schema are answered.
///
/// A resolver belongs to one field of one object type. `field` is for what a loaded object knows
/// already: it is called once per object while the response is written, and needs no task. `batch`
/// is for what must be fetched: it is called once per level of the query with all parents, and
/// answers for all of them in their order.
///
/// ```swift
/// var resolvers = Resolvers(context: RequestContext.self)
/// resolvers.type(User.self) { user in
///     user.field("username") { $0.username }
///     user.batch("avatar") { users, arguments, context in
///         try await context.loader.images(users.map(\.avatarID))
///     }
/// }
/// ```
package struct Resolvers<Context: AnyObject & Sendable>: Sendable {
    var fields: [FieldCoordinate: FieldResolver] = [:]
    var roots: [String: AnyColumn] = [:]
    var sources: [FieldCoordinate: EventSource] = [:]
    var scalars: [String: ScalarCoercion] = [:]
    /// By the name of the directive.
    var guards: [String: @Sendable (AppliedDirective) -> FieldGuard] = [:]

    package init(context: Context.Type) {}

    /// Registers the fields of the object type that `Parent` stands for.
    package mutating func type<Parent: ObjectResult>(
        _ parent: Parent.Type, _ register: (inout TypeResolvers<Parent, Context>) -> Void
    ) {
        var type = TypeResolvers<Parent, Context>()
        register(&type)
        for (name, resolver) in type.fields {
            let coordinate = FieldCoordinate(type: Parent.typeName, field: name)
            precondition(fields[coordinate] == nil, "Two resolvers for \(coordinate).")
            fields[coordinate] = resolver
        }
    }

    /// Registers a root operation type: its one object is the parent of the root fields.
    package mutating func root<Parent: ObjectResult>(
        _ parent: Parent, _ register: (inout TypeResolvers<Parent, Context>) -> Void
    ) {
        roots[Parent.typeName] = Column([parent])
        type(Parent.self, register)
    }

    /// Registers one field of a type that no Swift type stands for, as tools over any schema do.
    package mutating func register(_ resolver: FieldResolver, type: String, field: String) {
        fields[FieldCoordinate(type: type, field: field)] = resolver
    }

    /// Registers the one object of a root operation type that no Swift type stands for.
    package mutating func registerRoot<Parent: Sendable>(_ parent: Parent, typeName: String) {
        roots[typeName] = Column([parent])
    }

    /// How a custom scalar is checked. Without one, its values pass as they are.
    package mutating func scalar(_ name: String, _ coercion: ScalarCoercion) {
        scalars[name] = coercion
    }
}

/// Checks of a custom scalar's values. A thrown `GraphQLError`'s message is shown to the client.
package struct ScalarCoercion: Sendable {
    /// What a resolver gave -> what is written; nil for as it is.
    package var result: (@Sendable (LeafValue) throws -> LeafValue)?
    /// What a literal or variable holds -> what resolvers are given.
    package var input: @Sendable (InputValue) throws -> InputValue

    package init(
        result: (@Sendable (LeafValue) throws -> LeafValue)? = nil,
        input: @escaping @Sendable (InputValue) throws -> InputValue = { $0 }
    ) {
        self.result = result
        self.input = input
    }
}

/// `Type.field`.
struct FieldCoordinate: Hashable, Sendable, CustomStringConvertible {
    var type: String
    var field: String

    var description: String { "\(type).\(field)" }
}

/// Registers the fields of one object type.
@usableFromInline
package struct TypeResolvers<Parent: Sendable, Context: AnyObject & Sendable> {
    @usableFromInline
    package var fields: [(String, FieldResolver)] = []

    @inlinable
    package init() {}

    /// A scalar or enum that the parent knows.
    @inlinable
    package mutating func field<Value: LeafOutput>(
        _ name: String, _ get: @escaping @Sendable (Parent) throws -> Value
    ) {
        let resolve: FieldResolver.Leaf = { column, row, _ in
            try get(column.of(Parent.self).values[row]).leafValue
        }
        fields.append((name, .leaf(resolve)))
    }

    /// A scalar or enum that the parent knows, given arguments and context.
    @inlinable
    package mutating func field<Value: LeafOutput>(
        _ name: String,
        _ get: @escaping @Sendable (Parent, Arguments, Context) throws -> Value
    ) {
        let resolve: FieldResolver.Leaf = { column, row, call in
            try get(column.of(Parent.self).values[row], call.arguments, call.context(Context.self))
                .leafValue
        }
        fields.append((name, .leaf(resolve)))
    }

    /// An object, or list of objects, that the parent knows.
    @inlinable
    package mutating func field<Value: FieldResult>(
        _ name: String, _ get: @escaping @Sendable (Parent) throws -> Value
    ) {
        field(name) { parent, _, _ in try get(parent) }
    }

    /// An object, or list of objects, that the parent knows, given arguments and context.
    @inlinable
    package mutating func field<Value: FieldResult>(
        _ name: String,
        _ get: @escaping @Sendable (Parent, Arguments, Context) throws -> Value
    ) {
        let resolve: FieldResolver.Objects = { column, call in
            var outcome = OutcomeBuilder()
            let context = call.context(Context.self)
            let slots = column.of(Parent.self).values.map { parent in
                do {
                    return try get(parent, call.arguments, context).slot(in: &outcome)
                } catch {
                    return outcome.failure(error)
                }
            }
            return (slots, outcome)
        }
        fields.append((name, .objects(resolve)))
    }

    /// What must be fetched: one call for all parents of a level. The result has one value for each
    /// parent, in their order; to fail one of them, give a `Result`. An error thrown fails them all.
    @inlinable
    package mutating func batch<Value: FieldResult>(
        _ name: String,
        _ get: @escaping @Sendable ([Parent], Arguments, Context) async throws -> [Value]
    ) {
        let resolve: FieldResolver.Batch = { column, call in
            let parents = column.of(Parent.self).values
            let values = try await get(parents, call.arguments, call.context(Context.self))
            precondition(
                values.count == parents.count, "A batch answers once for each of its parents.")
            var outcome = OutcomeBuilder()
            let slots = values.map { $0.slot(in: &outcome) }
            return (slots, outcome)
        }
        fields.append((name, .batch(resolve)))
    }
}

/// A field's resolver, its Swift types erased.
@usableFromInline
package enum FieldResolver: Sendable {
    /// A slot for each parent, and where the slots point.
    @usableFromInline
    package typealias Outcome = (slots: [Slot], outcome: OutcomeBuilder)
    @usableFromInline
    package typealias Leaf = @Sendable (AnyColumn, Int, FieldCall) throws -> LeafValue
    @usableFromInline
    package typealias Objects = @Sendable (AnyColumn, FieldCall) -> Outcome
    @usableFromInline
    package typealias Batch = @Sendable (AnyColumn, FieldCall) async throws -> Outcome

    /// Called for each object while the response is written.
    case leaf(Leaf)
    /// Called for all objects at once; needs no task.
    case objects(Objects)
    /// Called for all objects at once, in a task.
    case batch(Batch)
}

/// What a resolver is told besides its parents. One is made for each field of a column, not for each
/// object.
@usableFromInline
package final class FieldCall: Sendable {
    @usableFromInline
    package let arguments: Arguments
    @usableFromInline
    package let responseName: String
    let field: FieldPlan
    /// Of the field, on the type of the parents.
    let binding: FieldBinding
    @usableFromInline
    package let erasedContext: any AnyObject & Sendable
    /// Items of each list that are given at once, if the field is streamed; below zero if that is
    /// what was asked for.
    let initialCount: Int

    init(
        field: FieldPlan, binding: FieldBinding, arguments: Arguments,
        context: any AnyObject & Sendable,
        initialCount: Int = 0
    ) {
        self.field = field
        self.binding = binding
        self.arguments = arguments
        responseName = field.responseName
        erasedContext = context
        self.initialCount = initialCount
    }

    /// The arguments as the Swift type made for them, read once for all objects.
    @usableFromInline
    package func arguments<Typed: FieldArguments>(as type: Typed.Type) throws -> Typed {
        try typedArguments.withLock { known in
            if let typed = known as? Typed { return typed }
            let typed = try Typed(arguments)
            known = typed
            return typed
        }
    }
    private let typedArguments = Mutex<(any FieldArguments)?>(nil)

    /// `ExecutableSchema` takes requests only with the context type of its resolvers.
    @inlinable
    package func context<Context: AnyObject>(_ type: Context.Type) -> Context {
        unsafeDowncast(erasedContext, to: type)
    }
}
