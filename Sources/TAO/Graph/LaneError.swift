/// Why a process cannot give out ids at the moment, and so cannot create objects. Whatever reads or
/// changes what is there goes on.
package enum LaneError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Every lane is held, or was until a moment ago.
    case allTaken
    /// The lane was taken, but the machine does not get round to using it before it lapses.
    case lapsed
    /// The process is shutting down.
    case closed

    /// One sentence for the log.
    package var description: String {
        switch self {
        case .allTaken:
            "All \(TAOLimits.idLanes) lanes of ids are taken: that many processes create objects, or "
                + "have ended without giving theirs back within the last "
                + "\(TAOLimits.laneLeaseMilliseconds / 1_000) seconds"
        case .lapsed:
            "The lease on a lane of ids lapses before it can be used: this machine or PostgreSQL is "
                + "too slow"
        case .closed:
            "No more ids are given out, because this process is ending"
        }
    }
}
