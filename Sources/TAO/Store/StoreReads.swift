import Postgres

/// What is to be read from PostgreSQL in one round trip.
struct StoreRead: Sendable {
    var items: [ItemKey] = []
    /// How many edges are read of each list among the items, at most as many as its type caches.
    var listEdgesMax = TAOLimits.cachedEdgesMax
    /// Lists of which as many are read as their types cache.
    var wholeLists: Set<AssociationListKey> = []
    /// Pages and edges, with the number under which the caller knows them.
    var pages: [(index: Int, query: RangeQuery)] = []
    var edges: [(index: Int, key: AssociationKey)] = []

    var isEmpty: Bool { items.isEmpty && pages.isEmpty && edges.isEmpty }

    fileprivate func edgesMax(of list: AssociationListKey) -> Int {
        wholeLists.contains(list) ? TAOLimits.cachedEdgesMax : listEdgesMax
    }
}

/// The answer, in the order of the question.
struct StoreAnswer: Sendable {
    var items: [CacheValue.Item] = []
    var pages: [(index: Int, page: AssociationPage)] = []
    var edges: [(index: Int, edge: Association?)] = []
}

/// The statements of one `StoreRead`, and how their rows become its answer.
///
/// One statement per kind of object and edge, whatever the number of keys; one for every few lists,
/// and for every few pages of one shape, but for each list of a type that decides access. Each
/// names the distribution column, so that a Citus cluster asks only the shards concerned. The rows
/// come in no particular order.
struct StoreReads {
    let queries: [Query]
    private let read: StoreRead
    private let parts: [Part]
    private let types: GraphTypes

    private struct Heads: Hashable {
        let type: Int16
        let edgesMax: Int
    }

    /// What the statement with the same number reads.
    private enum Part {
        case objects
        case names(namespace: Int16)
        case lists(type: Int16)
        case hotCounts(type: Int16)
        case pages(PageShape, [Int])
        case edges(type: Int16)
    }

    init(_ read: StoreRead, types: GraphTypes) {
        self.read = read
        self.types = types
        var statements: [(Part, Query)] = []
        var objects: [Int64] = []
        var lists: [Heads: [Int64]] = [:]
        var names: [Int16: [String]] = [:]
        for item in read.items {
            switch item {
            case .object(let id): objects.append(id.rawValue)
            case .list(let key):
                let heads = Heads(type: key.type, edgesMax: read.edgesMax(of: key))
                lists[heads, default: []].append(key.id1.rawValue)
            case .name(let key): names[key.namespace, default: []].append(key.name)
            }
        }
        if !objects.isEmpty { statements.append((.objects, Self.objects(objects))) }
        for (namespace, names) in names.sorted(by: { $0.key < $1.key }) {
            statements.append((.names(namespace: namespace), Self.names(namespace, names)))
        }
        let inOrder = lists.sorted {
            ($0.key.type, $0.key.edgesMax) < ($1.key.type, $1.key.edgesMax)
        }
        for (heads, ids) in inOrder {
            let type = heads.type
            let head = PageShape(
                headOf: type, types.associations[type], edgesMax: heads.edgesMax)
            for part in ids.parts(of: types.listsPerStatement(type)) {
                statements.append((.lists(type: type), head.statement(part, types)))
            }
            if types.associations[type]?.isHot == true {
                statements.append((.hotCounts(type: type), Self.counts(type, ids)))
            }
        }
        for (shape, numbers) in PageShape.groups(read.pages.map(\.query)) {
            for part in numbers.parts(of: types.listsPerStatement(shape.type)) {
                let ids = part.map { read.pages[$0].query.id1.rawValue }
                statements.append((.pages(shape, part), shape.statement(ids, types)))
            }
        }
        for (type, edges) in Dictionary(grouping: read.edges, by: \.key.type)
            .sorted(by: { $0.key < $1.key })
        {
            statements.append((.edges(type: type), Self.edges(type, edges.map(\.key))))
        }
        parts = statements.map(\.0)
        queries = statements.map(\.1)
    }

    // MARK: Statements

    private static func objects(_ ids: [Int64]) -> Query {
        "SELECT id, type, version, data FROM objects WHERE id = ANY(\(ids))"
    }

    private static func names(_ namespace: Int16, _ names: [String]) -> Query {
        "SELECT name, id FROM names WHERE name = ANY(\(names)) AND namespace = \(namespace)"
    }

    private static func counts(_ type: Int16, _ ids: [Int64]) -> Query {
        """
        SELECT id1, sum(count)::bigint FROM association_counts
        WHERE id1 = ANY(\(ids)) AND type = \(type) GROUP BY id1
        """
    }

    private static func edges(_ type: Int16, _ keys: [AssociationKey]) -> Query {
        let id1s = keys.map(\.id1.rawValue)
        let id2s = keys.map(\.id2.rawValue)
        return """
            SELECT id1, id2, time, data FROM associations
            WHERE id1 = ANY(\(id1s)) AND type = \(type)
            AND (id1, id2) IN (SELECT * FROM unnest(\(id1s), \(id2s)))
            """
    }

