/// The depth-first half of an execution: writes the resolved fields as JSON, in response order.
///
/// A null in a non-null position cuts the buffer back to the nearest position that may be null.
/// https://spec.graphql.org/September2026/#CompleteValue()
struct ResponseWriter: ~Copyable {
    var json: JSONWriter
    var errors: [GraphQLError] = []
    /// What is left for later payloads; nothing for most operations.
    var deliveries: Deliveries
    /// The innermost object around which a `@defer` begins.
    var scope: Int?
    private let source: Source
    private let report: ErrorMask
    var path: [PathElement] = []
    private var locations: [UInt32: SourceLocation] = [:]
    private let fieldsMax: Int
    /// Below zero once the response holds too many; then nothing more is written.
    private(set) var fieldsLeft: Int

    /// Not inlined: Swift 6.3.1 optimizes it into an asynchronous caller so that `deliveries` is
    /// destroyed before it is made, which crashes.
    ///
    /// - Parameters:
    ///   - fieldsLeft: how many more the response may hold; nil for a new response.
    ///   - deliveries: what is left of a response that has begun.
    @inline(never)
    init(
        json: consuming JSONWriter, source: Source, report: @escaping ErrorMask, limits: Limits,
        fieldsLeft: Int? = nil, deliveries: consuming Deliveries
    ) {
        self.json = json
        self.source = source
        self.report = report
        fieldsMax = limits.responseFieldsMax
        self.fieldsLeft = fieldsLeft ?? fieldsMax
        self.deliveries = deliveries
    }

    /// The response to an operation of which all fields are resolved, as far as none is left for
    /// later.
    mutating func finish(_ root: ResolvedObjects, extensions: [InputField]) -> Response {
        json.raw("{\"data\":")
        let start = json.count
        let isDataNull = !write(root, row: 0)
        if isDataNull {
            // A null that no position below the root could take.
            json.truncate(to: start)
            deliveries.truncate(to: start)
            json.null()
        }
        if let limitError { return Response(requestErrors: [limitError]) }
        if !extensions.isEmpty {
            json.raw(",\"extensions\":")
            json.value(.object(extensions))
        }
        if deliveries.isBegun { announceDeliveries() }
        json.byte(UInt8(ascii: "}"))
        guard !errors.isEmpty else {
            return Response(body: json.bytes, hasData: true, errorCount: 0)
        }
        var head = JSONWriter(capacity: json.count + 256 * errors.count)
        head.raw("{\"errors\":")
        head.errors(errors)
        head.byte(UInt8(ascii: ","))
        json.append(to: &head, from: 1)
        return Response(
            body: head.bytes, hasData: true, errorCount: errors.count, isDataNull: isDataNull)
    }

    /// Writes one object. False if a null has to propagate to whatever holds it.
    mutating func write(_ objects: ResolvedObjects, row: Int) -> Bool {
        let outerScope = scope
        defer { scope = outerScope }
        if let incremental = objects.plan.incremental {
            scope = deliveries.register(
                incremental, of: objects, row: row, at: path, in: scope, bytes: json.count)
        }
        fieldsLeft -= objects.fields.count
        guard fieldsLeft >= 0 else { return false }
        json.byte(UInt8(ascii: "{"))
        for index in objects.fields.indices {
            switch objects.fields[index] {
            case .leaf(let call):
                writeKey(call.field, isFirst: index == 0)
                guard writeLeaf(call, of: objects, row: row) else { return false }
            case .resolved(let resolved):
                let field = objects.plan.fields[index]
                writeKey(field, isFirst: index == 0)
                path.append(.name(field.responseName))
                defer { path.removeLast() }
                if let rest = resolved.rest {
                    deliveries.register(rest, row: row, at: path, bytes: json.count)
                }
                let position = Position(field: field, resolved: resolved)
                guard write(resolved.slots[row], position, field.wrapping) else { return false }
            case .failed(let error):
                let field = objects.plan.fields[index]
                writeKey(field, isFirst: index == 0)
                path.append(.name(field.responseName))
                defer { path.removeLast() }
                guard fail(error, field, field.wrapping) else { return false }
            }
        }
        json.byte(UInt8(ascii: "}"))
        return true
    }

    @inline(__always)
    private mutating func writeKey(_ field: FieldPlan, isFirst: Bool) {
        field.key.withUnsafeBufferPointer { key in
            json.raw(isFirst ? UnsafeBufferPointer(rebasing: key.dropFirst()) : key)
        }
    }

    // MARK: Leaves

    private mutating func writeLeaf(
        _ call: FieldCall, of objects: ResolvedObjects, row: Int
    ) -> Bool {
        let field = call.field
        let mark = json.count
        do {
            var value = try field.resolveLeaf(objects.column, row, call)
            if case .null = value {
                return writeNull(field, field.wrapping, name: field.responseName)
            }
            if !field.wrapping.isList {
                try field.leafCoercion.write(value, to: &json)
                return true
            }
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            if let rest = try StreamedRest.cut(field, call, &value) {
                deliveries.register(rest, row: 0, at: path, bytes: mark)
            }
            return write(value, field, field.wrapping)
        } catch {
            json.truncate(to: mark)
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return fail(error, field, field.wrapping)
        }
    }

    /// Writes a leaf value, or a list of them, at the current path.
    private mutating func write(
        _ value: LeafValue, _ field: FieldPlan, _ wrapping: Wrapping
    ) -> Bool {
        if case .null = value { return writeNull(field, wrapping) }
        let mark = json.count
        guard wrapping.isList else {
            do {
                try field.leafCoercion.write(value, to: &json)
                return true
            } catch {
                json.truncate(to: mark)
                return fail(error, field, wrapping)
            }
        }
        guard case .list(let items) = value else {
            return fail(notIterable(field), field, wrapping)
        }
        json.byte(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { json.byte(UInt8(ascii: ",")) }
            path.append(.index(index))
            defer { path.removeLast() }
            guard write(item, field, wrapping.asNullable.item) else {
                return propagate(to: wrapping, mark: mark)
            }
        }
        json.byte(UInt8(ascii: "]"))
        return true
    }

