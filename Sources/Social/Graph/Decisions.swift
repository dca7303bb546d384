import Synchronization
import TAO

/// What one request has found out about who may see what.
final class Decisions: Sendable {
    private struct State {
        /// nil for those the viewer may not see.
        var decided: [ObjectID: Object?] = [:]
        var followees: Set<ObjectID> = []
    }

    private let state = Mutex(State())

    /// Accounts that the viewer is known to follow, because the whole list has been read.
    var knownFollowees: Set<ObjectID> { state.withLock { $0.followees } }

    func noteFollowees(_ ids: [ObjectID]) {
        state.withLock { $0.followees.formUnion(ids) }
    }

    func forget() {
        state.withLock { $0 = State() }
    }

    func undecided(_ ids: [ObjectID]) -> [ObjectID] {
        state.withLock { state in ids.filter { state.decided[$0] == nil } }
    }

    func answer(
        _ ids: [ObjectID], _ failures: [ObjectID: any Error]
    ) -> [Result<Object?, any Error>] {
        state.withLock { state in
            ids.map { id in
                failures[id].map { .failure($0) } ?? .success(state.decided[id] ?? nil)
            }
        }
    }

    /// Keeps what is decided. What cannot be decided, with the reasons.
    ///
    /// - Parameter shows: whether the viewer sees an object, of which the place among the ids is
    ///   given too.
    func note(
        _ ids: [ObjectID], _ objects: [Result<Object?, any Error>],
        _ shows: (Int, Object) throws -> Bool
    ) -> [ObjectID: any Error] {
        var failures: [ObjectID: any Error] = [:]
        state.withLock { state in
            for (index, id) in ids.enumerated() {
                do {
                    let object = try objects[index].get()
                    let isShown = try object.map { try shows(index, $0) } ?? false
                    state.decided[id] = .some(isShown ? object : nil)
                } catch {
                    failures[id] = error
                }
            }
        }
        return failures
    }
}
