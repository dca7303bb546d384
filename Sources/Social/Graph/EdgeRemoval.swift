import Jobs
import TAO

/// Removes the edges that a deleted object has left, with their inverse edges and counts: it may
/// have more of them than one transaction should change.
enum EdgeRemoval: JobKind {
    static let name = "graph.removeEdges"
    static let queue = Queue.low

    /// Does a part and adds another job for the rest, so that none takes long; both in one
    /// transaction, so that the rest is never forgotten.
    static func run(_ id: ObjectID, in context: JobContext<SocialServices>) async throws {
        if try await context.services.tao.removeEdges(of: id).isComplete { return }
        try await context.end(with: [job(id).query])
    }
}

extension GraphWrite {
    /// Deletes the object with this write, and afterwards, in the background, all edges that leave
    /// it with their inverse edges and counts (`TAO.removeEdges`). Names it has claimed must be
    /// released by the writer.
    package mutating func removeObject(_ id: ObjectID) throws {
        deleteObject(id)
        also(try EdgeRemoval.job(id).query)
    }
}
