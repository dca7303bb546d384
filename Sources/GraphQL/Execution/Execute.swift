/// The bytes of a response, and what a server needs to know of it.
package struct Response: Sendable {
    /// JSON: `errors` first where there are any, then `data`, then `extensions`.
    package var body: [UInt8]
    /// False for a request error: execution did not begin, or was ended at a limit.
    package var hasData: Bool
    package var errorCount: Int
    /// Whether `data` is null: an error took all of it.
    package var isDataNull: Bool
    /// Why there is no data; nil if there is.
    package var reason: GraphQLErrors.Reason?
    /// What it takes of the bytes that all responses may take. Keep it until the body is sent.
    package var lease: ResponseLease?

    package init(
        body: [UInt8], hasData: Bool, errorCount: Int, isDataNull: Bool = false,
        lease: ResponseLease? = nil
    ) {
        self.body = body
        self.hasData = hasData
        self.errorCount = errorCount
        self.isDataNull = isDataNull
        self.lease = lease
    }

    /// A response without data.
    package init(
        requestErrors errors: [GraphQLError], reason: GraphQLErrors.Reason = .invalid
    ) {
        var json = JSONWriter()
        json.raw("{\"errors\":")
        json.errors(errors)
        json.byte(UInt8(ascii: "}"))
        self.init(body: json.bytes, hasData: false, errorCount: errors.count)
        self.reason = reason
    }
}

/// Runs a prepared operation.
///
/// One that crosses `responseFieldsMax` or `responseBytesMax` is answered like a request error,
/// without data: half an answer would look like a whole one. What a mutation has done by then stays
/// done; what comes behind in it is not begun.
///
/// - Parameters:
///   - budget: the bytes of all responses.
///   - root: the parent of the root fields, if it is another than the schema's resolvers have.
///   - context: of the type that the schema's resolvers take.
///   - extensions: members of `extensions`, asked for when all fields are resolved.
/// https://spec.graphql.org/September2026/#sec-Executing-Operations
func execute(
    _ operation: PreparedOperation, on schema: ExecutableSchema, limits: Limits,
    budget: ResponseBudget,
    root: AnyColumn? = nil, context: any AnyObject & Sendable, report: @escaping ErrorMask,
    extensions: @Sendable () -> [InputField]
) async -> Response {
    guard !operation.plan.isIncremental else {
        return Response(requestErrors: [
            GraphQLError(
                "Executing this GraphQL operation would unexpectedly produce multiple payloads "
                    + "(due to @defer or @stream directive)")
        ])
    }
    return await executeIncrementally(
        operation, on: schema, limits: limits, budget: budget, root: root, context: context,
        report: report,
        extensions: extensions
    ).initial
}
