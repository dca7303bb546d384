/// A node of the graph: an identity, a type, and the record of its properties.
package struct Object: Sendable, Equatable, Identifiable {
    package let id: ObjectID
    /// `ObjectType.id`.
    package let type: Int16
    /// 1 when created; one more with every update.
    package let version: Int64
    package let data: Record

    package init(id: ObjectID, type: Int16, version: Int64, data: Record) {
        self.id = id
        self.type = type
        self.version = version
        self.data = data
    }
}

/// An edge of the graph; there is at most one for (id1, type, id2).
package struct Association: Sendable, Equatable {
    package let id1: ObjectID
    /// `AssociationType.id`.
    package let type: Int16
    package let id2: ObjectID
    /// What the list is ordered by, newest first: Unix time in milliseconds.
    package let time: Int64
    /// nil for an edge without properties.
    package let data: Record?

    package init(id1: ObjectID, type: Int16, id2: ObjectID, time: Int64, data: Record? = nil) {
        self.id1 = id1
        self.type = type
        self.id2 = id2
        self.time = time
        self.data = data
    }
}
