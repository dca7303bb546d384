import Postgres

/// Very many additions at once, for a graph that has no reader yet: rows that are copied, in place of
/// statements.
///
/// What is stored is what `TAO.commit(_:)` would store of the same writes, with inverse edges and counts; but
/// nothing is deleted from the cache, no limit is looked at, and what is there already is an error.
package struct GraphLoad: Sendable {
    private let types: GraphTypes
    private let clock: WallClock
    private var objects = CopyRows(into: "objects", ["id", "type", "version", "data"])
    private var associations = CopyRows(
        into: "associations", ["id1", "type", "id2", "time", "data"])
    private var names = CopyRows(into: "names", ["name", "namespace", "id"])
    private var queries: [Query] = []
    private var counts: [AssociationListKey: Int64] = [:]

    package init(into tao: TAO) {
        types = tao.types
        clock = tao.clock
    }

    /// Rows so far.
    package var count: Int { objects.count + associations.count + names.count }
    package var isEmpty: Bool { count == 0 && queries.isEmpty }
    /// Bytes of the largest of its COPYs, of which each may have `PostgresLimits.copyBytesMax`.
    package var bytesMost: Int {
        max(objects.byteCount, associations.byteCount, names.byteCount)
    }

    /// Adds what a write adds.
    ///
    /// - Throws: `GraphError.contradiction` for a write that does anything else: what it is to change, hold or
    ///   find may be in no table yet.
    package mutating func add(_ write: GraphWrite) throws {
        guard write.holds.isEmpty, write.conditions.isEmpty, write.forgotten.isEmpty else {
            throw GraphError.contradiction
        }
        for object in write.objects {
            guard case .add(let type, let data) = object.kind else {
                throw GraphError.contradiction
            }
            add(Object(id: object.id, type: type, version: 1, data: data))
        }
        for change in try PairChange.all(of: write.edges, types: types) {
            guard case .add(let time, let data, _) = change.kind, change.consequences.isEmpty
            else { throw GraphError.contradiction }
            for edge in change.pair.edges {
                add(
                    Association(
                        id1: edge.id1, type: edge.type, id2: edge.id2,
                        time: time ?? clock.milliseconds, data: data))
            }
        }
        for name in write.names {
            guard name.isClaim else { throw GraphError.contradiction }
            names.append { row in
                row.append(name.name)
                row.append(name.namespace)
                row.append(name.id.rawValue)
            }
        }
        queries += write.queries
    }

    mutating func add(_ object: Object) {
        objects.append { row in
            row.append(object.id.rawValue)
            row.append(object.type)
            row.append(object.version)
            row.append(object.data.bytes)
        }
    }

    /// The edge alone, and in the count of its list.
    mutating func add(_ edge: Association) {
        associations.append { row in
            row.append(edge.id1.rawValue)
            row.append(edge.type)
            row.append(edge.id2.rawValue)
            row.append(edge.time)
            row.append(edge.data?.bytes ?? [])
        }
        // A list that is not counted is found by its row, too.
        let isCounted = types.associations[edge.type]?.isCounted ?? true
        counts[AssociationListKey(edge.id1, edge.type), default: 0] += isCounted ? 1 : 0
    }

    fileprivate var steps: [LoadStep] {
        var steps: [LoadStep] = [.copy(objects), .copy(associations), .copy(names)]
        if !counts.isEmpty { steps.append(.query(StoreLoads.adding(counts))) }
        return steps + queries.map { .query($0) }
    }
}

extension TAO {
    /// Stores a load in one transaction.
    ///
    /// - Throws: `PostgresError`, also for what is there already. Nothing is stored then.
    package func load(_ load: GraphLoad) async throws {
        if !load.isEmpty { try await backends.database.load(load.steps) }
    }

    /// Stores new objects and new edges, without the edges back, likewise.
    package func load(_ objects: [Object] = [], _ edges: [Association] = []) async throws {
        var load = GraphLoad(into: self)
        for object in objects { load.add(object) }
        for edge in edges { load.add(edge) }
        try await self.load(load)
    }
}
