import Postgres

/// A `GraphWrite` as statements: checked, with the inverse edges, in an order in which two writers
/// do not wait for each other in a circle.
struct WritePlan: Sendable {
    /// What a statement does, and so what its rows mean.
    enum Step: Sendable {
        case addObject(ObjectID)
        case updateObject(ObjectID, ifVersion: Int64?)
        case deleteObject(ObjectID, ifVersion: Int64?)
        /// Locks an object, and gives its version.
        case hold(ObjectID, ifVersion: Int64?)
        /// Reads what must be so of an edge or a list.
        case condition(GraphWrite.Condition)
        /// Adds or removes a pair of edges; its rows are `EdgeRow`.
        case edges(EdgePair, isNew: Bool)
        case replaceEdges
        /// Moves a pair of edges to these types, in the order of its sides; `EdgeRow`.
        case changeType(EdgePair, to: [AssociationType])
        /// Reads an edge that must be there now; it was to come from this one.
        case edgeMoved(from: AssociationKey)
        case claimName(NameKey)
        case releaseName
        case also
        case outbox
    }

    private(set) var steps: [Step] = []
    private(set) var queries: [Query] = []
    /// The items whose cached values this changes, each once.
    private(set) var items: [ItemKey] = []
    /// Whether a statement may find out, without failing, that the write must not happen.
    private(set) var isConditional = false
    /// The outbox row.
    let outboxRow: OutboxRow

    init(_ write: GraphWrite, types: GraphTypes, clock: WallClock) throws(GraphError) {
        let edges = try PairChange.all(of: write.edges, types: types)
        try Self.check(write, edges: edges, types: types)
        items =
            write.objects.map { .object($0.id) }
            + Self.lists(of: write, edges, types).map { .list($0) }
            + write.names.map { .name(NameKey(namespace: $0.namespace, name: $0.name)) }
        outboxRow = OutboxRow(items: items)
        appendObjects(of: write)
        for condition in write.conditions {
            append(.condition(condition), condition.query)
            isConditional = true
        }
        let now = clock.milliseconds
        for edge in edges.sorted(by: { $0.isBefore($1) }) { append(edge, now: now) }
        for name in write.names.sorted(by: { ($0.namespace, $0.name) < ($1.namespace, $1.name) }) {
            append(name)
        }
        for query in write.queries { append(.also, query) }
        if !items.isEmpty { append(.outbox, StoreOutbox.insert(outboxRow)) }
    }

    /// Lists whose cached values are not what they were.
    private static func lists(
        of write: GraphWrite, _ edges: [PairChange], _ types: GraphTypes
    ) -> Set<AssociationListKey> {
        let forgotten = write.forgotten.flatMap { id in
            types.associations.keys.map { AssociationListKey(id, $0) }
        }
        return Set(edges.flatMap(\.touched).map(\.list) + forgotten)
    }

    // MARK: Checks

    private static func check(
        _ write: GraphWrite, edges: [PairChange], types: GraphTypes
    ) throws(GraphError) {
        let names = write.names.map { NameKey(namespace: $0.namespace, name: $0.name) }
        let touched = edges.flatMap(\.touched)
        let objects = write.objects.map(\.id) + write.holds.filter { $0.ifVersion != nil }.map(\.id)
        guard Set(objects).count == objects.count,
            Set(touched).count == touched.count, Set(names).count == names.count
        else { throw .contradiction }
        let count =
            write.objects.count + write.holds.count + write.conditions.count + write.edges.count
            + write.edges.reduce(0) { $0 + $1.consequences.count } + names.count
            + write.queries.count
        guard count <= TAOLimits.writeStepsMax,
            names.allSatisfy({ $0.name.utf8.count <= TAOLimits.nameBytesMax }),
            write.objects.allSatisfy({ $0.recordBytes <= TAOLimits.recordBytesMax }),
            edges.allSatisfy({ $0.recordBytes <= TAOLimits.edgeRecordBytesMax })
        else { throw .tooLarge }
        for object in write.objects {
            if case .add(let type, _) = object.kind, types.objects[type] == nil {
                throw .unknownType(type)
            }
        }
    }

    /// The objects that must not be there yet.
    var addedObjects: [ObjectID] {
        steps.compactMap { if case .addObject(let id) = $0 { id } else { nil } }
    }

    /// Where edges are to be after a change of their type.
    var changeTargets: [AssociationKey] {
        steps.flatMap { step -> [AssociationKey] in
            guard case .changeType(let pair, let types) = step else { return [] }
            return pair.targets(types)
        }
    }

    // MARK: Statements

    private mutating func append(_ step: Step, _ query: Query) {
        steps.append(step)
        queries.append(query)
    }

    /// Changes and holds, in one order for all writers.
    private mutating func appendObjects(of write: GraphWrite) {
        let changes = write.objects.map { (id: $0.id, change: Optional($0), version: Int64?.none) }
        let holds = write.holds.map {
            (id: $0.id, change: GraphWrite.ObjectChange?.none, version: $0.ifVersion)
        }
        // What is changed, or held by its version, need not be held besides.
        var needed = changes + holds.filter { $0.version != nil }
        for hold in holds where !needed.contains(where: { $0.id == hold.id }) {
            needed.append(hold)
        }
        for step in needed.sorted(by: { $0.id < $1.id }) {
            if let change = step.change {
                append(change)
                continue
            }
            append(.hold(step.id, ifVersion: step.version), StoreWrites.holdObject(step.id))
            if step.version != nil { isConditional = true }
        }
    }

