import Postgres
import TAO

extension RequestContext {
    /// Makes something under an id of its own, and under another one where something has that id
    /// already: every place that creates goes this way.
    ///
    /// Ids are given out once, so an id is taken only after a restored backup or a program that does
    /// not keep to the lanes. What was refused for its id has certainly not been stored.
    ///
    /// - Parameter make: stores the thing under the id, in one write.
    func create<Made>(
        onShard shard: Int, _ make: (ObjectID) async throws -> Made
    ) async throws -> Made {
        for _ in 1..<limits.idAttemptsMax {
            let id = try await services.newID(shard)
            do {
                return try await make(id)
            } catch {
                guard isTakenID(error) else { throw error }
            }
        }
        return try await make(services.newID(shard))
    }
}

/// Whether an object, account or session has the id that a new one was to have.
private func isTakenID(_ error: any Error) -> Bool {
    switch error {
    case GraphError.idTaken: true
    case let error as PostgresError:
        AccountStore.isTakenID(error) || SessionStore.isTakenID(error)
    default: false
    }
}
