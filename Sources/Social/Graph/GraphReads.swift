import TAO

/// What a request, or work without a viewer, reads of the graph as it is stored.
///
/// Edges, lists, counts and names are given as they are: what they lead to is loaded by
/// `RequestContext.load`, which applies the policy of its kind. A caller that needs an object whatever its
/// policy says writes `loadUnfiltered`, and gives nothing of it to clients.
///
/// All reads that are asked for at the same time are one round trip. What takes `each` fails one by
/// one, the others fail for all; errors are those of `Loader`.
struct GraphReads: Sendable {
    private let loader: Loader

    /// - Parameters:
    ///   - bypassing: what must not come from the cache.
    ///   - mayBeStale: whether a replica may answer what the cache does not have.
    init(_ tao: TAO, bypassing: CacheBypass = .nothing, mayBeStale: Bool = false) {
        loader = tao.loader(bypassing: bypassing, mayBeStale: mayBeStale)
    }

    /// Every round trip so far.
    var trips: Trips { loader.trips }

    /// Runs the body where its reads are batched.
    func run<T: Sendable>(_ body: () async throws -> T) async rethrows -> T {
        try await loader.run(body)
    }

    /// Forgets what was read.
    func forget() {
        loader.clear()
    }

    // MARK: Objects, whatever their policy

    /// In the order of the ids; nil where there is no object of the kind.
    func loadUnfiltered<Kind: GraphObject>(
        _ kind: Kind.Type, _ ids: [ObjectID]
    ) async throws -> [Kind?] {
        try await loader.objects(ids).map { $0?.ofKind(Kind.kind).map(Kind.init) }
    }

    /// In the order of the ids, of any kind.
    func loadUnfiltered(each ids: [ObjectID]) async throws -> [Result<Object?, any Error>] {
        try await loader.objects(each: ids)
    }

    // MARK: Edges

    /// The edges of one type from one object to others, in the order of the others.
    func edges(
        from id: ObjectID, _ type: AssociationType, to others: [ObjectID]
    ) async throws -> [Result<Association?, any Error>] {
        try await edges(others.map { .edge(from: id, type, to: $0) })
    }

    /// Whether there are such edges.
    func hasEdges(
        from id: ObjectID, _ type: AssociationType, to others: [ObjectID]
    ) async throws -> [Result<Bool, any Error>] {
        try await edges(from: id, type, to: others).map { edge in edge.map { $0 != nil } }
    }

    func edges(_ keys: [AssociationKey]) async throws -> [Result<Association?, any Error>] {
        try await loader.associationGet(each: keys)
    }

    // MARK: Lists

    /// Parts of lists, in the order of the queries.
    func lists(_ queries: [RangeQuery]) async throws -> [AssociationPage] {
        try await loader.associationRange(queries)
    }

    func lists(each queries: [RangeQuery]) async throws -> [Result<AssociationPage, any Error>] {
        try await loader.associationRange(each: queries)
    }

    /// The lengths of the lists of one type, in the order of their owners.
    func counts(
        _ type: AssociationType, of ids: [ObjectID]
    ) async throws -> [Result<Int, any Error>] {
        try await counts(ids.map { AssociationListKey($0, type) })
    }

    func counts(_ keys: [AssociationListKey]) async throws -> [Result<Int, any Error>] {
        try await loader.associationCount(each: keys)
    }

    // MARK: Names

    /// The objects that have claimed these names, in their order.
    func ids(named names: [String], in namespace: Int16) async throws -> [ObjectID?] {
        try await loader.identifiers(namespace: namespace, names: names)
    }
}

extension AssociationKey {
    /// The edge between two objects, which is not older than the one it leads to.
    static func edge(
        from id: ObjectID, _ type: AssociationType, to other: ObjectID
    ) -> AssociationKey {
        AssociationKey(id, type, other, notBefore: other.milliseconds)
    }
}

extension TAO {
    /// The graph as it is stored now, whatever memcached holds: what is written back, and what is decided
    /// without a write that could be refused, must not rest on an old value.
    var stored: GraphReads { GraphReads(self, bypassing: .everything) }
}
