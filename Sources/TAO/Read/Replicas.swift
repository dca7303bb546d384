import Postgres
import Synchronization

/// Streaming replicas of the database, for reads that may be a little old and fill no cache.
///
/// How old a replica is, is measured by the log: whatever was committed when the primary told the
/// end of its log is there once the replica has replayed up to that place. (The time of the last
/// replayed transaction says nothing while nothing is written.) Places are remembered, as a replica that
/// follows a busy primary has never replayed the newest one. A replica that was not proved to be
/// recent enough, because it is slow, paused, down, or no replica of this primary, gets no reads.
final class Replicas: Sendable {
    /// A place of the primary's log, and when it was asked for.
    private struct Place {
        let place: Int64
        let asked: ContinuousClock.Instant
    }

    private struct State {
        /// Newest last.
        var places: [Place] = []
        /// As of when each replica is known to have everything.
        var recentAsOf: [ContinuousClock.Instant?]
        var lookedAt: ContinuousClock.Instant?
        var isLooking = false
        var turn = 0
    }

    private let primary: Database
    private let databases: [Database]
    private let lagMax: Duration
    private let state: Mutex<State>

    init(
        of primary: Database, _ databases: [Database], lagMilliseconds: Int
    ) {
        self.primary = primary
        self.databases = databases
        lagMax = .milliseconds(lagMilliseconds)
        state = Mutex(State(recentAsOf: databases.map { _ in nil }))
    }

    /// How many replicas are recent enough at this moment.
    var recentCount: Int {
        let limit = ContinuousClock.now - lagMax
        return state.withLock { $0.recentAsOf.count { $0.map { $0 >= limit } ?? false } }
    }

    /// The rows as a replica has them, or nil: then the primary has to be asked.
    func read(_ queries: [Query]) async -> [Rows]? {
        lookIfDue()
        guard let index = nextRecent() else { return nil }
        do {
            return try await databases[index].read(queries)
        } catch {
            // Down, too slow, or in the way of the replay: not until the next look.
            state.withLock { $0.recentAsOf[index] = nil }
            return nil
        }
    }

    private func nextRecent() -> Int? {
        let limit = ContinuousClock.now - lagMax
        return state.withLock { state in
            let recent = databases.indices.filter { index in
                state.recentAsOf[index].map { $0 >= limit } ?? false
            }
            if recent.isEmpty { return nil }
            state.turn &+= 1
            return recent[state.turn % recent.count]
        }
    }

    // MARK: Looking

    /// Looks at the replicas in the background, while there are readers. So the first read after a
    /// while goes to the primary.
    private func lookIfDue() {
        let now = ContinuousClock.now
        let pause = Duration.milliseconds(TAOLimits.replicaLookMilliseconds)
        let isDue = state.withLock { state in
            if state.isLooking || state.lookedAt.map({ now - $0 < pause }) ?? false {
                return false
            }
            state.isLooking = true
            state.lookedAt = now
            return true
        }
        if isDue {
            Task.detached { [self] in
                await look()
                state.withLock { $0.isLooking = false }
            }
        }
    }

    private func look() async {
        let asked = ContinuousClock.now
        guard let place = try? await primary.query(StoreServers.logEnd)[0].int64(0) else { return }
        note(Place(place: place, asked: asked))
        await withTaskGroup(of: Void.self) { group in
            for (index, database) in databases.enumerated() {
                group.addTask { [self] in
                    guard let row = try? await database.query(StoreServers.replayed).first,
                        !row.isNull(0)
                    else { return }
                    note(row.int64(0), replayedBy: index)
                }
            }
        }
    }

    /// Keeps places at such distances that as many as are kept reach back as far as a replica may lag.
    private func note(_ place: Place) {
        let distance = lagMax / TAOLimits.replicaPlacesMax
        state.withLock { state in
            if let newest = state.places.last, place.asked - newest.asked < distance { return }
            state.places.append(place)
            if state.places.count > TAOLimits.replicaPlacesMax { state.places.removeFirst() }
        }
    }

    private func note(_ replayed: Int64, replayedBy index: Int) {
        state.withLock { state in
            guard let reached = state.places.last(where: { $0.place <= replayed }) else { return }
            state.recentAsOf[index] = reached.asked
        }
    }
}
