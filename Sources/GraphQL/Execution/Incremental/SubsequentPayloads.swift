import Synchronization

/// The payloads that follow an incremental response, as JSON, in their order. To be iterated once.
///
/// Each is made when it is asked for, by the task that asks, and on that task's executor: nothing
/// runs ahead of its reader, and cancelling that task cancels the resolvers and ends the
/// sequence. The last payload has `"hasNext":false`.
package struct SubsequentPayloads: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = Never

    private let state: State

    init(_ execution: IncrementalExecution) {
        state = State(execution)
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(state: state)
    }

    /// Ends the sequence early: for a caller that runs it and finds that it takes too long.
    ///
    /// - Returns: the last payload, which tells of all that is pending that it failed.
    package func end(with error: GraphQLError) -> [UInt8] {
        var payload = Payload()
        for id in state.end() { payload.complete(id, error) }
        return payload.bytes(hasNext: false)
    }

    /// Makes the next payload each time it is asked.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let state: State

        package mutating func next() async -> [UInt8]? {
            guard var execution = state.take() else { return nil }
            let payload = await execution.nextPayload()
            return state.put(back: execution) ? payload : nil
        }
    }

    fileprivate final class State: Sendable {
        private let storage: Mutex<Storage>

        private struct Storage {
            /// Nil while a payload is made, and after the last.
            var execution: IncrementalExecution?
            /// What the client waits for.
            var pendingIDs: [Int] = []
            var hasEnded = false
        }

        init(_ execution: IncrementalExecution) {
            storage = Mutex(
                Storage(
                    execution: execution, pendingIDs: execution.deliveries.pendingIDs))
        }

        func take() -> IncrementalExecution? {
            storage.withLock { storage in
                storage.execution.take()
            }
        }

        /// False if the sequence was ended meanwhile.
        func put(back execution: IncrementalExecution) -> Bool {
            storage.withLock { storage in
                guard !storage.hasEnded else { return false }
                storage.pendingIDs = execution.deliveries.pendingIDs
                if !storage.pendingIDs.isEmpty { storage.execution = execution }
                return true
            }
        }

        func end() -> [Int] {
            storage.withLock { storage in
                storage.hasEnded = true
                storage.execution = nil
                defer { storage.pendingIDs = [] }
                return storage.pendingIDs
            }
        }
    }
}

/// An operation of which something is left for later.
struct IncrementalExecution: Sendable {
    let resolution: FieldResolution
    let source: Source
    let report: ErrorMask
    let limits: Limits
    let lease: ResponseLease
    var fieldsLeft: Int
    var bytesWritten: Int
    var deliveries: Deliveries

    /// Nil if the task was cancelled, which ends the operation.
    mutating func nextPayload() async -> [UInt8]? {
        var payload = Payload()
        // A fragment may wait for more than one step, as for fields of objects in it that it shares
        // with another.
        while payload.isEmpty, !deliveries.isComplete {
            let step = DeliveryStep(deliveries, itemsMax: limits.streamedItemsMax)
            let resolved = await step.resolve(resolution)
            guard !Task.isCancelled else {
                deliveries = Deliveries(countMax: 0)
                return nil
            }
            write(step, resolved, in: &payload)
        }
        return payload.bytes(hasNext: !deliveries.isComplete)
    }

    private mutating func write(
        _ step: DeliveryStep, _ resolved: DeliveryStep.Resolved, in payload: inout Payload
    ) {
        var writer = ResponseWriter(
            json: JSONWriter(), source: source, report: report, limits: limits, lease: lease,
            fieldsLeft: fieldsLeft, bytesWritten: bytesWritten, deliveries: deliveries)
        // Two owners would make each change a copy.
        deliveries = Deliveries(countMax: 0)
        for (part, objects) in zip(step.portions, resolved.portions) {
            for (row, portion) in part.indices.enumerated() {
                writer.write(portion: portion, objects, row: row)
            }
        }
        for (part, field) in zip(step.items, resolved.items) {
            var start = 0
            for (stream, range) in zip(part.streams, part.ranges) {
                writer.write(
                    stream: stream, start..<start + range.count, of: field, in: &payload)
                start += range.count
            }
        }
        fieldsLeft = writer.fieldsLeft
        bytesWritten = writer.bytesWritten
        let error = writer.limitError
        deliveries = writer.takeDeliveries()
        deliveries.deliver(in: &payload)
        if let error { deliveries.fail(error, in: &payload) }
    }
}
