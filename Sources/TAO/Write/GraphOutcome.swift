import Postgres

/// What a committed write did.
package struct GraphOutcome: Sendable {
    var changed: Set<AssociationKey> = []
    /// The new version of every object that was added or updated.
    package internal(set) var versions: [ObjectID: Int64] = [:]
    /// Counts after this write of the counted lists it changed. For a hot type the list is absent:
    /// the sum is not known without asking.
    package internal(set) var counts: [AssociationListKey: Int] = [:]
    /// The rows of the `also` queries, in their order.
    package internal(set) var rows: [Rows] = []
    /// Items whose deletion memcached has not confirmed: empty unless a server is down. Other
    /// processes may see their old values until the tailer has repeated the deletes; a session that
    /// must not takes them along to `TAO.loader(bypassing:)`.
    package let undelivered: [String]

    init(undelivered: [String]) {
        self.undelivered = undelivered
    }

    /// Whether this write brought the edge into being or removed it (false: it was so already). An
    /// edge that changed its type has changed under both.
    package func changed(_ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID) -> Bool {
        changed.contains(AssociationKey(id1, type, id2))
    }
}