    private mutating func append(_ object: GraphWrite.ObjectChange) {
        switch object.kind {
        case .add(let type, let data):
            append(.addObject(object.id), StoreWrites.addObject(object.id, type, data))
        case .update(let data, let version):
            append(
                .updateObject(object.id, ifVersion: version),
                StoreWrites.updateObject(object.id, data, ifVersion: version))
            isConditional = true
        case .delete(let version):
            append(
                .deleteObject(object.id, ifVersion: version),
                StoreWrites.deleteObject(object.id, ifVersion: version))
            if version != nil { isConditional = true }
        }
    }

    private mutating func append(_ change: PairChange, now: Int64) {
        let pair = change.pair
        switch change.kind {
        case .add(let time, let data, let ifPresent):
            let time = time ?? now
            let consequences = change.consequences
            append(
                .edges(pair, isNew: true),
                StoreEdges.add(pair, time: time, data: data, ifChanged: consequences))
            if case .replace = ifPresent {
                append(
                    .replaceEdges,
                    StoreEdges.replace(pair, time: time, data: data, ifChanged: consequences))
            }
            if pair.sides.contains(where: { $0.type.edgesMax != nil }) { isConditional = true }
        case .delete(let time):
            append(
                .edges(pair, isNew: false),
                StoreEdges.remove(pair, ifNotAfter: time, ifChanged: change.consequences))
        case .changeType(let types, let target):
            append(.changeType(pair, to: types), StoreEdges.changeType(pair, to: types))
            append(.edgeMoved(from: change.key), StoreWrites.edge(target))
            isConditional = true
        }
    }

    private mutating func append(_ change: GraphWrite.NameChange) {
        let name = NameKey(namespace: change.namespace, name: change.name)
        if change.isClaim {
            append(.claimName(name), StoreWrites.claimName(name, change.id))
            isConditional = true
        } else {
            append(.releaseName, StoreWrites.releaseName(name, change.id))
        }
    }
}

extension GraphWrite.Condition {
    fileprivate var query: Query {
        switch kind {
        case .isThere, .isStill: StoreWrites.edge(key)
        case .noneSince(let time): StoreWrites.edge(of: key.list, since: time)
        }
    }

    /// What the rows of the query say against the write; nil if nothing.
    fileprivate func refusal(_ rows: Rows) -> GraphError? {
        switch kind {
        case .isThere(true): return rows.isEmpty ? .edgeMissing(key) : nil
        case .isThere(false): return rows.isEmpty ? nil : .edgeExists(key)
        case .isStill(let edge):
            let stored = rows.first.map { (time: $0.int64(0), data: $0.bytes(1)) }
            let isStill =
                stored?.time == edge?.time && (stored?.data ?? []) == (edge?.data?.bytes ?? [])
            return isStill ? nil : .edgeChanged(key)
        case .noneSince: return rows.isEmpty ? nil : .edgeChanged(key)
        }
    }
}

extension GraphWrite.ObjectChange {
    fileprivate var recordBytes: Int {
        switch kind {
        case .add(_, let data), .update(let data, _): data.byteCount
        case .delete: 0
        }
    }
}

// MARK: - Results

extension WritePlan {
    /// What the statements did; throws when one of them says that the write must not happen.
    func outcome(_ results: [Rows], undelivered: [String]) throws(GraphError) -> GraphOutcome {
        var outcome = GraphOutcome(undelivered: undelivered)
        var grown: [Grown] = []
        for (step, result) in zip(steps, results) {
            switch step {
            case .addObject(let id): outcome.versions[id] = 1
            case .updateObject(let id, let version):
                guard let row = result.first else {
                    throw version == nil ? .objectMissing(id) : .versionConflict(id)
                }
                outcome.versions[id] = row.int64(0)
            case .deleteObject(let id, let version):
                if version != nil, result.isEmpty { throw .versionConflict(id) }
            case .hold(let id, let version):
                if let version, result.first?.int64(0) != version { throw .versionConflict(id) }
            case .condition(let condition):
                if let refusal = condition.refusal(result) { throw refusal }
            case .edges(let pair, let isNew):
                grown += outcome.take(result, pair.edges, isNew ? pair.sides.map(\.type) : [])
            case .changeType(let pair, let types):
                let targets = pair.targets(types)
                grown += outcome.take(result, pair.edges, types)
                outcome.changed.formUnion(
                    zip(pair.edges, targets).filter { outcome.changed.contains($0.0) }.map(\.1))
            case .edgeMoved(let key):
                if result.isEmpty { throw .edgeMissing(key) }
            case .claimName(let name):
                if result.isEmpty {
                    throw .nameTaken(namespace: name.namespace, name: name.name)
                }
            case .also: outcome.rows.append(result)
            case .replaceEdges, .releaseName, .outbox: break
            }
        }
        // Only now: what the write takes out of a list makes room for what it adds.
        for (list, edgesMax) in grown where outcome.counts[list, default: 0] > edgesMax {
            throw .limitReached(list, edgesMax: edgesMax)
        }
        return outcome
    }
}

/// A list that a statement has made longer, and how long it may be.
private typealias Grown = (list: AssociationListKey, edgesMax: Int)

extension GraphOutcome {
    /// The rows of a statement that changed a pair of edges.
    /// - Parameter newTypes: of lists that may have become longer.
    /// - Returns: those of these lists that may not be of any length.
    fileprivate mutating func take(
        _ rows: Rows, _ edges: [AssociationKey], _ newTypes: [AssociationType]
    ) -> [Grown] {
        var grown: [Grown] = []
        for row in rows {
            switch EdgeRow(row) {
            case .changed(let side): changed.insert(edges[side])
            case .count(let list, let slot, let count):
                guard slot == 0 else { continue }
                counts[list] = count
                if let edgesMax = newTypes.first(where: { $0.id == list.type })?.edgesMax {
                    grown.append((list, edgesMax))
                }
            }
        }
        return grown
    }
}
