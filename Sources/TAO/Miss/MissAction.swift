import Memcached

extension MissStateMachine {
    /// What is to be done next, and what the machine is to be told of it.
    enum Action: Sendable {
        /// Look up the swap tokens of values; then `held`.
        case hold([ItemIndex])
        /// Delete values, and wait for it.
        case clear([ItemIndex])
        /// Put the token under keys, with `lays` whatever lies there and otherwise where nothing
        /// does, and look what is there now; then `leased`.
        case lease([ItemIndex], lays: Bool)
        /// Read PostgreSQL; then `takeRead`, whether it succeeded or not.
        case read(Reading)
        case pause(milliseconds: Int)
        /// Look whether values have come; then `looked`.
        case look([ItemIndex])
        /// Wait for the items that others bring; then `strand` those they have not brought.
        case board
        case done
    }

    struct Reading: Sendable {
        /// Those that fly, in their order, then those that are read alone: no other reader gets
        /// these, and they fill nothing.
        var items: [ItemIndex]
        let flyingCount: Int
        /// Under which tokens are laid when the statement is on its way.
        let laying: [ItemIndex]
        /// Whether the pages and edges are read along.
        let isWithPages: Bool
    }

    /// An item of which this machine brings the answer.
    struct Flying: Sendable {
        let seat: SeatNumber
        let item: ItemIndex
        /// Whether there is a value that stays unless it is replaced by a longer one.
        let isCut: Bool
        /// Whether there is a value that cannot be understood.
        let isGarbage: Bool
        let isLeasable: Bool
        var stage: Stage
        /// Whether the present question is about it.
        var isAsked = false

        init(_ missed: Pass.Missed, seat: SeatNumber) {
            self.seat = seat
            item = missed.item
            isCut = missed.isCut
            isGarbage = if case .garbage = missed.reason { true } else { false }
            isLeasable = if case .miss = missed.reason { true } else { isGarbage }
            stage = missed.lease == nil ? .free : .awaited
        }

        var isAwaited: Bool { if case .awaited = stage { true } else { false } }
        var isAbandoned: Bool { if case .abandoned = stage { true } else { false } }
        var isLaid: Bool { if case .laid = stage { true } else { false } }
        var hasLanded: Bool { if case .landed = stage { true } else { false } }

        /// By which it is filled, if it may be.
        var swap: SwapToken? { if case .leased(let swap) = stage { swap } else { nil } }

        /// Whether a token of ours lies under its key, which must go if it cannot be filled.
        var leavesToken: Bool { !isCut && (isLaid || swap != nil) }
    }

    enum Stage: Sendable {
        /// To be read, and not to be filled.
        case free
        /// To be read and filled.
        case leased(SwapToken)
        /// To be read while a token is laid; what has become of it is asked afterwards.
        case laid
        /// Another process reads it.
        case awaited
        /// Another process has read it, but its lease has gone without a value.
        case abandoned
        /// Another process has filled it.
        case landed
    }
}

extension MissStateMachine {
    /// Must be called before what the machine asks is sent: readers who begin later than that must
    /// not join for the answer.
    /// - Parameter time: now, in nanoseconds of the machine's uptime.
    func announce(_ action: Action, to flight: Flight, at time: UInt64) {
        switch action {
        case .lease: flight.askCache(asked, leasing: token, at: time)
        case .look: flight.askCache(asked, leasing: nil, at: time)
        case .read:
            flight.askStore(
                askedItems.map { ($0.seat, $0.swap == nil ? nil : token) }, at: time)
        // Their answers land for no reader.
        case .hold, .clear, .pause, .board, .done: break
        }
    }
}
