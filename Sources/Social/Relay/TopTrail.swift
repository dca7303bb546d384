import TAO

/// What belongs to the list since its first page, and what has been shown of it. In a cursor it is a trail of
/// which the first four numbers are times and ids of the two ends.
struct TopTrail {
    struct Place {
        var time: Int64
        var id: ObjectID
    }

    /// Of what is ranked, the newest and the oldest. Newer ones are not in the list, older ones follow
    /// by time.
    var newest: Place
    var oldest: Place
    /// Those that stand up to a place, it included, in their order.
    var shown: ArraySlice<ObjectID>

    init(newest: Place, oldest: Place, shown: ArraySlice<ObjectID>) {
        (self.newest, self.oldest, self.shown) = (newest, oldest, shown)
    }

    /// nil for a trail of another kind of list.
    init?(_ trail: Trail) {
        let ids = Array(trail.ids)
        guard ids.count >= 4 else { return nil }
        newest = Place(time: ids[0].rawValue, id: ids[1])
        oldest = Place(time: ids[2].rawValue, id: ids[3])
        shown = ids.dropFirst(4)
    }

    var trail: Trail {
        let ends = [newest, oldest].flatMap { [ObjectID(rawValue: $0.time), $0.id] }
        return Trail(ends + shown)
    }

    /// Where what follows by time begins.
    var end: ListPosition { ListPosition(time: oldest.time, id: oldest.id) }
}

extension ListPosition {
    var top: TopTrail? { trail.flatMap(TopTrail.init) }
}

extension TopTrail.Place {
    init(_ edge: Association) {
        self.init(time: edge.time, id: edge.id2)
    }

    /// After which a list, newest first, begins with the place itself.
    var included: AssociationCursor {
        AssociationCursor(time: time, id2: ObjectID(rawValue: id.rawValue + 1))
    }

    func isNewer(than edge: Association) -> Bool {
        (time, id.rawValue) > (edge.time, edge.id2.rawValue)
    }
}
