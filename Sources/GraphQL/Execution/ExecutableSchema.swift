/// A schema and the resolvers of all its fields.
package struct ExecutableSchema: Sendable {
    package let schema: Schema
    private let resolvers: [FieldCoordinate: FieldResolver]
    private let leafCoercions: [LeafCoercion?]
    private let roots: [String: AnyColumn]
    private let sources: [FieldCoordinate: EventSource]
    let inputCoercion: InputCoercion
    let costs: CostTable
    /// Of the fields of object types.
    let bindings: FieldBindings

    /// Binds resolvers to a schema.
    ///
    /// - Throws: `SchemaMismatch` naming every field that has no resolver, every resolver that has
    ///   no field and every cost that makes no sense, so that a server with a hole in its schema
    ///   never opens its port.
    package init<Context>(_ schema: Schema, _ resolvers: Resolvers<Context>) throws(SchemaMismatch)
    {
        self.schema = schema
        let fields = resolvers.guarded(by: schema).merging(introspectionFields(of: schema)) { $1 }
        self.resolvers = fields
        roots = resolvers.roots
        sources = resolvers.sources
        leafCoercions = schema.types.map {
            $0.isLeaf ? LeafCoercion($0, scalars: resolvers.scalars) : nil
        }
        inputCoercion = InputCoercion(schema: schema, scalars: resolvers.scalars)
        costs = CostTable(schema)
        bindings = FieldBindings(schema, resolvers: fields, costs: costs)
        try checkCoverage()
    }

    private func checkCoverage() throws(SchemaMismatch) {
        var declared: Set<FieldCoordinate> = []
        var missing: [String] = []
        for type in schema.types where type.kind == .object {
            for field in type.fields {
                let coordinate = FieldCoordinate(type: type.name, field: field.name)
                declared.insert(coordinate)
                if resolvers[coordinate] == nil { missing.append(coordinate.description) }
            }
        }
        for name in ["__schema", "__type"] {
            guard let query = schema.queryType else { break }
            declared.insert(FieldCoordinate(type: schema[query].name, field: name))
        }
        let unknown = resolvers.keys.filter { !declared.contains($0) }.map(\.description).sorted()
        for operation in OperationType.allCases {
            guard let type = schema.rootType(of: operation) else { continue }
            if operation == .subscription {
                missing += fieldsWithoutSource(of: schema[type])
            } else if roots[schema[type].name] == nil {
                missing.append(schema[type].name)
            }
        }
        guard missing.isEmpty, unknown.isEmpty, costs.mistakes.isEmpty else {
            throw SchemaMismatch(
                withoutResolver: missing, withoutField: unknown, costMistakes: costs.mistakes)
        }
    }

    /// The subscription type has no root object: each event is the parent of its field.
    private func fieldsWithoutSource(of type: TypeDefinition) -> [String] {
        type.fields.map { FieldCoordinate(type: type.name, field: $0.name) }
            .filter { sources[$0] == nil && resolvers[$0] != nil }
            .map { "\($0) (its events)" }
    }

    func source(of coordinate: FieldCoordinate) -> EventSource? {
        sources[coordinate]
    }

    func leafCoercion(of type: TypeID) -> LeafCoercion {
        leafCoercions[Int(type.index)] ?? .any
    }

    func root(_ typeName: String) -> AnyColumn? {
        roots[typeName]
    }
}

/// Fields and resolvers that do not match.
package struct SchemaMismatch: Error, CustomStringConvertible {
    package let withoutResolver: [String]
    package let withoutField: [String]
    /// What is wrong with `@cost` and `@listSize`, a phrase for each.
    package let costMistakes: [String]

    package var description: String {
        var parts: [String] = []
        if !withoutResolver.isEmpty {
            parts.append("fields without a resolver: " + withoutResolver.joined(separator: ", "))
        }
        if !withoutField.isEmpty {
            parts.append("resolvers without a field: " + withoutField.joined(separator: ", "))
        }
        parts += costMistakes
        return "The schema and the resolvers do not match; " + parts.joined(separator: "; ") + "."
    }
}
