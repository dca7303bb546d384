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
    budget: ResponseBudget,
    root: AnyColumn? = nil, context: any AnyObject & Sendable, report: @escaping ErrorMask,
    extensions: @Sendable () -> [InputField]
) async -> IncrementalResponse {
    let plan = operation.plan
    let variant = plan.root.variants[0]
    guard let root = root ?? schema.root(variant.typeName) else {
        let error = GraphQLError("The operation has no root.")
        return IncrementalResponse(initial: Response(requestErrors: [error]), subsequent: nil)
    }
    let resolution = FieldResolution(arguments: operation.arguments, context: context)
    let lease = ResponseLease(budget)
    var resolved: ResolvedObjects?
    if plan.operation != .mutation {
        resolved = await resolution.executeCollectedFields(plan.root, variant, root)
    }
    var writer = ResponseWriter(
        json: JSONWriter(capacity: 4096), source: plan.document.source, report: report,
        limits: limits, lease: lease, deliveries: Deliveries(countMax: limits.pendingsMax))
    let initial: Response
    if let resolved {
        initial = writer.finish(resolved, extensions: extensions())
    } else {
        let isWritten = await writer.writeSerially(plan.root, root, resolution)
        initial = writer.end(isWritten: isWritten, extensions: extensions())
    }
    guard initial.hasData, !writer.deliveries.isComplete else {
        lease.settle(at: initial.body.count)
        return IncrementalResponse(initial: initial, subsequent: nil)
    }
    let rest = IncrementalExecution(
        resolution: resolution, source: plan.document.source, report: report, limits: limits,
        lease: lease, fieldsLeft: writer.fieldsLeft, bytesWritten: writer.bytesWritten,
        deliveries: writer.deliveries)
    return IncrementalResponse(initial: initial, subsequent: SubsequentPayloads(rest))
}

extension ResponseWriter {
    /// Resolves and writes the root fields one after the other: each is complete, its plain
    /// properties too, before the next begins. False if a null came that only the root could take;
    /// what comes behind it is not begun.
    /// https://spec.graphql.org/September2026/#sec-Mutation
    fileprivate mutating func writeSerially(
        _ plan: SelectionPlan, _ column: AnyColumn, _ resolution: FieldResolution
    ) async -> Bool {
        let variant = plan.variants[0]
        let root = ResolvedObjects(plan: plan, variant: variant, column: column, fields: [])
        guard begin(root) else { return false }
        for index in plan.fields.indices {
            let field = await resolution.executeField(
                plan.fields[index], variant.bindings[index], column)
            guard write(field, at: index, ofRoot: root) else { return false }
        }
        return true
    }
}
