/// Where an edge stands in its list: what lists are ordered by.
struct EdgePlace: Hashable, Comparable {
    let time: Int64
    let id2: Int64

    static let first = EdgePlace(time: .min, id2: .min)
    static let last = EdgePlace(time: .max, id2: .max)

    static func < (left: EdgePlace, right: EdgePlace) -> Bool {
        (left.time, left.id2) < (right.time, right.id2)
    }

    /// The next place; the last one is its own.
    var successor: EdgePlace {
        if id2 < .max { return EdgePlace(time: time, id2: id2 + 1) }
        return time < .max ? EdgePlace(time: time + 1, id2: .min) : self
    }

    /// The place before; the first one is its own.
    var predecessor: EdgePlace {
        if id2 > .min { return EdgePlace(time: time, id2: id2 - 1) }
        return time > .min ? EdgePlace(time: time - 1, id2: .max) : self
    }

    /// Turns the order around: of two places the one that was before is behind.
    var mirrored: EdgePlace { EdgePlace(time: ~time, id2: ~id2) }
}

/// All places from one to another, both included; none if the oldest is newer than the newest.
struct Stretch: Hashable {
    var oldest: EdgePlace
    var newest: EdgePlace

    static let everything = Stretch(oldest: .first, newest: .last)

    var mirrored: Stretch { Stretch(oldest: newest.mirrored, newest: oldest.mirrored) }
}
