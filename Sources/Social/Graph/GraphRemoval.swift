import Jobs
import Postgres
import TAO

/// Removes objects with all their edges, in the background: an object may have more edges than one
/// transaction should change.
package enum GraphRemoval {
    /// The queue of this work.
    package static let queue = "graph"
    private static let kind = "graph.removeEdges"

    /// Handlers for the runner of `queue`. A job does a part and adds another one for the rest, so
    /// that none takes long; both in one transaction, so that the rest is never forgotten.
    package static func jobHandlers(_ tao: TAO, _ database: Database) -> [String: JobHandler] {
        [
            kind: { job in
                guard let id = String(decoding: job.payload, as: UTF8.self).objectID else {
                    throw PermanentJobFailure("no object")
                }
                if try await tao.removeEdges(of: id).isComplete { return }
                _ = try await database.pipeline([enqueueQuery(self.job(id)), job.completion])
            }
        ]
    }

    fileprivate static func job(_ id: ObjectID) -> NewJob {
        var job = NewJob(kind, payload: Array(id.description.utf8))
        job.queue = queue
        return job
    }
}

extension GraphWrite {
    /// Deletes the object with this write, and afterwards, in the background, all edges that leave
    /// it with their inverse edges and counts (`TAO.removeEdges`). Names it has claimed must be
    /// released by the writer.
    package mutating func removeObject(_ id: ObjectID) {
        deleteObject(id)
        also(enqueueQuery(GraphRemoval.job(id)))
    }
}

extension String {
    fileprivate var objectID: ObjectID? { Int64(self).map { ObjectID($0) } }
}
