import GraphQL

/// Resolvers that invent their data from a hash of the seed and the response path, so that any
/// engine that follows the same rule gives the same response.
///
/// The rule: for the field `T.f` at response path `p` (names and indices joined by `/`), `h` is
/// FNV-1a-32 of `<seed>|T.f|p`. If `h % 100` is 4 to 7 the field fails; below 4 its value is null;
/// else the value of its type is taken from `h`. Item `i` of a list uses the hash of
/// `<seed>|item|p/i`.
struct InventedData {
    private let schema: Schema
    private let seed: String

    /// The context of invented execution, which needs none.
    final class Context: Sendable {}

    init(schema: Schema, seed: Int) {
        self.schema = schema
        self.seed = String(seed)
    }

    func resolvers() -> Resolvers<Context> {
        var resolvers = Resolvers(context: Context.self)
        for type in schema.types where type.kind == .object && !type.isBuiltIn {
            for field in type.fields {
                resolvers.register(
                    resolver(of: field, on: type), type: type.name, field: field.name)
            }
        }
        registerEvents(in: &resolvers)
        for operation in OperationType.allCases {
            guard let type = schema.rootType(of: operation) else { continue }
            resolvers.registerRoot(InventedObject(path: ""), typeName: schema[type].name)
        }
        return resolvers
    }

    /// A subscription has one event.
    private func registerEvents(in resolvers: inout Resolvers<Context>) {
        guard let id = schema.rootType(of: .subscription) else { return }
        for field in schema[id].fields {
            let source = EventSource { _ in
                AsyncStream { events in
                    events.yield(InventedObject(path: ""))
                    events.finish()
                }
            }
            resolvers.register(source, type: schema[id].name, field: field.name)
        }
    }

    private func resolver(of field: FieldDefinition, on type: TypeDefinition) -> FieldResolver {
        let coordinate = "\(type.name).\(field.name)"
        if schema[field.type.named].isLeaf {
            return .leaf { column, row, call in
                let path = column.of(InventedObject.self).values[row].path(call.responseName)
                let hash = try hash(coordinate, path)
                return leaf(of: field.type, hash, path)
            }
        }
        return .objects { column, call in
            var outcome = OutcomeBuilder()
            let slots = column.of(InventedObject.self).values.map { parent in
                let path = parent.path(call.responseName)
                do {
                    return slot(of: field.type, try hash(coordinate, path), path, in: &outcome)
                } catch {
                    return outcome.failure(error)
                }
            }
            return (slots, outcome)
        }
    }

    /// The hash of a field, or its failure.
    private func hash(_ coordinate: String, _ path: String) throws -> UInt32 {
        let hash = fnv1a("\(seed)|\(coordinate)|\(path)")
        if (4..<8).contains(hash % 100) { throw GraphQLError("boom \(hash)") }
        return hash
    }

    private func itemHash(_ path: String) -> UInt32 {
        fnv1a("\(seed)|item|\(path)")
    }

    private func leaf(of type: SchemaType, _ hash: UInt32, _ path: String) -> LeafValue {
        if hash % 100 < 4 { return .null }
        if type.isList {
            return .list(
                (0..<Int((hash >> 8) % 4)).map { index in
                    let path = "\(path)/\(index)"
                    return leaf(of: type.asNullable.item, itemHash(path), path)
                })
        }
        let definition = schema[type.named]
        if definition.kind == .enum {
            let names = definition.enumValues.map(\.name).sorted()
            return .string(names[Int(hash) % names.count])
        }
        switch definition.name {
        case "Int": return .int(Int(hash % 2000) - 1000)
        case "Float": return .float(Double(hash % 2000) / 4)
        case "Boolean": return .boolean(hash % 2 == 1)
        default: return .string("s\(hash)")
        }
    }

    private func slot(
        of type: SchemaType, _ hash: UInt32, _ path: String, in outcome: inout OutcomeBuilder
    ) -> Slot {
        if hash % 100 < 4 { return .null }
        if type.isList {
            let slots = (0..<Int((hash >> 8) % 4)).map { index in
                let path = "\(path)/\(index)"
                return slot(of: type.asNullable.item, itemHash(path), path, in: &outcome)
            }
            return outcome.list(slots)
        }
        let names = schema[type.named].possibleTypes.map { schema[$0].name }.sorted()
        guard !names.isEmpty else { return .null }
        return outcome.object(
            InventedObject(path: path), ofType: names[Int(hash) % names.count])
    }
}

/// An object that is nothing but its place in the response.
private struct InventedObject: Sendable {
    let path: String

    func path(_ responseName: String) -> String {
        path.isEmpty ? responseName : "\(path)/\(responseName)"
    }
}

/// FNV-1a with 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/
private func fnv1a(_ text: String) -> UInt32 {
    text.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
}
