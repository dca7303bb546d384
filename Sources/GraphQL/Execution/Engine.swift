/// Text in, response out: parses, validates and plans an operation once, executes it each time.
package final class Engine: Sendable {
    package let schema: ExecutableSchema
    package let limits: Limits
    private let cache: DocumentCache
    /// The bytes of all responses of this engine.
    package let budget: ResponseBudget
    private let deadlines: Deadlines
    private let rules: [Rule]
    private let suggestsNames: Bool
    private let reportsCost: Bool

    /// - Parameters:
    ///   - rules: what documents are held to.
    ///   - suggestsNames: whether errors say "Did you mean", which tells of names in the schema.
    ///   - reportsCost: whether responses say in `extensions` what their operation cost.
    package init(
        _ schema: ExecutableSchema, limits: Limits = .standard, rules: [Rule] = .specified,
        suggestsNames: Bool = true, reportsCost: Bool = false
    ) {
        self.schema = schema
        self.limits = limits
        self.rules = rules
        self.suggestsNames = suggestsNames
        self.reportsCost = reportsCost
        deadlines = Deadlines(
            milliseconds: limits.executionMillisecondsMax, countMax: limits.operationsInFlightMax)
        cache = DocumentCache(
            countMax: limits.cachedDocumentsMax, bytesMax: limits.cachedBytesMax)
        budget = ResponseBudget(bytesMax: limits.responseBytesInFlightMax)
    }

    /// How full the memory for documents, plans and responses is, by name: for metrics.
    package var metrics: [(name: String, value: Int)] {
        let kept = cache.metrics
        return [
            ("cachedDocuments", kept.documents), ("cachedPlans", kept.plans),
            ("cachedPlanBytes", kept.bytes), ("responseBytesInFlight", budget.bytes),
        ]
    }

    /// What is needed to run a request, or the request errors that keep it from running.
    package func prepare(_ request: Request) throws(GraphQLErrors) -> PreparedOperation {
        let document = try document(of: request)
        let definition = try getOperation(document.value, name: request.operationName)
        var coercion = schema.inputCoercion
        coercion.suggestsNames = suggestsNames
        let variables = try coerceVariableValues(
            definition, in: document.value, given: request.variables, coercion: coercion)
        // The events of a subscription are each delivered whole.
        let isIncremental = request.isIncremental && definition.operation != .subscription
        do throws(GraphQLError) {
            let plan = try plan(
                definition, of: document, hash: request.hash, variables: variables,
                isIncremental: isIncremental)
            let operation = try PreparedOperation(plan: plan, variables: variables, on: schema)
            try checkCost(of: operation)
            return operation
        } catch {
            throw GraphQLErrors(errors: [error]).found(at: .validation)
        }
    }

    /// The plan for these variables, made if it is not kept.
    private func plan(
        _ definition: OperationDefinition, of document: PreparedDocument, hash: DocumentHash?,
        variables: VariableValues, isIncremental: Bool
    ) throws(GraphQLError) -> OperationPlan {
        let key = document.planKey(
            definition, variables: variables, isIncremental: isIncremental)
        if let hash, let known = cache.plan(key, of: hash) { return known }
        var planner = Planner(
            schema: schema, document: document.value, conditions: variables,
            isIncremental: isIncremental, limits: limits)
        let plan = try planner.plan(definition)
        if let hash { cache.insert(plan, key, of: hash) }
        return plan
    }

    private func checkCost(of operation: PreparedOperation) throws(GraphQLError) {
        let requested = operation.cost.points
        guard requested > limits.costMax else { return }
        throw GraphQLError(
            "The operation costs \(requested) points; at most \(limits.costMax) are allowed. "
                + "Ask for fewer items or fields at once.",
            code: .costLimit,
            extensions: costMembers(of: operation).map { ($0.name, $0.value) })
    }

    private func costMembers(of operation: PreparedOperation) -> [InputField] {
        [
            InputField(name: "requestedQueryCost", value: .int(operation.cost.points)),
            InputField(name: "maximumQueryCost", value: .int(limits.costMax)),
        ]
    }

    /// Runs what `prepare` gave.
    ///
    /// - Parameter extensions: members of `extensions`, asked for when all fields are resolved.
    package func execute(
        _ operation: PreparedOperation, context: any AnyObject & Sendable,
        report: @escaping ErrorMask, extensions: @Sendable () -> [InputField] = { [] }
    ) async -> Response {
        await GraphQL.execute(
            operation, on: schema, limits: limits, budget: budget, context: context, report: report,
            extensions: { members(of: operation) + extensions() })
    }

    /// Runs what `prepare` gave for a request that asks for incremental delivery. Others are
    /// answered at once, as by `execute`.
    /// https://github.com/graphql/graphql-spec/pull/1110
    package func executeIncrementally(
        _ operation: PreparedOperation, context: any AnyObject & Sendable,
        report: @escaping ErrorMask, extensions: @Sendable () -> [InputField] = { [] }
    ) async -> IncrementalResponse {
        await GraphQL.executeIncrementally(
            operation, on: schema, limits: limits, budget: budget, context: context, report: report,
            extensions: { members(of: operation) + extensions() })
    }

    /// What the engine itself adds to `extensions`.
    private func members(of operation: PreparedOperation) -> [InputField] {
        guard reportsCost else { return [] }
        return [InputField(name: "cost", value: .object(costMembers(of: operation)))]
    }

    /// Runs what answers an operation, as one of at most `operationsInFlightMax` and for at most
    /// `executionMillisecondsMax`. Then it is cancelled and answered for, even if it does not heed
    /// that. So it is with the task that waits for it: when a client goes away, its operation ends.
    ///
    /// It is apart from `execute` because the caller of an operation chooses the executor inside.
    ///
    /// - Parameter started: handed what ends the operation early, before it is waited for.
    /// - Throws: errors with the reason `.late` or `.overloaded`.
    package func admit<Answer: Sendable>(
        started: (_ cancel: @escaping @Sendable () -> Void) -> Void = { _ in },
        _ answer: @escaping @Sendable () async -> Answer
    ) async throws(GraphQLErrors) -> Answer {
        try await deadlines.run(started: started, answer)
    }

    /// When the running operation will be ended, so that resolvers need not wait for longer;
    /// nil outside of `admit`.
    package static var deadline: ContinuousClock.Instant? { Deadlines.current }

    /// Runs a request from its text to its response.
    package func execute(
        _ request: Request, context: any AnyObject & Sendable,
        report: @escaping ErrorMask
    ) async -> Response {
        do {
            return await execute(try prepare(request), context: context, report: report)
        } catch {
            return Response(requestErrors: error.errors)
        }
    }

    private func document(of request: Request) throws(GraphQLErrors) -> PreparedDocument {
        if let hash = request.hash, let known = cache.document(hash) { return known }
        let parsed: Document
        do {
            parsed = try parse(request.source, limits: limits)
        } catch {
            throw GraphQLErrors(errors: [error], reason: .syntax).found(at: .parsing)
        }
        let document: PreparedDocument
        do {
            document = PreparedDocument(
                try validate(
                    parsed, against: schema.schema, rules: rules, limits: limits,
                    scalars: schema.inputCoercion.scalars, suggestions: suggestsNames))
        } catch {
            throw error.found(at: .validation)
        }
        if let hash = request.hash { cache.insert(document, at: hash) }
        return document
    }
}

