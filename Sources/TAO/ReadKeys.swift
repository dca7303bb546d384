/// All edges of one type that leave one object.
package struct AssociationListKey: Hashable, Sendable {
    package let id1: ObjectID
    /// `AssociationType.id`.
    package let type: Int16

    package init(_ id1: ObjectID, _ type: Int16) {
        self.id1 = id1
        self.type = type
    }

    package init(_ id1: ObjectID, _ type: AssociationType) {
        self.init(id1, type.id)
    }
}

/// One edge, which may or may not exist.
package struct AssociationKey: Hashable, Sendable {
    package let id1: ObjectID
    /// `AssociationType.id`.
    package let type: Int16
    package let id2: ObjectID
    /// A time before which the edge cannot have come into being, such as the creation of id2
    /// (`id2.milliseconds`): then "no" can be answered from the cached newest edges of a long list.
    package let notBefore: Int64?

    package init(_ id1: ObjectID, _ type: Int16, _ id2: ObjectID, notBefore: Int64? = nil) {
        self.id1 = id1
        self.type = type
        self.id2 = id2
        self.notBefore = notBefore
    }

    package init(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, notBefore: Int64? = nil
    ) {
        self.init(id1, type.id, id2, notBefore: notBefore)
    }

    package var list: AssociationListKey { AssociationListKey(id1, type) }
}

/// A place in an association list: after the edge with this time and id2, whether or not that edge
/// still exists. So pages stay put while edges come and go.
package struct AssociationCursor: Hashable, Sendable {
    package let time: Int64
    package let id2: ObjectID

    package init(time: Int64, id2: ObjectID) {
        self.time = time
        self.id2 = id2
    }

    package init(_ association: Association) {
        self.init(time: association.time, id2: association.id2)
    }
}

/// Up to `limit` edges of a list, newest first; the key of a whole read.
package struct RangeQuery: Hashable, Sendable {
    package let id1: ObjectID
    /// `AssociationType.id`.
    package let type: Int16
    package let after: AssociationCursor?
    /// At most `TAOLimits.rangeEdgesMax`, held within it; 0 asks only whether there is any edge.
    package let limit: Int
    /// Oldest first; `after` then means the newer side of the cursor.
    package let ascending: Bool

    package init(
        _ id1: ObjectID, _ type: Int16, after: AssociationCursor? = nil, limit: Int,
        ascending: Bool = false
    ) {
        self.id1 = id1
        self.type = type
        self.after = after
        self.limit = min(max(limit, 0), TAOLimits.rangeEdgesMax)
        self.ascending = ascending
    }

    package init(
        _ id1: ObjectID, _ type: AssociationType, after: AssociationCursor? = nil, limit: Int,
        ascending: Bool = false
    ) {
        self.init(id1, type.id, after: after, limit: limit, ascending: ascending)
    }

    package var list: AssociationListKey { AssociationListKey(id1, type) }

    /// Whether one cached list can answer it.
    var isHead: Bool { after == nil && !ascending && limit <= TAOLimits.cachedEdgesMax }
}

/// What a `RangeQuery` is answered with.
package struct AssociationPage: Sendable, Equatable {
    package let associations: [Association]
    /// Whether at least one more edge lies behind the last one.
    package let hasMore: Bool

    package init(associations: [Association], hasMore: Bool) {
        self.associations = associations
        self.hasMore = hasMore
    }
}
