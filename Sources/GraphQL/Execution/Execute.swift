/// The bytes of a response, and what a server needs to know of it.
package struct Response: Sendable {
    /// JSON: `errors` first where there are any, then `data`, then `extensions`.
    package var body: [UInt8]
    /// False for a request error: execution did not begin.
    package var hasData: Bool
    package var errorCount: Int

    package init(body: [UInt8], hasData: Bool, errorCount: Int) {
        self.body = body
        self.hasData = hasData
        self.errorCount = errorCount
    }

    /// A response without data.
    package init(requestErrors errors: [GraphQLError]) {
        var json = JSONWriter()
        json.raw("{\"errors\":")
        json.errors(errors)
        json.byte(UInt8(ascii: "}"))
        self.init(body: json.bytes, hasData: false, errorCount: errors.count)
    }
}

/// Runs a planned operation.
///
/// - Parameters:
///   - variables: as `coerceVariableValues` gave them.
///   - context: of the type that the schema's resolvers take.
///   - extensions: members of `extensions`, asked for when the data is complete.
/// https://spec.graphql.org/September2026/#sec-Executing-Operations
package func execute(
    _ plan: OperationPlan, on schema: ExecutableSchema, variables: VariableValues,
    context: any AnyObject & Sendable,
    report: @escaping ErrorMask,
    extensions: @Sendable () -> [InputField] = { [] }
) async -> Response {
    let literal = LiteralCoercion(
        document: plan.document, coercion: schema.inputCoercion, variables: variables)
    let arguments = plan.variableArguments.map { arguments in
        Result { () throws(GraphQLError) in
            try literal.coerceArgumentValues(arguments.definitions, given: arguments.given)
        }
    }
    let resolution = FieldResolution(arguments: arguments, context: context)
    guard let root = schema.root(plan.root.typeName) else {
        return Response(requestErrors: [GraphQLError("The operation has no root.")])
    }
    let resolved =
        plan.operation == .mutation
        ? await resolution.resolveSerially(plan.root, root)
        : await resolution.resolve(plan.root, root)
    return write(
        resolved, source: plan.document.source, report: report, extensions: extensions())
}

private func write(
    _ resolved: ResolvedObjects, source: Source, report: @escaping ErrorMask,
    extensions: [InputField]
) -> Response {
    var json = JSONWriter(capacity: 4096)
    json.raw("{\"data\":")
    let start = json.count
    var writer = ResponseWriter(json: json, source: source, report: report)
    if !writer.write(resolved, row: 0) { writer.nullData(from: start) }
    if !extensions.isEmpty {
        writer.json.raw(",\"extensions\":")
        writer.json.value(.object(extensions))
    }
    writer.json.byte(UInt8(ascii: "}"))
    let errors = writer.errors
    guard !errors.isEmpty else {
        return Response(body: writer.json.bytes, hasData: true, errorCount: 0)
    }
    var head = JSONWriter(capacity: writer.json.count + 256 * errors.count)
    head.raw("{\"errors\":")
    head.errors(errors)
    head.byte(UInt8(ascii: ","))
    writer.json.append(to: &head, from: 1)
    return Response(body: head.bytes, hasData: true, errorCount: errors.count)
}

extension ResponseWriter {
    /// A null that no position below the root could take.
    mutating func nullData(from start: Int) {
        json.truncate(to: start)
        json.null()
    }
}
