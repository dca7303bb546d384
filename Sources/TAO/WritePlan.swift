import Postgres

/// A `GraphWrite` as statements: checked, with the inverse edges, in an order in which two writers
/// do not wait for each other in a circle.
struct WritePlan: Sendable {
    /// What a statement does, and so what its rows mean.
    enum Step: Sendable {
        case addObject(ObjectID)
        case updateObject(ObjectID, ifVersion: Int64?)
        case deleteObject
        /// Adds or removes an edge; its rows say whether that changed anything.
        case edge(AssociationKey, edgesMax: Int?, countIsKnown: Bool)
        case replaceEdge
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
        let edges = try Self.expanded(write.edges, types: types)
        try Self.check(write, edges: edges, types: types)
        items =
            write.objects.map { .object($0.id) }
            + Set(edges.map(\.key.list)).map { .list($0) }
            + write.names.map { .name(NameKey(namespace: $0.namespace, name: $0.name)) }
        outboxRow = OutboxRow(items: items)
        for object in write.objects.sorted(by: { $0.id < $1.id }) { append(object) }
        let now = clock.milliseconds
        for edge in edges.sorted(by: { Self.isBefore($0.key, $1.key) }) { append(edge, now: now) }
        for name in write.names.sorted(by: { ($0.namespace, $0.name) < ($1.namespace, $1.name) }) {
            append(name)
        }
        for query in write.queries { append(.also, query) }
        if !items.isEmpty { append(.outbox, StoreOutbox.insert(outboxRow)) }
    }

    // MARK: Checks

    /// An edge to be written in one direction.
    private struct DirectedEdge {
        let key: AssociationKey
        let type: AssociationType
        let kind: GraphWrite.EdgeChange.Kind
    }

    private static func expanded(
        _ edges: [GraphWrite.EdgeChange], types: GraphTypes
    ) throws(GraphError) -> [DirectedEdge] {
        var directed: [DirectedEdge] = []
        for edge in edges {
            guard let type = types.associations[edge.key.type] else {
                throw .unknownType(edge.key.type)
            }
            directed.append(DirectedEdge(key: edge.key, type: type, kind: edge.kind))
            guard let number = type.inverse, let inverse = types.associations[number] else {
                continue
            }
            let back = AssociationKey(edge.key.id2, inverse, edge.key.id1)
            if back != edge.key {
                directed.append(DirectedEdge(key: back, type: inverse, kind: edge.kind))
            }
        }
        return directed
    }

    private static func check(
        _ write: GraphWrite, edges: [DirectedEdge], types: GraphTypes
    ) throws(GraphError) {
        let names = write.names.map { NameKey(namespace: $0.namespace, name: $0.name) }
        guard Set(write.objects.map(\.id)).count == write.objects.count,
            Set(edges.map(\.key)).count == edges.count, Set(names).count == names.count
        else { throw .contradiction }
        let count =
            write.objects.count + write.edges.count + names.count + write.queries.count
        guard count <= TAOLimits.writeStepsMax,
            names.allSatisfy({ $0.name.utf8.count <= TAOLimits.nameBytesMax }),
            write.objects.allSatisfy({ $0.recordBytes <= TAOLimits.recordBytesMax }),
            edges.allSatisfy({ $0.kind.recordBytes <= TAOLimits.edgeRecordBytesMax })
        else { throw .tooLarge }
        for object in write.objects {
            if case .add(let type, _) = object.kind, types.objects[type] == nil {
                throw .unknownType(type)
            }
        }
    }

    private static func isBefore(_ left: AssociationKey, _ right: AssociationKey) -> Bool {
        (left.id1, left.type, left.id2) < (right.id1, right.type, right.id2)
    }

    // MARK: Statements

    private mutating func append(_ step: Step, _ query: Query) {
        steps.append(step)
        queries.append(query)
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
        case .delete:
            append(.deleteObject, StoreWrites.deleteObject(object.id))
        }
    }

    private mutating func append(_ edge: DirectedEdge, now: Int64) {
        let counting = StoreWrites.Counting(edge.type, id2: edge.key.id2)
        let countIsKnown = edge.type.isCounted && !edge.type.isHot
        switch edge.kind {
        case .add(let time, let data, let ifPresent):
            let time = time ?? now
            append(
                .edge(edge.key, edgesMax: edge.type.edgesMax, countIsKnown: countIsKnown),
                StoreWrites.addEdge(edge.key, time: time, data: data, counting))
            if case .replace = ifPresent {
                append(
                    .replaceEdge, StoreWrites.replaceEdge(edge.key, time: time, data: data))
            }
            if edge.type.edgesMax != nil { isConditional = true }
        case .delete:
            append(
                .edge(edge.key, edgesMax: nil, countIsKnown: countIsKnown),
                StoreWrites.removeEdge(edge.key, counting))
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

extension GraphWrite.ObjectChange {
    fileprivate var recordBytes: Int {
        switch kind {
        case .add(_, let data), .update(let data, _): data.byteCount
        case .delete: 0
        }
    }
}

extension GraphWrite.EdgeChange.Kind {
    fileprivate var recordBytes: Int {
        if case .add(_, let data?, _) = self { data.byteCount } else { 0 }
    }
}

// MARK: - Results

extension WritePlan {
    /// What the statements did; throws when one of them says that the write must not happen.
    func outcome(_ results: [Rows], undelivered: [String]) throws(GraphError) -> GraphOutcome {
        var changed: Set<AssociationKey> = []
        var versions: [ObjectID: Int64] = [:]
        var counts: [AssociationListKey: Int] = [:]
        var rows: [Rows] = []
        for (step, result) in zip(steps, results) {
            switch step {
            case .addObject(let id): versions[id] = 1
            case .updateObject(let id, let version):
                guard let row = result.first else {
                    throw version == nil ? .objectMissing(id) : .versionConflict(id)
                }
                versions[id] = row.int64(0)
            case .edge(let key, let edgesMax, let countIsKnown):
                guard let row = result.first else { continue }
                changed.insert(key)
                guard countIsKnown else { continue }
                let count = row.int(0)
                if let edgesMax, count > edgesMax {
                    throw .limitReached(key.list, edgesMax: edgesMax)
                }
                counts[key.list] = count
            case .claimName(let name):
                if result.isEmpty {
                    throw .nameTaken(namespace: name.namespace, name: name.name)
                }
            case .also: rows.append(result)
            case .deleteObject, .replaceEdge, .releaseName, .outbox: break
            }
        }
        return GraphOutcome(
            changed: changed, versions: versions, counts: counts, rows: rows,
            undelivered: undelivered)
    }
}
