import GraphQL
import Logging
import Social
import TAO

/// Runs operations: makes what the resolvers of one request share, and the engine run with it.
///
/// Whatever answers an operation does so through it: the routes of HTTP, the benchmarks, the tests
/// of whole queries.
package struct OperationRunner: Sendable {
    package typealias ErrorObserver = @Sendable (any Error, [PathElement]) -> Void

    package let engine: Engine
    private let logger: Logger
    private let outages: RequestOutages
    private let execute: Execution

    /// Makes a context for a caller and executes an operation with it.
    typealias Execution =
        @Sendable (PreparedOperation, Caller, @escaping GraphQL.ErrorMask) async -> OperationResult

    /// Operations of the product.
    package init(engine: Engine, social: SocialServices, logger: Logger) {
        self.init(engine: engine, logger: logger) { operation, caller, report in
            let context = RequestContext(
                social, viewerID: caller.identity.map { ObjectID(rawValue: $0.viewerID) },
                sessionID: caller.identity.map { ObjectID(rawValue: $0.sessionID) },
                isRestricted: caller.identity?.isRestricted ?? false,
                bypassing: caller.bypassing, client: caller.client, origin: caller.origin)
            // On an executor of the request's own, which knows when a batch of loads is complete.
            let response = await context.run {
                await context.settle()
                return await engine.execute(operation, context: context, report: report)
            }
            return OperationResult(
                response, undelivered: context.undelivered, trips: context.trips.all)
        }
    }

    /// Operations of any schema.
    init(engine: Engine, logger: Logger, execute: @escaping Execution) {
        self.engine = engine
        self.logger = logger
        self.execute = execute
        outages = RequestOutages(logger: logger)
    }

    /// Runs what the engine has prepared. What goes wrong is in the response, masked.
    ///
    /// - Parameter observe: told of each error of a resolver as it was thrown.
    package func run(
        _ operation: PreparedOperation, for caller: Caller, observe: ErrorObserver? = nil
    ) async -> OperationResult {
        let mask = ErrorMask(logger: logger, outages: outages, requestID: caller.requestID)
        var result = await execute(operation, caller) { error, path in
            observe?(error, path)
            return mask.report(error, at: path)
        }
        result.fault = mask.fault
        if result.fault == nil, result.trips.contains(where: \.isSQL) {
            outages.noteAnswer(isWrite: operation.plan.operation == .mutation)
        }
        return result
    }

    /// Runs a request from its text on, whatever its operation is.
    package func run(
        _ request: GraphQL.Request, for caller: Caller, observe: ErrorObserver? = nil
    ) async -> OperationResult {
        do {
            return await run(try engine.prepare(request), for: caller, observe: observe)
        } catch {
            return OperationResult(GraphQLResponse(refusal: error))
        }
    }
}

/// What running an operation has given.
package struct OperationResult: Sendable {
    package var response: GraphQLResponse
    /// What the session's next requests must not take from the cache.
    package var undelivered: CacheBypass
    /// The round trips that were made for it.
    package var trips: [Trip]
    /// The gravest fault of ours behind the response's errors.
    package var fault: ServerFault?

    init(_ response: GraphQLResponse, undelivered: CacheBypass = .nothing, trips: [Trip] = []) {
        self.response = response
        self.undelivered = undelivered
        self.trips = trips
    }
}

extension GraphQLResponse {
    /// The response to a request whose operation is not run.
    init(refusal: GraphQLErrors) {
        self.init(requestErrors: refusal.errors.map(\.withCode))
    }
}
