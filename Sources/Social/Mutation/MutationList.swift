import GraphQL
import TAO

/// The one object whose fields are the beginnings of all writes.
struct MutationRoot: Sendable {}

/// Registers mutations with their payload types, and knows what must hold before each.
struct MutationList {
    /// What must hold before one of them.
    struct Rules: Sendable {
        let name: String
        let access: Access
        let rate: RateLimit
        /// Whether the same idempotency key makes one thing; what has none may be repeated anyway.
        let takesKey: Bool
    }

    private(set) var rules: [Rules] = []
    private var root = TypeResolvers<MutationRoot, RequestContext>()
    private var payloads: [(inout Resolvers<RequestContext>) -> Void] = []

    /// Those of the schema.
    static var all: MutationList {
        var list = MutationList()
        for mutation in MutationRoot.mutations { list.add(mutation) }
        return list
    }

    private mutating func add<Kind: Mutation>(_ kind: Kind.Type) {
        rules.append(
            Rules(
                name: Kind.name, access: Kind.access, rate: Kind.rate,
                takesKey: Kind.Input.self is any IdempotentInput.Type))
        root.batch(Kind.name) { _, arguments, context in
            [try await Payload<Kind>(running: InputArgument(arguments).input, in: context)]
        }
        payloads.append { resolvers in
            resolvers.type(Payload<Kind>.self) { payload in
                payload.field(\.userErrors) { $0.errors }
                Kind.register(&payload)
            }
        }
    }

    fileprivate func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.root(MutationRoot()) { $0 = root }
        for register in payloads { register(&resolvers) }
    }
}

extension Payload {
    /// - Throws: what is no expected failure.
    fileprivate init(running input: Kind.Input, in context: RequestContext) async throws {
        do {
            let input = try await Kind.checked(input, in: context)
            self.init(output: try await Kind.run(input, in: context), errors: [])
        } catch let error as UserError<Kind.Code> {
            self.init(output: nil, errors: [error])
        } catch let errors as UserErrors<Kind.Code> {
            self.init(output: nil, errors: errors.errors)
        }
    }
}

extension Mutation {
    /// What must hold of any mutation before it runs.
    /// - Returns: the input with its texts as they are stored.
    fileprivate static func checked(
        _ input: Input, in context: RequestContext
    ) async throws -> Input {
        if access.needsViewer { _ = try context.requireViewer() }
        if !isOpenToRestricted { try context.requireUnrestricted() }
        var input = input
        try texts.keep(in: &input, context.limits)
        if (input as? any IdempotentInput)?.idempotencyKey == nil {
            try await context.count(Self.self, input)
        }
        return input
    }
}

extension Resolvers<RequestContext> {
    /// Registers the type Mutation.
    mutating func registerMutations() {
        MutationList.all.register(in: &self)
    }
}
