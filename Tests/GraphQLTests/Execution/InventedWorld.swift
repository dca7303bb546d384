@testable import GraphQL

/// An engine over any schema, whose resolvers invent what they give from the place they give it at:
/// values, nulls, errors, lists, and objects of every possible type. The same on every run.
enum InventedWorld {
    final class Context: Sendable {}

    private struct Thing: Sendable {
        let seed: UInt32
        let depth: Int
    }

    /// Below this depth lists have one item, twice as deep there is nothing more, or a query could
    /// ask for a response that doubles with each level.
    private static let listDepthMax = 5

    static func engine(_ schema: Schema, limits: Limits = .standard) throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        for type in schema.types where type.kind == .object && !type.isBuiltIn {
            for (index, field) in type.fields.enumerated() {
                resolvers.register(
                    resolver(of: field, number: UInt32(index), in: schema), type: type.name,
                    field: field.name)
            }
        }
        for operation in OperationType.allCases {
            guard let type = schema.rootType(of: operation) else { continue }
            resolvers.registerRoot(Thing(seed: 7, depth: 0), typeName: schema[type].name)
        }
        if let type = schema.subscriptionType {
            let events = EventSource { _ in AsyncStream<Thing> { $0.finish() } }
            for field in schema[type].fields {
                resolvers.register(events, type: schema[type].name, field: field.name)
            }
        }
        return Engine(try ExecutableSchema(schema, resolvers), limits: limits)
    }

    private static func resolver(
        of field: FieldDefinition, number: UInt32, in schema: Schema
    ) -> FieldResolver {
        let isBatch = number % 2 == 0
        if schema[field.type.named].isLeaf, !isBatch {
            return .leaf { column, row, _ in
                let parent = column.of(Thing.self).values[row]
                return try leaf(of: field.type, seed: mixed(parent.seed, number), in: schema)
            }
        }
        let resolve: FieldResolver.Objects = { column, _ in
            var outcome = OutcomeBuilder()
            let slots = column.of(Thing.self).values.map { parent in
                let thing = Thing(seed: mixed(parent.seed, number), depth: parent.depth + 1)
                return slot(of: field.type, thing, in: schema, &outcome)
            }
            return (slots, outcome)
        }
        return isBatch ? .batch { resolve($0, $1) } : .objects(resolve)
    }

    private static func slot(
        of type: SchemaType, _ thing: Thing, in schema: Schema, _ outcome: inout OutcomeBuilder
    ) -> Slot {
        if thing.seed % 23 == 0 { return .null }
        if thing.seed % 29 == 0 { return outcome.failure(GraphQLError("Invented.")) }
        if type.isList {
            let count = thing.depth > listDepthMax ? 1 : thing.seed >> 8 & 3
            let items = (0..<count).map { index in
                let item = Thing(seed: mixed(thing.seed, 100 + index), depth: thing.depth)
                return slot(of: type.asNullable.item, item, in: schema, &outcome)
            }
            return outcome.list(items)
        }
        if schema[type.named].isLeaf {
            do {
                return outcome.leaf(try leaf(of: type, seed: thing.seed, in: schema))
            } catch {
                return outcome.failure(error)
            }
        }
        let possible = schema[type.named].possibleTypes
        guard !possible.isEmpty, thing.depth < 2 * listDepthMax else { return .null }
        let name = schema[possible[Int(thing.seed >> 4) % possible.count]].name
        return outcome.object(thing, ofType: name)
    }

    private static func leaf(
        of type: SchemaType, seed: UInt32, in schema: Schema
    ) throws -> LeafValue {
        if seed % 31 == 0 { return .null }
        if seed % 37 == 0 { throw GraphQLError("Invented.") }
        if type.isList {
            return .list(
                try (0..<seed >> 6 & 3).map { index in
                    let seed = mixed(seed, 200 + index)
                    return try leaf(of: type.asNullable.item, seed: seed, in: schema)
                })
        }
        let definition = schema[type.named]
        if definition.kind == .enum {
            return .string(definition.enumValues[Int(seed) % definition.enumValues.count].name)
        }
        return switch definition.name {
        case "Int": .int(Int(Int32(bitPattern: seed)))
        case "Float": .float(Double(seed) / 8)
        case "Boolean": .boolean(seed & 1 == 1)
        default: .string("\"\(seed)\u{1F4F7}\n")
        }
    }

    /// FNV-1a over the two numbers, with a last stir.
    private static func mixed(_ seed: UInt32, _ number: UInt32) -> UInt32 {
        let hash = ((0x811c_9dc5 ^ seed) &* 0x0100_0193 ^ number) &* 0x0100_0193
        return hash ^ hash >> 15
    }
}
