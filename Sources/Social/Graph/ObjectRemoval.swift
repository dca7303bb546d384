import Jobs
import Synchronization
import TAO

/// Removes what an account made, object by object, for good: each kind says itself how
/// (`GraphObject.remove`), so that one that does not cannot be stored.
///
/// For objects that nobody can see any more. All that it needs to know is in the tables, and each step
/// leaves them in step, so it may be killed and begun again at any time.
final class ObjectRemoval: Sendable {
    let services: SocialServices
    /// How many objects may still be removed in this run.
    private let budget: Atomic<Int>

    init(_ services: SocialServices) {
        self.services = services
        budget = Atomic(services.limits.objectsRemovedMax)
    }

    /// There is more than one run may remove.
    struct Unfinished: Error {}

    var tao: TAO { services.tao }

    func commit(_ write: GraphWrite) async throws {
        _ = try await tao.commit(write)
    }

    /// Removes the objects of a list. What the list names and is not there is taken off it.
    ///
    /// - Parameter remove: takes one off the list, at least.
    /// - Throws: `Unfinished`.
    func removeAll(
        over type: AssociationType, from owner: ObjectID,
        _ remove: (Object, ObjectRemoval) async throws -> Void = { object, removal in
            try await removal.remove(object)
        }
    ) async throws {
        while true {
            let page = RangeQuery(owner, type, limit: services.limits.objectsReadMax)
            let edges = try await tao.stored.lists([page])[0].associations
            if edges.isEmpty { return }
            let objects = try await tao.stored.loadUnfiltered(each: edges.map(\.id2))
            for (edge, object) in zip(edges, objects) {
                try spend()
                if let object = try object.get() {
                    try await remove(object, self)
                } else {
                    var write = GraphWrite()
                    write.deleteAssociation(owner, type, edge.id2)
                    try await commit(write)
                }
            }
        }
    }

    /// Removes an object that a page has just given. One of a kind that a later version has stored is that
    /// version's to remove: the job fails until then.
    func remove(_ object: Object) async throws {
        guard let kind = object.kind else { throw UnknownKind(number: object.type) }
        try await kind.objectType.remove(object, in: self)
    }

    /// Removes an object if it is there.
    func remove(_ id: ObjectID) async throws {
        guard let object = try await tao.stored.loadUnfiltered(each: [id])[0].get() else { return }
        try await remove(object)
    }

    /// Removes all edges that leave an object, with their inverses.
    /// - Throws: `Unfinished`.
    func removeEdges(of id: ObjectID) async throws {
        while true {
            let part = try await tao.removeEdges(of: id, batchesMax: 1)
            if part.isComplete { return }
            try spend(part.edgesRemoved / services.limits.edgesPerObjectRemoved)
        }
    }

    func spend(_ count: Int = 1) throws {
        try Task.checkCancellation()
        guard budget.subtract(count, ordering: .relaxed).oldValue > 0 else { throw Unfinished() }
    }

    private struct UnknownKind: Error, CustomStringConvertible {
        let number: Int16
        var description: String { "there is no kind of object \(number)" }
    }
}

extension GraphObject {
    fileprivate static func remove(_ object: Object, in removal: ObjectRemoval) async throws {
        try await Self(object: object).remove(in: removal)
    }
}
