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

/// One edge, which may or may not exist; many of them with one id1 and type are TAO's
/// `assoc_get(id1, atype, id2set, high, low)`.
package struct AssociationKey: Hashable, Sendable {
    package let id1: ObjectID
    /// `AssociationType.id`.
    package let type: Int16
    package let id2: ObjectID
    /// A time before which the edge cannot have come into being, such as the creation of id2
    /// (`id2.milliseconds`): then "no" can be answered from the cached newest edges of a long list.
    /// A promise of the reader, not a filter.
    package let notBefore: Int64?
    /// Only an edge of these times is wanted, in Unix milliseconds: TAO's low and high, both
    /// included. nil takes any. Of no meaning for writes.
    package let times: ClosedRange<Int64>?

    package init(
        _ id1: ObjectID, _ type: Int16, _ id2: ObjectID, notBefore: Int64? = nil,
        times: ClosedRange<Int64>? = nil
    ) {
        self.id1 = id1
        self.type = type
        self.id2 = id2
        self.notBefore = notBefore
        self.times = times
    }

    package init(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, notBefore: Int64? = nil,
        times: ClosedRange<Int64>? = nil
    ) {
        self.init(id1, type.id, id2, notBefore: notBefore, times: times)
    }

    package var list: AssociationListKey { AssociationListKey(id1, type) }

    /// The edge, if it is one of the wanted times.
    func filtered(_ edge: Association?) -> Association? {
        guard let edge, times?.contains(edge.time) ?? true else { return nil }
        return edge
    }
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

/// Up to `limit` edges of a list; the key of a whole read. TAO's `assoc_range` (`offset` is its
/// pos) and `assoc_time_range` (`times` are its low and high), and pages by the last edge seen
/// (`after`), which cost the same at any depth. All of them may be combined.
package struct RangeQuery: Hashable, Sendable {
    package let id1: ObjectID
    /// `AssociationType.id`.
    package let type: Int16
    /// Only edges of these times, in Unix milliseconds, both ends included.
    package let times: ClosedRange<Int64>?
    package let after: AssociationCursor?
    /// Edges passed over, behind the cursor if there is one. PostgreSQL reads what it passes over,
    /// so `after` is for deep pages. At most `TAOLimits.rangeOffsetMax`, held within it.
    package let offset: Int
    /// At most `AssociationType.rangeEdgesMax`, held within it when it is asked; 0 asks only
    /// whether there is any edge.
    package let limit: Int
    /// Oldest first; `after` then means the newer side of the cursor.
    package let ascending: Bool

    package init(
        _ id1: ObjectID, _ type: Int16, times: ClosedRange<Int64>? = nil,
        after: AssociationCursor? = nil, offset: Int = 0, limit: Int, ascending: Bool = false
    ) {
        self.id1 = id1
        self.type = type
        self.times = times
        self.after = after
        self.offset = min(max(offset, 0), TAOLimits.rangeOffsetMax)
        self.limit = min(max(limit, 0), TAOLimits.rangeEdgesMax)
        self.ascending = ascending
    }

    package init(
        _ id1: ObjectID, _ type: AssociationType, times: ClosedRange<Int64>? = nil,
        after: AssociationCursor? = nil, offset: Int = 0, limit: Int, ascending: Bool = false
    ) {
        self.init(
            id1, type.id, times: times, after: after, offset: offset,
            limit: min(limit, type.rangeEdgesMax), ascending: ascending)
    }

    package var list: AssociationListKey { AssociationListKey(id1, type) }

    /// The same for at most so many edges.
    func limited(to limitMax: Int) -> RangeQuery {
        RangeQuery(
            id1, type, times: times, after: after, offset: offset, limit: min(limit, limitMax),
            ascending: ascending)
    }

    /// Whether it begins at the head of the list and ends within its cached part, so that one
    /// cached list can nearly always answer it.
    func isHead(of type: AssociationType?) -> Bool {
        let isOldestFirst = type?.order == .oldestFirst
        let end = isOldestFirst ? times?.lowerBound : times?.upperBound
        return after == nil && end == nil && ascending == isOldestFirst
            && offset + limit <= type?.cachedEdgesMax ?? TAOLimits.cachedEdgesMax
    }

    /// All places an edge of the answer may have.
    var stretch: Stretch {
        var stretch = Stretch(
            oldest: EdgePlace(time: times?.lowerBound ?? .min, id2: .min),
            newest: EdgePlace(time: times?.upperBound ?? .max, id2: .max))
        if let after {
            let place = EdgePlace(time: after.time, id2: after.id2.rawValue)
            if ascending {
                stretch.oldest = max(stretch.oldest, place.successor)
            } else {
                stretch.newest = min(stretch.newest, place.predecessor)
            }
        }
        return stretch
    }
}

/// What a `RangeQuery` is answered with.
package struct AssociationPage: Sendable, Equatable {
    package let associations: Associations
    /// Whether at least one more edge lies behind the last one.
    package let hasMore: Bool

    package init(associations: [Association], hasMore: Bool) {
        self.init(Associations(associations), hasMore: hasMore)
    }

    init(_ associations: Associations, hasMore: Bool) {
        self.associations = associations
        self.hasMore = hasMore
    }
}