    // MARK: Slots

    /// What the slots at a position belong to.
    struct Position {
        let field: FieldPlan
        let resolved: ResolvedField
    }

    /// Writes the value of a response position. False if a null has to propagate.
    mutating func write(
        _ slot: Slot, _ position: Position, _ wrapping: Wrapping
    ) -> Bool {
        let field = position.field
        let resolved = position.resolved
        let index = Int(slot.index)
        switch slot.kind {
        case .null:
            return writeNull(field, wrapping)
        case .error:
            return fail(resolved.errors[index], field, wrapping)
        case .leaf:
            guard case .leaf = field.completion else {
                return fail(unexpectedLeaf(field), field, wrapping)
            }
            return write(resolved.leaves[index], field, wrapping)
        case .list:
            guard wrapping.isList else { return fail(unexpectedList(field), field, wrapping) }
            return writeList(slot, position, wrapping)
        case .object:
            guard !wrapping.isList else { return fail(notIterable(field), field, wrapping) }
            guard let objects = resolved.children[Int(slot.column)] else {
                return fail(unexpectedType(field), field, wrapping)
            }
            let mark = json.count
            return write(objects, row: index)
                || propagate(to: wrapping, mark: mark)
        }
    }

    private mutating func writeList(
        _ slot: Slot, _ position: Position, _ wrapping: Wrapping
    ) -> Bool {
        let mark = json.count
        let item = wrapping.asNullable.item
        json.byte(UInt8(ascii: "["))
        for offset in 0..<Int(slot.count) {
            if offset > 0 { json.byte(UInt8(ascii: ",")) }
            path.append(.index(offset))
            defer { path.removeLast() }
            let itemSlot = position.resolved.items[Int(slot.index) + offset]
            guard write(itemSlot, position, item) else {
                return propagate(to: wrapping, mark: mark)
            }
        }
        json.byte(UInt8(ascii: "]"))
        return true
    }

    // MARK: Errors

    /// Writes a null that was resolved, which is an error where the type is non-null.
    private mutating func writeNull(
        _ field: FieldPlan, _ wrapping: Wrapping, name: String? = nil
    ) -> Bool {
        guard wrapping.isNonNull else {
            json.null()
            return true
        }
        if let name { path.append(.name(name)) }
        defer { if name != nil { path.removeLast() } }
        let error = GraphQLError(
            "Cannot return null for non-nullable field \(field.coordinate).")
        return fail(error, field, wrapping)
    }

    /// Records an error and writes the null it leaves, if that is allowed here.
    private mutating func fail(
        _ error: any Error, _ field: FieldPlan, _ wrapping: Wrapping
    ) -> Bool {
        errors.append(executionError(error, field))
        guard !wrapping.isNonNull else { return false }
        json.null()
        return true
    }

    /// Takes back what was written since the mark. Nothing more of what held it is written, so no
    /// error is added for a position that is gone; those recorded before stay, as in the reference.
    /// https://spec.graphql.org/September2026/#sec-Handling-Execution-Errors
    private mutating func propagate(to wrapping: Wrapping, mark: Int) -> Bool {
        guard fieldsLeft >= 0 else { return false }
        json.truncate(to: mark)
        deliveries.truncate(to: mark)
        guard !wrapping.isNonNull else { return false }
        json.null()
        return true
    }

    /// Which limit the response has crossed.
    var limitError: GraphQLError? {
        let part: String
        if fieldsLeft < 0 {
            part = "hold more than \(fieldsMax) fields"
        } else if deliveries.isOverfull {
            part = "be delivered in more than \(deliveries.countMax) parts"
        } else {
            return nil
        }
        return GraphQLError(
            "The response would \(part). Ask for less at once.",
            extensions: [("code", .string("RESPONSE_TOO_LARGE"))])
    }

    private mutating func executionError(_ error: any Error, _ field: FieldPlan) -> GraphQLError {
        var result = error.coded ?? report(error, path)
        result.path = path
        if result.locations.isEmpty { result.locations = field.starts.map { location(of: $0) } }
        return result
    }

    private mutating func location(of start: UInt32) -> SourceLocation {
        if let known = locations[start] { return known }
        let location = source.location(ofByte: start)
        locations[start] = location
        return location
    }

    private func notIterable(_ field: FieldPlan) -> GraphQLError {
        GraphQLError("Expected Iterable, but did not find one for field \"\(field.coordinate)\".")
    }

    private func unexpectedList(_ field: FieldPlan) -> GraphQLError {
        GraphQLError("Expected one value, but found a list for field \"\(field.coordinate)\".")
    }

    private func unexpectedLeaf(_ field: FieldPlan) -> GraphQLError {
        GraphQLError("Expected an object, but found a leaf for field \"\(field.coordinate)\".")
    }

    private func unexpectedType(_ field: FieldPlan) -> GraphQLError {
        GraphQLError(
            "An object of a type that is not possible was given for field "
                + "\"\(field.coordinate)\".")
    }
}

/// Tells the server of an error that has no code, and gives what the client sees.
///
/// A `GraphQLError` among them is the engine's own, such as a null where the schema allows none.
package typealias ErrorMask = @Sendable (any Error, [PathElement]) -> GraphQLError

/// A mask that passes on what was written for clients, and says one sentence for all else.
package func maskErrors(as sentence: String) -> ErrorMask {
    { error, _ in (error as? GraphQLError) ?? GraphQLError(sentence) }
}
