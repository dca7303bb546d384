import NIOCore
import Synchronization

/// The connections that are open, and where they come from.
///
/// Neither all together nor those of one address may become too many. When there are, those that
/// wait for a request are closed to make room, as a client must expect of any of them: first of the
/// address that has most, first those that have never asked for anything, the oldest first. So
/// connections that are opened and left silent push each other out and no others.
final class OpenConnections: Sendable {
    /// One connection.
    final class Entry: Sendable {
        fileprivate let channel: any Channel
        fileprivate let address: ClientAddress
        /// Since when it waits for a request; 0 while it has one, or has been told to leave.
        private let waitingSince: Atomic<UInt64>
        private let hasAsked = Atomic(false)
        private let isLeaving = Atomic(false)

        fileprivate var id: ObjectIdentifier { ObjectIdentifier(channel) }

        fileprivate init(_ channel: any Channel, _ address: ClientAddress) {
            self.channel = channel
            self.address = address
            waitingSince = Atomic(NIODeadline.now().uptimeNanoseconds)
        }

        /// A request has come.
        func hasRequest() {
            waitingSince.store(0, ordering: .relaxed)
            hasAsked.store(true, ordering: .relaxed)
        }

        /// All its requests have been answered.
        func waits(since now: NIODeadline) {
            waitingSince.store(now.uptimeNanoseconds, ordering: .relaxed)
        }

        /// It was told to leave, perhaps before there was anything in its pipeline that heard it.
        var mustLeave: Bool { isLeaving.load(ordering: .acquiring) }

        fileprivate func stays() {
            isLeaving.store(false, ordering: .releasing)
        }

        /// Has it closed, unless a request has come meanwhile.
        fileprivate func leave() {
            waitingSince.store(0, ordering: .relaxed)
            isLeaving.store(true, ordering: .releasing)
            channel.pipeline.fireUserInboundEventTriggered(LeaveWhenIdle())
        }

        fileprivate var isWaiting: Bool { waitingSince.load(ordering: .relaxed) > 0 }

        /// The smaller, the sooner it has to leave; nil if it must not, or not yet: the request of a
        /// connection that has just been made may be on its way.
        ///
        /// - Parameter latest: since when it must wait at least. Nanoseconds of the uptime.
        fileprivate func rank(_ latest: UInt64) -> UInt64? {
            let since = waitingSince.load(ordering: .relaxed)
            guard since > 0, since <= latest else { return nil }
            return hasAsked.load(ordering: .relaxed) ? since | 1 << 63 : since
        }
    }

    /// Told to a connection that is in the way of others while it waits for a request.
    struct LeaveWhenIdle: Sendable {}

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        /// Those of them that have been told to leave.
        var leaving: Set<ObjectIdentifier> = []
        /// Without those that leave.
        var counts: [ClientAddress: Int] = [:]
        /// Called once when a connection has closed.
        var whenLess: (@Sendable () -> Void)?
        var statistics = Statistics()

        mutating func tellToLeave(_ idle: [Entry]) {
            for entry in idle {
                leaving.insert(entry.id)
                uncount(entry)
            }
            statistics.evicted += idle.count
        }

        mutating func count(_ entry: Entry) {
            counts[entry.address, default: 0] += 1
        }

        mutating func uncount(_ entry: Entry) {
            let left = counts[entry.address, default: 1] - 1
            counts[entry.address] = left > 0 ? left : nil
        }
    }

    /// What has happened since the start.
    struct Statistics: Equatable {
        var closed = 0
        /// Closed to make room.
        var evicted = 0
        /// Closed at once, because the address had its share and all of them were busy.
        var refused = 0
    }

    private let connectionsMax: Int
    private let perAddressMax: Int
    private let waitMin: TimeAmount
    private let state = Mutex(State())

    init(_ limits: GatewayLimits) {
        connectionsMax = max(1, limits.connectionsMax)
        perAddressMax = max(1, min(limits.connectionsPerAddressMax, connectionsMax))
        waitMin = .milliseconds(Int64(limits.connectionWaitMillisecondsMin))
    }

    var count: Int { state.withLock { $0.entries.count } }
    var statistics: Statistics { state.withLock { $0.statistics } }

    /// Counts a connection until it closes, once; nil if its address has its share and none of them
    /// can be closed in its place.
    func admit(_ channel: any Channel) -> Entry? {
        let known = state.withLock { $0.entries[ObjectIdentifier(channel)] }
        if let known { return known }
        let entry = Entry(channel, ClientAddress(channel.remoteAddress))
        let (isAdmitted, leaving) = state.withLock { state in
            var leaving: [Entry] = []
            let excess = state.counts[entry.address, default: 0] + 1 - perAddressMax
            if excess > 0 {
                let own = state.entries.values.filter { $0.address == entry.address }
                leaving = idle(own, count: max(excess, perAddressMax / 16))
                state.tellToLeave(leaving)
                // Those that have just been made may be too many for a moment.
                let othersWait = own.count { $0.isWaiting } > leaving.count
                guard leaving.count >= excess || othersWait else {
                    state.statistics.refused += 1
                    return (false, leaving)
                }
            }
            state.entries[entry.id] = entry
            state.count(entry)
            return (true, leaving)
        }
        for entry in leaving { entry.leave() }
        guard isAdmitted else { return nil }
        channel.closeFuture.whenComplete { [weak self] _ in self?.remove(entry) }
        return entry
    }

    /// Whether one more may be accepted. If not, room is being made where it can be.
    func hasRoom() -> Bool {
        let leaving = state.withLock { state -> [Entry]? in
            guard state.entries.count >= connectionsMax else { return nil }
            let leaving = mostIdle(state)
            state.tellToLeave(leaving)
            return leaving
        }
        for entry in leaving ?? [] { entry.leave() }
        return leaving == nil
    }

    /// Calls back once when the next connection has closed.
    func whenLess(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.whenLess = body }
    }

    /// One that was told to leave has a request, and stays for it.
    func stays(_ entry: Entry) {
        state.withLock { state in
            guard state.leaving.remove(entry.id) != nil else { return }
            entry.stays()
            state.count(entry)
            state.statistics.evicted -= 1
        }
    }

    private func remove(_ entry: Entry) {
        let whenLess = state.withLock { state in
            state.entries[entry.id] = nil
            if state.leaving.remove(entry.id) == nil { state.uncount(entry) }
            state.statistics.closed += 1
            return state.whenLess.take()
        }
        whenLess?()
    }

    /// Those to close of the address with most connections, of which some wait.
    private func mostIdle(_ state: borrowing State) -> [Entry] {
        let latest = latestStart
        let idle = Dictionary(
            grouping: state.entries.values.filter { $0.rank(latest) != nil }, by: \.address)
        let busiest = idle.max {
            state.counts[$0.key, default: 0] < state.counts[$1.key, default: 0]
        }
        return self.idle(busiest?.value ?? [], count: connectionsMax / 16)
    }

    /// The first to leave: several at once, as looking for them takes time.
    private func idle(_ entries: [Entry], count: Int) -> [Entry] {
        let latest = latestStart
        let ranked = entries.compactMap { entry in
            entry.rank(latest).map { (rank: $0, entry: entry) }
        }
        return ranked.sorted { $0.rank < $1.rank }.prefix(max(1, count)).map(\.entry)
    }

    private var latestStart: UInt64 { (NIODeadline.now() - waitMin).uptimeNanoseconds }
}
