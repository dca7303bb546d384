/// Text in, response out: parses, validates and plans an operation once, executes it each time.
package final class Engine: Sendable {
    package let schema: ExecutableSchema
    package let limits: Limits
    private let cache: DocumentCache
    private let suggestsNames: Bool

    /// - Parameter suggestsNames: whether errors say "Did you mean", which tells of names in the
    ///   schema.
    package init(
        _ schema: ExecutableSchema, limits: Limits = .standard, suggestsNames: Bool = true
    ) {
        self.schema = schema
        self.limits = limits
        self.suggestsNames = suggestsNames
        cache = DocumentCache(
            countMax: limits.cachedDocumentsMax, bytesMax: limits.cachedDocumentBytesMax)
    }

    /// What is needed to run a request, or the request errors that keep it from running.
    package func prepare(_ request: Request) throws(GraphQLErrors) -> PreparedOperation {
        let document = try document(of: request)
        let definition = try getOperation(document.value, name: request.operationName)
        var coercion = schema.inputCoercion
        coercion.suggestsNames = suggestsNames
        let variables = try coerceVariableValues(
            definition, in: document.value, given: request.variables, coercion: coercion)
        let plan = try document.plan(definition, variables: variables) {
            conditions throws(GraphQLErrors) in
            var planner = Planner(
                schema: schema, document: document.value, conditions: conditions, limits: limits)
            do throws(GraphQLError) {
                return try planner.plan(definition)
            } catch {
                throw GraphQLErrors(errors: [error])
            }
        }
        return PreparedOperation(plan: plan, variables: variables)
    }

    /// Runs a request from its text to its response.
    package func execute(
        _ request: Request, context: any AnyObject & Sendable,
        report: @escaping ErrorMask
    ) async -> Response {
        do {
            let prepared = try prepare(request)
            return await GraphQL.execute(
                prepared.plan, on: schema, variables: prepared.variables, context: context,
                report: report)
        } catch {
            return Response(requestErrors: error.errors)
        }
    }

    private func document(of request: Request) throws(GraphQLErrors) -> PreparedDocument {
        if let hash = request.hash, let known = cache[hash] { return known }
        let parsed: Document
        do {
            parsed = try parse(request.source, limits: limits)
        } catch {
            throw GraphQLErrors(errors: [error])
        }
        let valid = try validate(
            parsed, against: schema.schema, limits: limits,
            scalars: schema.inputCoercion.scalars, suggestions: suggestsNames)
        let document = PreparedDocument(valid)
        if let hash = request.hash { cache[hash] = document }
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

    package init(
        source: Source, hash: DocumentHash? = nil, operationName: String? = nil,
        variables: [InputField] = []
    ) {
        self.source = source
        self.hash = hash
        self.operationName = operationName
        self.variables = variables
    }
}

/// The SHA-256 of a document's text. The engine imports no cryptography, so the server computes it.
package struct DocumentHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter digest: 32 bytes.
    package init(digest: some Sequence<UInt8>) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in digest.prefix(32).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        // A digest is uniform already; one word spreads as well as four.
        hasher.combine(words.0)
    }
}

/// An operation ready to run with the variables of one request.
package struct PreparedOperation: Sendable {
    package let plan: OperationPlan
    package let variables: VariableValues
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
                        "Must provide operation name if query contains multiple operations.")
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
    throw GraphQLErrors(errors: [GraphQLError(message)])
}
