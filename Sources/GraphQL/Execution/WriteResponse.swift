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
    private let limits: Limits
    private(set) var fieldsLeft: Int
    /// What the response takes of the budget.
    let lease: ResponseLease
    /// How much of it may be written before more is asked for.
    private var allowance: Int
    /// What is written elsewhere than in `json`: errors, and parts that are in payloads already.
    private var otherBytes: Int
    /// Set once the response crosses a limit; then nothing more is written.
    private(set) var crossing: Crossing?

    /// Which limit a response has crossed.
    enum Crossing {
        case fields, bytes, budget
    }

    /// What is small is not worth asking for.
    private static let firstAllowance = 16 << 10

    /// Not inlined: Swift 6.3.1 optimizes it into an asynchronous caller so that `deliveries` is
    /// destroyed before it is made, which crashes.
    ///
    /// - Parameters:
    ///   - fieldsLeft: how many more the response may hold; nil for a new response.
    ///   - bytesWritten: how long what came before of the response is.
    ///   - deliveries: what is left of a response that has begun.
    @inline(never)
    init(
        json: consuming JSONWriter, source: Source, report: @escaping ErrorMask, limits: Limits,
        lease: ResponseLease, fieldsLeft: Int? = nil, bytesWritten: Int = 0,
        deliveries: consuming Deliveries
    ) {
        self.json = json
        self.source = source
        self.report = report
        self.limits = limits
        self.lease = lease
        self.fieldsLeft = fieldsLeft ?? limits.responseFieldsMax
        allowance = min(max(Self.firstAllowance, bytesWritten), limits.responseBytesMax)
        otherBytes = bytesWritten
        self.deliveries = deliveries
    }

    /// Begins a part that is written by itself.
    mutating func beginPart() {
        otherBytes += json.count
        json.truncate(to: 0)
    }

    /// How long the response is with all that came before.
    var bytesWritten: Int { otherBytes + json.count }

    /// The response to an operation of which all fields are resolved, as far as none is left for
    /// later.
    mutating func finish(_ root: ResolvedObjects, extensions: [InputField]) -> Response {
        json.raw(Self.head)
        return finish(isWritten: write(root, row: 0), extensions: extensions)
    }

    /// Begins the response to an operation whose root fields are written one by one.
    mutating func begin(_ root: ResolvedObjects) -> Bool {
        json.raw(Self.head)
        guard enter(root, row: 0) else { return false }
        json.byte(UInt8(ascii: "{"))
        return true
    }

    /// Writes a root field. False if nothing is to come behind it.
    mutating func write(
        _ field: ResolvedObjects.Field, at index: Int, ofRoot root: ResolvedObjects
    ) -> Bool {
        write(field, at: index, of: root, row: 0)
    }

    mutating func end(isWritten: Bool, extensions: [InputField]) -> Response {
        // Not to be tried again: what was done stays done.
        if crossing == .budget { return Response(requestErrors: [Self.unanswered]) }
        json.byte(UInt8(ascii: "}"))
        return finish(isWritten: isWritten, extensions: extensions)
    }

    private static let unanswered = GraphQLError(
        "The server is too busy to say what came of this. What it has done stays done.",
        code: .responseTooLarge)

    private static let head: StaticString = "{\"data\":"

    /// - Parameter isWritten: false if a null came that no position below the root could take.
    private mutating func finish(isWritten: Bool, extensions: [InputField]) -> Response {
        if !isWritten {
            json.truncate(to: Self.head.utf8CodeUnitCount)
            deliveries.truncate(to: json.count)
            json.null()
        }
        if let limitError {
            return Response(
                requestErrors: [limitError], reason: crossing == .budget ? .overloaded : .invalid)
        }
        if !extensions.isEmpty {
            json.raw(",\"extensions\":")
            json.value(.object(extensions))
        }
        if deliveries.isBegun { announceDeliveries() }
        json.byte(UInt8(ascii: "}"))
        guard !errors.isEmpty else {
            return Response(body: json.bytes, hasData: true, errorCount: 0, lease: lease)
        }
        var head = JSONWriter(capacity: json.count + 256 * errors.count)
        head.raw("{\"errors\":")
        head.errors(errors)
        head.byte(UInt8(ascii: ","))
        json.append(to: &head, from: 1)
        return Response(
            body: head.bytes, hasData: true, errorCount: errors.count, isDataNull: !isWritten,
            lease: lease)
    }

    /// Writes one object. False if a null has to propagate to whatever holds it.
    mutating func write(_ objects: ResolvedObjects, row: Int) -> Bool {
        let outerScope = scope
        defer { scope = outerScope }
        guard enter(objects, row: row) else { return false }
        json.byte(UInt8(ascii: "{"))
        for index in objects.fields.indices {
            guard write(objects.fields[index], at: index, of: objects, row: row) else {
                return false
            }
        }
        json.byte(UInt8(ascii: "}"))
        return true
    }

    /// Registers what an object leaves for later, and counts its fields.
    @inline(__always)
    private mutating func enter(_ objects: ResolvedObjects, row: Int) -> Bool {
        if let incremental = objects.plan.incremental {
            scope = deliveries.register(
                incremental, of: objects, row: row, at: path, in: scope, bytes: json.count)
        }
        fieldsLeft -= objects.plan.fields.count
        if fieldsLeft < 0 { crossing = crossing ?? .fields }
        return fieldsLeft >= 0
    }

    @inline(__always)
    private mutating func write(
        _ field: ResolvedObjects.Field, at index: Int, of objects: ResolvedObjects, row: Int
    ) -> Bool {
        switch field {
        case .leaf(let call):
            writeKey(call.field, isFirst: index == 0)
            return writeLeaf(call, of: objects, row: row) && isWithinBytes
        case .resolved(let resolved):
            let field = resolved.call.field
            writeKey(field, isFirst: index == 0)
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            if let rest = resolved.rest {
                deliveries.register(rest, row: row, at: path, bytes: json.count)
            }
            return completeValue(resolved.slots[row], of: resolved, field.wrapping)
        case .failed(let error):
            let field = objects.plan.fields[index]
            writeKey(field, isFirst: index == 0)
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return fail(error, field, field.wrapping)
        }
    }

    /// Whether the response is not too long yet. Asked behind each value that can be long.
    private var isWithinBytes: Bool {
        @inline(__always)
        mutating get { otherBytes + json.count <= allowance || extend() }
    }

    /// Asks for room for as much again.
    @inline(never)
    private mutating func extend() -> Bool {
        guard crossing == nil else { return false }
        guard bytesWritten <= limits.responseBytesMax else {
            crossing = .bytes
            return false
        }
        let larger = min(max(bytesWritten, 2 * allowance), limits.responseBytesMax)
        guard lease.grow(to: larger) else {
            crossing = .budget
            return false
        }
        allowance = larger
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
            var value = try call.binding.resolveLeaf(objects.column, row, call)
            if case .null = value {
                return writeNull(call, field.wrapping, name: field.responseName)
            }
            if !field.wrapping.isList {
                try field.leafCoercion.write(value, to: &json)
                return true
            }
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            if let rest = try StreamedRest.cut(call, &value) {
                deliveries.register(rest, row: 0, at: path, bytes: mark)
            }
            return completeValue(value, call, field.wrapping)
        } catch {
            json.truncate(to: mark)
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return fail(error, field, field.wrapping)
        }
    }

    /// Writes a leaf value, or a list of them, at the current path.
    private mutating func completeValue(
        _ value: LeafValue, _ call: FieldCall, _ wrapping: Wrapping
    ) -> Bool {
        if case .null = value { return writeNull(call, wrapping) }
        let mark = json.count
        let field = call.field
        guard wrapping.isList else {
            do {
                try field.leafCoercion.write(value, to: &json)
                return isWithinBytes
            } catch {
                json.truncate(to: mark)
                return fail(error, field, wrapping)
            }
        }
        guard case .list(let items) = value else {
            return fail(notIterable(call), field, wrapping)
        }
        json.byte(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { json.byte(UInt8(ascii: ",")) }
            path.append(.index(index))
            defer { path.removeLast() }
            guard completeValue(item, call, wrapping.asNullable.item) else {
                return propagate(to: wrapping, mark: mark)
            }
        }
        json.byte(UInt8(ascii: "]"))
        return true
    }

    // MARK: Slots

    /// Writes the value of a response position. False if a null has to propagate.
    /// https://spec.graphql.org/September2026/#CompleteValue()
    mutating func completeValue(
        _ slot: Slot, of resolved: ResolvedField, _ wrapping: Wrapping
    ) -> Bool {
        let call = resolved.call
        let field = call.field
        let index = Int(slot.index)
        switch slot.kind {
        case .null:
            return writeNull(call, wrapping)
        case .error:
            return fail(resolved.errors[index], field, wrapping)
        case .leaf:
            guard case .leaf = field.completion else {
                return fail(unexpectedLeaf(call), field, wrapping)
            }
            return completeValue(resolved.leaves[index], call, wrapping)
        case .list:
            guard wrapping.isList else { return fail(unexpectedList(call), field, wrapping) }
            return completeList(slot, of: resolved, wrapping)
        case .object:
            guard !wrapping.isList else { return fail(notIterable(call), field, wrapping) }
            guard let objects = resolved.children[Int(slot.column)] else {
                return fail(unexpectedType(call), field, wrapping)
            }
            let mark = json.count
            return write(objects, row: index)
                || propagate(to: wrapping, mark: mark)
        }
    }

    private mutating func completeList(
        _ slot: Slot, of resolved: ResolvedField, _ wrapping: Wrapping
    ) -> Bool {
        let mark = json.count
        let item = wrapping.asNullable.item
        json.byte(UInt8(ascii: "["))
        for offset in 0..<Int(slot.count) {
            if offset > 0 { json.byte(UInt8(ascii: ",")) }
            path.append(.index(offset))
            defer { path.removeLast() }
            let itemSlot = resolved.items[Int(slot.index) + offset]
            guard completeValue(itemSlot, of: resolved, item), isWithinBytes else {
                return propagate(to: wrapping, mark: mark)
            }
        }
        json.byte(UInt8(ascii: "]"))
        return true
    }

    // MARK: Errors

    /// Writes a null that was resolved, which is an error where the type is non-null.
    private mutating func writeNull(
        _ call: FieldCall, _ wrapping: Wrapping, name: String? = nil
    ) -> Bool {
        guard wrapping.isNonNull else {
            json.null()
            return true
        }
        if let name { path.append(.name(name)) }
        defer { if name != nil { path.removeLast() } }
        let error = GraphQLError(
            "Cannot return null for non-nullable field \(call.binding.coordinate).")
        return fail(error, call.field, wrapping)
    }

    /// Records an error and writes the null it leaves, if that is allowed here.
    private mutating func fail(
        _ error: any Error, _ field: FieldPlan, _ wrapping: Wrapping
    ) -> Bool {
        let error = executionError(error, field)
        errors.append(error)
        otherBytes += Self.length(of: error)
        guard isWithinBytes, !wrapping.isNonNull else { return false }
        json.null()
        return true
    }

    /// Takes back what was written since the mark. Nothing more of what held it is written, so no
    /// error is added for a position that is gone; those recorded before stay, as in the reference.
    /// https://spec.graphql.org/September2026/#sec-Handling-Execution-Errors
    private mutating func propagate(to wrapping: Wrapping, mark: Int) -> Bool {
        guard crossing == nil else { return false }
        json.truncate(to: mark)
        deliveries.truncate(to: mark)
        guard !wrapping.isNonNull else { return false }
        json.null()
        return true
    }

    /// Which limit the response has crossed.
    var limitError: GraphQLError? {
        let part: String
        switch crossing {
        case .fields: part = "hold more than \(limits.responseFieldsMax) fields"
        case .bytes: part = "take more than \(limits.responseBytesMax) bytes"
        case .budget: return Deadlines.overloaded.errors[0]
        case nil:
            guard deliveries.isOverfull else { return nil }
            part = "be delivered in more than \(deliveries.countMax) parts"
        }
        return GraphQLError(
            "The response would \(part). Ask for less at once.",
            code: .responseTooLarge)
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

    /// About how long an error is as JSON.
    private static func length(of error: GraphQLError) -> Int {
        64 + error.message.utf8.count + 32 * (error.locations.count + error.extensions.count)
            + error.path.reduce(0) { length, element in
                if case .name(let name) = element {
                    length + name.utf8.count + 3
                } else {
                    length + 5
                }
            }
    }

    private func notIterable(_ call: FieldCall) -> GraphQLError {
        GraphQLError(
            "Expected Iterable, but did not find one for field \"\(call.binding.coordinate)\".")
    }

    private func unexpectedList(_ call: FieldCall) -> GraphQLError {
        GraphQLError(
            "Expected one value, but found a list for field \"\(call.binding.coordinate)\".")
    }

    private func unexpectedLeaf(_ call: FieldCall) -> GraphQLError {
        GraphQLError(
            "Expected an object, but found a leaf for field \"\(call.binding.coordinate)\".")
    }

    private func unexpectedType(_ call: FieldCall) -> GraphQLError {
        GraphQLError(
            "An object of a type that is not possible was given for field "
                + "\"\(call.binding.coordinate)\".")
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
