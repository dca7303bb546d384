import Synchronization

@testable import GraphQL

/// What the resolver of a field gives.
indirect enum Given: Sendable {
    case null, failure
    case leaf(LeafValue)
    case list([Given])
    /// An object of a type.
    case object(String)

    /// As one value; nil if a part of it fails or is an object.
    var asLeaf: LeafValue? {
        switch self {
        case .null: return .null
        case .leaf(let value): return value
        case .list(let items):
            let leaves = items.compactMap(\.asLeaf)
            return leaves.count == items.count ? .list(leaves) : nil
        case .failure, .object: return nil
        }
    }
}

/// An engine over any schema, whose resolvers give what a request's context says.
enum GivenWorld {
    final class Context: Sendable {
        /// By `Type.field`; other fields are null.
        let values: [String: Given]
        private let log = Mutex<[(coordinate: String, arguments: Arguments)]>([])

        init(_ values: [String: Given] = [:]) {
            self.values = values
        }

        /// The arguments of each call, as messages show values.
        var calls: [String] {
            log.withLock { $0.map { "\($0.coordinate) \(inspect(.object($0.arguments.values)))" } }
        }

        func record(_ coordinate: String, _ arguments: Arguments) {
            log.withLock { $0.append((coordinate, arguments)) }
        }

        func arguments(of coordinate: String) -> Arguments? {
            log.withLock { $0.last { $0.coordinate == coordinate }?.arguments }
        }
    }

    private struct Thing: Sendable {}

    static func engine(
        _ sdl: String, scalars: [String: ScalarCoercion] = [:], limits: Limits = .standard
    ) throws -> Engine {
        let schema = try buildSchema(sdl)
        var resolvers = Resolvers(context: Context.self)
        for (name, coercion) in scalars { resolvers.scalar(name, coercion) }
        for type in schema.types where type.kind == .object && !type.isBuiltIn {
            for field in type.fields {
                let isLeaf = schema[field.type.named].isLeaf
                resolvers.register(
                    resolver(of: "\(type.name).\(field.name)", isLeaf: isLeaf), type: type.name,
                    field: field.name)
            }
        }
        for operation in OperationType.allCases {
            guard let type = schema.rootType(of: operation) else { continue }
            resolvers.registerRoot(Thing(), typeName: schema[type].name)
        }
        return Engine(try ExecutableSchema(schema, resolvers), limits: limits)
    }

    /// Leaves that do not fail come from the parent, all else from a batch.
    private static func resolver(of coordinate: String, isLeaf: Bool) -> FieldResolver {
        .batch { column, call in
            let context = call.context(Context.self)
            context.record(coordinate, call.arguments)
            var outcome = OutcomeBuilder()
            let given = context.values[coordinate] ?? .null
            if isLeaf, let leaf = given.asLeaf {
                return (column.of(Thing.self).values.map { _ in outcome.leaf(leaf) }, outcome)
            }
            let slots = column.of(Thing.self).values.map { _ in slot(of: given, &outcome) }
            return (slots, outcome)
        }
    }

    private static func slot(of given: Given, _ outcome: inout OutcomeBuilder) -> Slot {
        switch given {
        case .null: return .null
        case .failure: return outcome.failure(GraphQLError("It fails."))
        case .leaf(let value): return outcome.leaf(value)
        case .object(let name): return outcome.object(Thing(), ofType: name)
        case .list(let items):
            let slots = items.map { slot(of: $0, &outcome) }
            return outcome.list(slots)
        }
    }

    /// The response as text.
    static func run(
        _ text: String, _ variables: [InputField] = [], on engine: Engine,
        context: Context = Context()
    ) async -> String {
        let response = await engine.execute(
            Request(source: Source(text), variables: variables), context: context,
            report: maskErrors(as: "Internal error."))
        return String(decoding: response.body, as: UTF8.self)
    }

    /// Runs `{ f(a: literal) }` and gives what the resolver was given, or the response.
    static func argument(
        _ literal: String, _ variables: [InputField] = [], declared: String = "", on engine: Engine
    ) async -> String {
        let context = Context()
        let operation = declared.isEmpty ? "" : "query (\(declared)) "
        let response = await run(
            "\(operation){ f(a: \(literal)) }", variables, on: engine, context: context)
        return context.arguments(of: "Query.f").map { literalText($0["a"] ?? .string("absent")) }
            ?? response
    }
}

extension InputField {
    /// Shorter, for tables.
    init(_ name: String, _ value: InputValue) {
        self.init(name: name, value: value)
    }
}
