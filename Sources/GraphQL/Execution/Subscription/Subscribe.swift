/// What subscribing gives.
package enum Subscription: Sendable {
    /// A response for each event.
    case events(ResponseStream)
    /// The source of the events could not be made: a response with errors and without data.
    case refused(Response)
}

/// Executes the operation for one event: makes the context, so that each event has a fresh one,
/// hands it to `execute`, and gives what that gives. It may run `execute` inside whatever the
/// context needs around it, such as an executor of its own, and inside `Engine.admit`.
package typealias EventExecution =
    @Sendable (
        _ execute: @Sendable (any AnyObject & Sendable) async -> Response
    ) async -> Response

extension Engine {
    /// Runs a subscription that `prepare` gave.
    /// https://spec.graphql.org/September2026/#Subscribe()
    ///
    /// - Parameters:
    ///   - context: for making the source of events.
    ///   - perform: called for each event.
    package func subscribe(
        _ operation: PreparedOperation, context: any AnyObject & Sendable,
        report: @escaping ErrorMask, perform: @escaping EventExecution
    ) async -> Subscription {
        guard let field = operation.plan.root.fields.first,
            let source = schema.source(of: field.coordinate)
        else {
            return .refused(
                Response(requestErrors: [GraphQLError("The operation is no subscription.")]))
        }
        do {
            let events = try await createSourceEventStream(source, of: field, operation, context)
            return .events(
                ResponseStream(
                    events: events, engine: self, operation: operation, report: report,
                    perform: perform))
        } catch {
            let path = [PathElement.name(field.responseName)]
            var shown = error.coded ?? report(error, path)
            shown.path = path
            if shown.locations.isEmpty {
                let source = operation.plan.document.source
                shown.locations = field.starts.map { source.location(ofByte: $0) }
            }
            return .refused(Response(requestErrors: [shown]))
        }
    }

    /// https://spec.graphql.org/September2026/#CreateSourceEventStream()
    private func createSourceEventStream(
        _ source: EventSource, of field: FieldPlan, _ operation: PreparedOperation,
        _ context: any AnyObject & Sendable
    ) async throws -> SourceEventStream {
        let call = FieldCall(
            field: field, binding: operation.plan.root.variants[0].bindings[0],
            arguments: try operation.arguments(of: field), context: context)
        return try await source.open(call)
    }
}

extension PreparedOperation {
    /// - Throws: why they could not be coerced.
    fileprivate func arguments(of field: FieldPlan) throws -> Arguments {
        switch field.arguments {
        case .constant(let values): values
        case .variable(let index): try arguments[index].get()
        }
    }
}

/// The responses to the events of a subscription, in their order.
///
/// Each is made when it is asked for, by the task that asks: the source is held back until then,
/// nothing is kept, and cancelling that task ends the source and what runs. Throws the error that
/// the source ended with, masked.
/// https://spec.graphql.org/September2026/#MapSourceToResponseEvent()
package struct ResponseStream: AsyncSequence, Sendable {
    package typealias Element = Response
    package typealias Failure = GraphQLError

    let events: SourceEventStream
    let engine: Engine
    let operation: PreparedOperation
    let report: ErrorMask
    let perform: EventExecution

    package func makeAsyncIterator() -> Iterator {
        Iterator(stream: self, nextEvent: events.makeNext())
    }

    /// Waits for the next event and answers it each time it is asked.
    package struct Iterator: AsyncIteratorProtocol {
        private let stream: ResponseStream
        /// Nil once the source has ended.
        private var nextEvent: SourceEventStream.Next?

        fileprivate init(
            stream: ResponseStream, nextEvent: @escaping SourceEventStream.Next
        ) {
            self.stream = stream
            self.nextEvent = nextEvent
        }

        package mutating func next() async throws(GraphQLError) -> Response? {
            guard let nextEvent, !Task.isCancelled else { return nil }
            do {
                if let event = try await nextEvent() {
                    return await stream.executeSubscriptionEvent(event)
                }
                self.nextEvent = nil
                return nil
            } catch {
                self.nextEvent = nil
                if error is CancellationError, Task.isCancelled { return nil }
                throw error.coded ?? stream.report(error, [])
            }
        }
    }

    /// https://spec.graphql.org/September2026/#ExecuteSubscriptionEvent()
    private func executeSubscriptionEvent(_ event: AnyColumn) async -> Response {
        await perform { context in
            await execute(
                operation, on: engine.schema, limits: engine.limits, budget: engine.budget,
                root: event,
                context: context, report: report, extensions: { [] })
        }
    }
}
