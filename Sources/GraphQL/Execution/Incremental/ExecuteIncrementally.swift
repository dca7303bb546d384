/// A response, and what of it comes later.
package struct IncrementalResponse: Sendable {
    /// All of the response, or its beginning with `pending` and `hasNext`.
    package let initial: Response
    /// Nil if nothing was left for later: the response is an ordinary one.
    package let subsequent: SubsequentPayloads?
}

/// Runs a prepared operation up to its first response. As `execute`, but for what comes later.
func executeIncrementally(
    _ operation: PreparedOperation, on schema: ExecutableSchema, limits: Limits,
    root: AnyColumn? = nil, context: any AnyObject & Sendable, report: @escaping ErrorMask,
    extensions: @Sendable () -> [InputField]
) async -> IncrementalResponse {
    let plan = operation.plan
    guard let root = root ?? schema.root(plan.root.typeName) else {
        let error = GraphQLError("The operation has no root.")
        return IncrementalResponse(initial: Response(requestErrors: [error]), subsequent: nil)
    }
    let resolution = FieldResolution(arguments: operation.arguments, context: context)
    let resolved =
        plan.operation == .mutation
        ? await resolution.resolveSerially(plan.root, root)
        : await resolution.resolve(plan.root, root)
    var writer = ResponseWriter(
        json: JSONWriter(capacity: 4096), source: plan.document.source, report: report,
        limits: limits, deliveries: Deliveries(countMax: limits.pendingsMax))
    let initial = writer.finish(resolved, extensions: extensions())
    guard initial.hasData, !writer.deliveries.isComplete else {
        return IncrementalResponse(initial: initial, subsequent: nil)
    }
    let rest = IncrementalExecution(
        resolution: resolution, source: plan.document.source, report: report, limits: limits,
        fieldsLeft: writer.fieldsLeft, deliveries: writer.deliveries)
    return IncrementalResponse(initial: initial, subsequent: SubsequentPayloads(rest))
}
