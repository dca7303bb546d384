// What must hold before a field is answered, said once for many fields.

extension Resolvers {
    /// Asks before each field that has a directive, itself or on its object type: also those that are
    /// added to the schema later.
    ///
    /// - Parameter make: reads the directive, once for each field, and gives what is asked for each
    ///   place of an operation where the field stands. What it throws fails the field.
    package mutating func guardFields(
        with directive: String,
        _ make:
            @escaping @Sendable (AppliedDirective) ->
            @Sendable (Context) async throws -> Void
    ) {
        guards[directive] = { applied in
            let check = make(applied)
            return { call in try await check(call.context(Context.self)) }
        }
    }

    /// Asks before each field of an object type that is registered by now, but these.
    package mutating func guardFields<Parent: ObjectResult>(
        of parent: Parent.Type, except open: Set<String>,
        _ check: @escaping @Sendable (Context) throws -> Void
    ) {
        for (coordinate, resolver) in fields
        where coordinate.type == Parent.typeName && !open.contains(coordinate.field) {
            fields[coordinate] = resolver.checked { try check($0.context(Context.self)) }
        }
    }

    /// The resolvers of a schema, each behind the guards of its directives.
    func guarded(by schema: Schema) -> [FieldCoordinate: FieldResolver] {
        var guarded = fields
        for type in schema.types where type.kind == .object {
            for field in type.fields {
                let coordinate = FieldCoordinate(type: type.name, field: field.name)
                // The outermost is asked first: that of the type.
                for applied in (type.appliedDirectives + field.appliedDirectives).reversed() {
                    guard let check = guards[applied.name]?(applied) else { continue }
                    guarded[coordinate] = guarded[coordinate]?.guarded(by: check)
                }
            }
        }
        return guarded
    }
}

/// Asked before a field is answered; what it throws fails the field.
typealias FieldGuard = @Sendable (FieldCall) async throws -> Void

extension FieldResolver {
    /// The same behind something that is asked without a task.
    fileprivate func checked(
        _ check: @escaping @Sendable (FieldCall) throws -> Void
    ) -> FieldResolver {
        switch self {
        case .leaf(let resolve):
            .leaf { column, row, call in
                try check(call)
                return try resolve(column, row, call)
            }
        case .objects(let resolve):
            .objects { column, call in
                do {
                    try check(call)
                } catch {
                    var outcome = OutcomeBuilder()
                    let slot = outcome.failure(error)
                    return ([Slot](repeating: slot, count: column.count), outcome)
                }
                return resolve(column, call)
            }
        case .batch(let resolve):
            .batch { column, call in
                try check(call)
                return try await resolve(column, call)
            }
        }
    }

    /// The same behind a guard, which may have to fetch: once for all parents of a level.
    fileprivate func guarded(by check: @escaping FieldGuard) -> FieldResolver {
        .batch { column, call in
            try await check(call)
            switch self {
            case .leaf(let resolve):
                var outcome = OutcomeBuilder()
                let slots = (0..<column.count).map { row in
                    do {
                        return try resolve(column, row, call).slot(in: &outcome)
                    } catch {
                        return outcome.failure(error)
                    }
                }
                return (slots, outcome)
            case .objects(let resolve): return resolve(column, call)
            case .batch(let resolve): return try await resolve(column, call)
            }
        }
    }
}
