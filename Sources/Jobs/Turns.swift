/// Whose turn it is to have a job begun: that of the most urgent queue that has one. Only every
/// tenth job comes from a less urgent queue, if there is any, and from each of these in turn.
///
/// Turns are counted in jobs and not kept as slots, so that the share holds with a single slot too,
/// and no slot waits for what does not come.
struct Turns {
    /// Which jobs to ask for.
    struct Hand: Equatable {
        /// The first that has a job gives it.
        var queues: [Queue]
        var size: Int
    }

    /// The most urgent first.
    private let queues: [Queue]
    private var taken = 0

    init(_ queues: [Queue]) {
        self.queues = queues
    }

    /// The next jobs for so many free slots.
    func hand(of room: Int) -> Hand {
        let later = queues.dropFirst()
        guard let first = queues.first, !later.isEmpty else {
            return Hand(queues: queues, size: room)
        }
        let every = JobsLimits.turnsPerShare
        let before = every - 1 - taken % every
        if before > 0 { return Hand(queues: queues, size: min(room, before)) }
        let start = taken / every % later.count
        let rotated = later.dropFirst(start) + later.prefix(start)
        return Hand(queues: rotated + [first], size: 1)
    }

    /// So many were there.
    mutating func took(_ count: Int) {
        taken += count
    }
}
