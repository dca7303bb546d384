import Postgres

/// The slots that some queues share, and what is known of these.
struct Lane {
    /// Why its jobs cannot be read, as far as a person would tell it from another reason.
    struct Trouble: Equatable {
        private let kind: PostgresError.Kind
        private let sqlState: String

        init(_ error: PostgresError) {
            kind = error.kind
            sqlState = error.sqlState
        }
    }

    private let queues: [Queue]
    private let slots: Int
    private var turns: Turns
    /// Jobs that hold a slot.
    var running = 0
    /// Whether asking for jobs may be worth it.
    var mayHaveWork = true
    /// What the log holds.
    private var trouble: Trouble?

    private init(_ queues: [Queue], slots: Int) {
        self.queues = queues
        self.slots = slots
        turns = Turns(queues)
    }

    /// Those of a runner.
    static func all(_ configuration: JobRunnerConfiguration) -> [Lane] {
        Queue.lanes.map { $0.filter(configuration.queues.contains) }.filter { !$0.isEmpty }
            .map { Lane($0, slots: configuration.slots) }
    }

    /// The jobs to ask for next; nil if there is no slot for them, or no reason to.
    mutating func deal() -> Turns.Hand? {
        guard mayHaveWork, running < slots else { return nil }
        mayHaveWork = false
        return turns.hand(of: slots - running)
    }

    mutating func took(_ count: Int, of hand: Turns.Hand) {
        turns.took(count)
        // A full hand suggests that there is more.
        if count == hand.size { mayHaveWork = true }
    }

    /// - Returns: whether the log has to be told.
    mutating func note(_ trouble: Trouble?) -> Bool {
        defer { self.trouble = trouble }
        return trouble != self.trouble
    }

    /// The names of its queues, as they are told.
    var names: String { queues.map(\.rawValue).joined(separator: ", ") }

    fileprivate mutating func wake(_ queue: Queue?) -> Bool {
        guard queue.map(queues.contains) ?? true else { return false }
        mayHaveWork = true
        return true
    }
}

extension [Lane] {
    /// There may be a job in a queue; nil: in any.
    ///
    /// - Returns: Whether one of the lanes has the queue.
    mutating func wake(_ queue: Queue?) -> Bool {
        indices.reduce(false) { self[$1].wake(queue) || $0 }
    }
}
