/// Resolvers of fields whose types the compiler knows. They are kept as the untyped ones are.
extension TypeResolvers where Parent: SchemaObject {
    @usableFromInline
    package typealias Coordinate<Value, A: FieldArguments> = KeyPath<
        Parent.Fields, Field<Parent, Value, A>
    >

    /// A scalar or enum that the parent knows.
    @inlinable
    package mutating func field<Value: LeafOutput>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable (Parent) throws -> Value
    ) {
        field(Parent.fields[keyPath: coordinate].name, get)
    }

    /// A scalar or enum that the parent knows, given the context.
    @inlinable
    package mutating func field<Value: LeafOutput>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable (Parent, Context) throws -> Value
    ) {
        field(Parent.fields[keyPath: coordinate].name) { parent, _, context in
            try get(parent, context)
        }
    }

    /// A scalar or enum that the parent knows, given arguments and context.
    @inlinable
    package mutating func field<Value: LeafOutput, A: FieldArguments>(
        _ coordinate: Coordinate<Value, A>,
        _ get: @escaping @Sendable (Parent, A, Context) throws -> Value
    ) {
        let resolve: FieldResolver.Leaf = { column, row, call in
            try get(
                column.of(Parent.self).values[row], call.arguments(as: A.self),
                call.context(Context.self)
            ).leafValue
        }
        fields.append((Parent.fields[keyPath: coordinate].name, .leaf(resolve)))
    }

    /// An object, or list of objects, that the parent knows.
    @inlinable
    package mutating func field<Value: FieldResult>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable (Parent) throws -> Value
    ) {
        field(Parent.fields[keyPath: coordinate].name, get)
    }

    /// An object, or list of objects, that the parent knows, given the context.
    @inlinable
    package mutating func field<Value: FieldResult>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable (Parent, Context) throws -> Value
    ) {
        field(Parent.fields[keyPath: coordinate].name) { parent, _, context in
            try get(parent, context)
        }
    }

    /// An object, or list of objects, that the parent knows, given arguments and context.
    @inlinable
    package mutating func field<Value: FieldResult, A: FieldArguments>(
        _ coordinate: Coordinate<Value, A>,
        _ get: @escaping @Sendable (Parent, A, Context) throws -> Value
    ) {
        field(Parent.fields[keyPath: coordinate].name) { parent, arguments, context in
            try get(parent, A(arguments), context)
        }
    }

    /// What must be fetched: one call for all parents of a level, one value for each in their order.
    @inlinable
    package mutating func batch<Value: FieldResult>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable ([Parent], Context) async throws -> [Value]
    ) {
        batch(Parent.fields[keyPath: coordinate].name) { parents, _, context in
            try await get(parents, context)
        }
    }

    /// What must be fetched, although one of the values may be lost.
    @inlinable
    package mutating func batch<Value: FieldResult>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable ([Parent], Context) async throws -> [Promised<Value>]
    ) {
        batch(Parent.fields[keyPath: coordinate].name) { parents, _, context in
            try await get(parents, context)
        }
    }

    /// What must be fetched, and may fail for some parents.
    @inlinable
    package mutating func batch<Value: FieldResult>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get: @escaping @Sendable ([Parent], Context) async throws -> [Result<Value, any Error>]
    ) {
        batch(Parent.fields[keyPath: coordinate].name) { parents, _, context in
            try await get(parents, context)
        }
    }

    /// What must be fetched, may fail for some parents, and be lost for others.
    @inlinable
    package mutating func batch<Value: FieldResult>(
        _ coordinate: Coordinate<Value, NoArguments>,
        _ get:
            @escaping @Sendable ([Parent], Context) async throws
            -> [Result<Promised<Value>, any Error>]
    ) {
        batch(Parent.fields[keyPath: coordinate].name) { parents, _, context in
            try await get(parents, context)
        }
    }

    /// What must be fetched, given arguments.
    @inlinable
    package mutating func batch<Value: FieldResult, A: FieldArguments>(
        _ coordinate: Coordinate<Value, A>,
        _ get: @escaping @Sendable ([Parent], A, Context) async throws -> [Value]
    ) {
        batch(Parent.fields[keyPath: coordinate].name) { parents, arguments, context in
            try await get(parents, A(arguments), context)
        }
    }

    /// What must be fetched, given arguments, and may fail for some parents.
    @inlinable
    package mutating func batch<Value: FieldResult, A: FieldArguments>(
        _ coordinate: Coordinate<Value, A>,
        _ get:
            @escaping @Sendable ([Parent], A, Context) async throws -> [Result<Value, any Error>]
    ) {
        batch(Parent.fields[keyPath: coordinate].name) { parents, arguments, context in
            try await get(parents, A(arguments), context)
        }
    }
}
