/// The writer's part in incremental delivery.
extension ResponseWriter {
    /// Adds to a response that has begun what comes later, if anything does.
    mutating func announceDeliveries() {
        var payload = Payload()
        deliveries.begin(
            since: Deliveries.Mark(fragments: 0, portions: 0, streams: 0), in: &payload)
        deliveries.settle()
        payload.writePending(to: &json)
    }

    /// Writes the deferred fields of one object, and takes note of them.
    ///
    /// - Parameter row: of the object in `objects`.
    mutating func write(portion: Int, _ objects: ResolvedObjects, row: Int) {
        let place = deliveries.portions[portion]
        let mark = deliveries.mark
        begin(at: place.path, in: place.scope)
        let isWritten = write(objects, row: row)
        var state = Deliveries.Portion.State.resolved(
            WrittenValue(json: json.bytes, errors: errors))
        // Nothing is written after the error that takes the object with it.
        if let error = limitError ?? (isWritten ? nil : errors.last) {
            deliveries.truncate(to: 0)
            state = .failed(error)
        }
        deliveries.finish(portion, state, since: mark)
    }

    /// Writes the next items of a stream into a payload, and ends it if they are the last.
    ///
    /// - Parameters:
    ///   - slots: where in `resolved` the items are.
    mutating func write(
        stream index: Int, _ slots: Range<Int>, of resolved: ResolvedField,
        in payload: inout Payload
    ) {
        let stream = deliveries.streams[index]
        let item = resolved.call.field.wrapping.asNullable.item
        let mark = deliveries.mark
        var failure: GraphQLError?
        begin(at: stream.path, in: nil)
        json.byte(UInt8(ascii: "["))
        for (offset, slot) in slots.enumerated() {
            let bytes = json.count
            let errorCount = errors.count
            if offset > 0 { json.byte(UInt8(ascii: ",")) }
            path.append(.index(stream.index + offset))
            defer { path.removeLast() }
            if completeValue(resolved.slots[slot], of: resolved, item) { continue }
            failure = errors.last
            errors.removeSubrange(errorCount...)
            json.truncate(to: bytes)
            deliveries.truncate(to: bytes)
            break
        }
        json.byte(UInt8(ascii: "]"))
        // All that is pending fails then.
        guard limitError == nil else { return }
        if let id = stream.id, json.count > 2 {
            payload.add(items: WrittenValue(json: json.bytes, errors: errors), to: id)
        }
        deliveries.begin(since: mark, in: &payload)
        deliveries.advance(index, by: slots.count, failure, in: &payload)
    }

    /// Gives back what is still to be delivered.
    mutating func takeDeliveries() -> Deliveries {
        let taken = deliveries
        deliveries = Deliveries(countMax: 0)
        return taken
    }

    private mutating func begin(at path: [PathElement], in scope: Int?) {
        beginPart()
        errors.removeAll(keepingCapacity: true)
        deliveries.settle()
        self.path = path
        self.scope = scope
    }
}
