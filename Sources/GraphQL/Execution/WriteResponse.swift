/// The depth-first half of an execution: writes the resolved fields as JSON, in response order.
///
/// A null in a non-null position cuts the buffer back to the nearest position that may be null.
/// https://spec.graphql.org/September2026/#CompleteValue()
struct ResponseWriter: ~Copyable {
    var json: JSONWriter
    private(set) var errors: [GraphQLError] = []
    private let source: Source
    private let report: ErrorMask
    private var path: [PathElement] = []
    private var locations: [UInt32: SourceLocation] = [:]

    init(
        json: consuming JSONWriter, source: Source, report: @escaping ErrorMask
    ) {
        self.json = json
        self.source = source
        self.report = report
    }

    /// Writes one object. False if a null has to propagate to whatever holds it.
    mutating func write(_ objects: ResolvedObjects, row: Int) -> Bool {
        json.byte(UInt8(ascii: "{"))
        var isFirst = true
        for index in objects.plan.fields.indices {
            let field = objects.plan.fields[index]
            writeKey(field, isFirst: isFirst)
            isFirst = false
            switch objects.fields[index] {
            case .leaf(let call):
                guard writeLeaf(field, call, of: objects, row: row) else { return false }
            case .resolved(let resolved):
                path.append(.name(field.responseName))
                defer { path.removeLast() }
                let position = Position(field: field, resolved: resolved)
                guard write(resolved.slots[row], position, field.wrapping) else { return false }
            case .failed(let error):
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
        _ field: FieldPlan, _ call: FieldCall, of objects: ResolvedObjects, row: Int
    ) -> Bool {
        guard case .resolver(.leaf(let resolve)) = field.source,
            case .leaf(let coercion) = field.completion
        else {
            // Nothing but `__typename` is left.
            json.string(objects.plan.typeName)
            return true
        }
        let mark = json.count
        do {
            let value = try resolve(objects.column, row, call)
            if case .null = value {
                return writeNull(field, field.wrapping, name: field.responseName)
            }
            if !field.wrapping.isList {
                try coercion.write(value, to: &json)
                return true
            }
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return write(value, field, field.wrapping, coercion)
        } catch {
            json.truncate(to: mark)
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return fail(error, field, field.wrapping)
        }
    }

    /// Writes a leaf value, or a list of them, at the current path.
    private mutating func write(
        _ value: LeafValue, _ field: FieldPlan, _ wrapping: Wrapping, _ coercion: LeafCoercion
    ) -> Bool {
        if case .null = value { return writeNull(field, wrapping) }
        let mark = json.count
        guard wrapping.isList else {
            do {
                try coercion.write(value, to: &json)
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
            guard write(item, field, wrapping.asNullable.item, coercion) else {
                return propagate(to: wrapping, mark: mark)
            }
        }
        json.byte(UInt8(ascii: "]"))
        return true
    }

    // MARK: Slots

    /// What the slots at a position belong to.
    private struct Position {
        let field: FieldPlan
        let resolved: ResolvedField
    }

    /// Writes the value of a response position. False if a null has to propagate.
    private mutating func write(
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
            guard case .leaf(let coercion) = field.completion else {
                return fail(unexpectedLeaf(field), field, wrapping)
            }
            return write(resolved.leaves[index], field, wrapping, coercion)
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
        json.truncate(to: mark)
        guard !wrapping.isNonNull else { return false }
        json.null()
        return true
    }

    private mutating func executionError(_ error: any Error, _ field: FieldPlan) -> GraphQLError {
        var result = (error as? GraphQLError) ?? report(error, path)
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

/// Tells the server of an error that was not meant for the client, and gives what the client sees.
package typealias ErrorMask = @Sendable (any Error, [PathElement]) -> GraphQLError