/// A request as it arrives. https://spec.graphql.org/September2026/#sec-Executing-Requests
package struct Request: Sendable {
    package var source: Source
    /// Digest of the text, under which its plan is kept; nil to keep nothing.
    package var hash: DocumentHash?
    package var operationName: String?
    package var variables: [InputField]
    /// Whether `@defer` and `@stream` are heeded: then it is for `executeIncrementally`. Otherwise
    /// all comes in one response.
    package var isIncremental: Bool

    package init(
        source: Source, hash: DocumentHash? = nil, operationName: String? = nil,
        variables: [InputField] = [], isIncremental: Bool = false
    ) {
        self.source = source
        self.hash = hash
        self.operationName = operationName
        self.variables = variables
        self.isIncremental = isIncremental
    }
}

/// The SHA-256 of a document's text. The engine imports no cryptography, so the server computes it.
package struct DocumentHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter digest: 32 bytes.
    package init(digest: some Sequence<UInt8>) {
        // Copied at once: a generic sequence asked for byte after byte takes longer than a parse.
        let bytes = Array(digest)
        func word(_ index: Int) -> UInt64 {
            bytes.dropFirst(index * 8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        // A digest is uniform already; one word spreads as well as four.
        hasher.combine(words.0)
    }
}

/// https://spec.graphql.org/September2026/#GetOperation()
func getOperation(
    _ document: Document, name: String?
) throws(GraphQLErrors) -> OperationDefinition {
    var found: OperationDefinition?
    for case .operation(let operation) in document.definitions {
        guard let name else {
            if found != nil {
                throw GraphQLErrors(errors: [
                    GraphQLError(
                        "Must provide operation name if query contains multiple operations.",
                        stage: .operation)
                ])
            }
            found = operation
            continue
        }
        if document.text(operation.name.name) == name { found = operation }
    }
    if let found { return found }
    let message =
        name.map { "Unknown operation named \"\($0.prefix(60))\"." } ?? "Must provide an operation."
    throw GraphQLErrors(errors: [GraphQLError(message, stage: .operation)])
}
