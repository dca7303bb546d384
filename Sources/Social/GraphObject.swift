import TAO

/// A type of the schema whose objects are objects of the graph.
protocol GraphObject: Sendable {
    var object: Object { get }
}

extension GraphObject {
    var id: ObjectID { object.id }
}