    // MARK: Rows

    func answer(_ results: [Rows]) -> StoreAnswer {
        var objects = FetchedObjects()
        var names: [NameKey: ObjectID] = [:]
        var lists: [AssociationListKey: FetchedList] = [:]
        var edges: [AssociationKey: Association] = [:]
        var answer = StoreAnswer()
        for (part, rows) in zip(parts, results) {
            switch part {
            case .objects:
                objects = FetchedObjects(rows)
            case .names(let namespace):
                for row in rows {
                    let key = NameKey(namespace: namespace, name: row.string(0))
                    names[key] = ObjectID(row.int64(1))
                }
            case .lists(let type):
                let isCounted = types.associations[type]?.isCounted ?? true
                FetchedList.collect(rows, type, isCounted: isCounted, into: &lists)
            case .hotCounts(let type):
                for row in rows {
                    lists[AssociationListKey(ObjectID(row.int64(0)), type)]?.count = row.int64(1)
                }
            case .pages(let shape, let numbers):
                let found = Dictionary(grouping: rows) { ObjectID($0.int64(0)) }
                for number in numbers {
                    let (index, query) = read.pages[number]
                    answer.pages.append((index, shape.page(found[query.id1] ?? [], query)))
                }
            case .edges(let type):
                for row in rows {
                    let edge = Association(
                        id1: ObjectID(row.int64(0)), type: type, row, from: 1)
                    edges[AssociationKey(edge.id1, type, edge.id2)] = edge
                }
            }
        }
        answer.items = read.items.map { item in
            CacheValue.Item(item, read, objects, names, lists, types)
        }
        answer.edges = read.edges.map { index, key in
            (index, key.filtered(edges[AssociationKey(key.id1, key.type, key.id2)]))
        }
        return answer
    }
}

/// Objects as they came from PostgreSQL.
private struct FetchedObjects {
    private var numbers = KeyNumbers<ObjectID>()
    private var objects: [Object] = []

    init() {}

    init(_ rows: Rows) {
        numbers.reserve(rows.count)
        objects.reserveCapacity(rows.count)
        for row in rows {
            let object = Object(row)
            // An id has one row.
            if numbers.number(of: object.id) == objects.count { objects.append(object) }
        }
    }

    subscript(id: ObjectID) -> Object? { numbers.knownNumber(of: id).map { objects[$0] } }
}

/// A list as it came from PostgreSQL.
private struct FetchedList {
    var edges: [EdgeList.Edge] = []
    /// nil when they are not counted.
    var count: Int64?

    static func collect(
        _ rows: Rows, _ type: Int16, isCounted: Bool,
        into lists: inout [AssociationListKey: FetchedList]
    ) {
        for row in rows {
            let key = AssociationListKey(ObjectID(row.int64(0)), type)
            lists[key, default: FetchedList(count: isCounted ? row.int64(1) : nil)].edges.append(
                EdgeList.Edge(
                    place: EdgePlace(time: row.int64(3), id2: row.int64(2)), data: row.bytes(4)))
        }
    }
}

extension CacheValue.Item {
    fileprivate init(
        _ key: ItemKey, _ read: StoreRead, _ objects: FetchedObjects, _ names: [NameKey: ObjectID],
        _ lists: [AssociationListKey: FetchedList], _ types: GraphTypes
    ) {
        switch key {
        case .object(let id): self = .object(objects[id])
        case .name(let name): self = .name(names[name])
        case .list(let list):
            let fetched = lists[list]
            self = .list(
                EdgeList(
                    list, types.associations[list.type], edges: fetched?.edges ?? [],
                    count: fetched?.count, edgesMax: read.edgesMax(of: list)))
        }
    }
}

extension Object {
    fileprivate init(_ row: Row) {
        self.init(
            id: ObjectID(row.int64(0)), type: row.int16(1), version: row.int64(2),
            data: Record(bytes: row.bytes(3)))
    }
}

extension Association {
    /// The columns id2, time, data.
    init(id1: ObjectID, type: Int16, _ row: Row, from column: Int) {
        let data = row.bytes(column + 2)
        self.init(
            id1: id1, type: type, id2: ObjectID(row.int64(column)), time: row.int64(column + 1),
            data: data.isEmpty ? nil : Record(bytes: data))
    }
}

extension GraphTypes {
    fileprivate func listsPerStatement(_ type: Int16) -> Int {
        associations[type]?.decidesAccess == true ? 1 : TAOLimits.listsPerStatementMax
    }
}

extension Array {
    /// The elements in order, at most `count` at a time.
    fileprivate func parts(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map {
            Array(self[$0..<Swift.min($0 + count, self.count)])
        }
    }
}
