import Synchronization

/// Reads that are under way in this process, so that all requests that miss the same item at the
/// same time share one.
///
/// A reader may only share an answer that is not older than its own question, wherever it comes
/// from: PostgreSQL, or memcached, where another process may have filled the item meanwhile. It
/// joins a flight that waits to ask, or has asked after the reader began, or whose lease the reader
/// has just seen in memcached: a write that was over before the reader began would have deleted the
/// lease, so what the flight finds, it finds after that write. A reader who must not be answered from
/// memcached joins only what comes from PostgreSQL for sure.
final class Flights: Sendable {
    /// An item on board of a flight.
    struct Seat: Sendable {
        let flight: Flight
        let number: SeatNumber
    }

    private let seats = Mutex<[ItemKey: Seat]>([:])

    /// What a reader asks for.
    struct Question {
        let key: ItemKey
        /// The lease that the reader has found in its place, if any.
        let seen: CacheValue.LeaseToken?
        /// Whether only PostgreSQL may answer.
        let isForStore: Bool
        /// When the reader began, in nanoseconds of the machine's uptime.
        let begun: UInt64
    }

    /// The seats of items that others bring, with those they would have in this flight, ascending.
    /// All other items are this flight's to bring.
    func join(
        _ items: some Sequence<Question>, with flight: Flight
    ) -> [(number: SeatNumber, seat: Seat)] {
        seats.withLock { seats in
            var theirs: [(number: SeatNumber, seat: Seat)] = []
            for (index, item) in items.enumerated() {
                let number = SeatNumber(index)
                let ours = Seat(flight: flight, number: number)
                let seat = Self.take(&seats[item.key], orElse: ours) {
                    $0.flight.answers(item, $0.number)
                }
                if let seat { theirs.append((number, seat)) }
            }
            return theirs
        }
    }

    /// The seat, if it will do; nil when ours has been put in its place.
    private static func take(
        _ seat: inout Seat?, orElse ours: Seat, if willDo: (Seat) -> Bool
    ) -> Seat? {
        if let seat, willDo(seat) { return seat }
        seat = ours
        return nil
    }

    /// Later readers begin anew.
    func leave(_ items: some Sequence<(key: ItemKey, number: SeatNumber)>, from flight: Flight) {
        seats.withLock { seats in
            for (key, number) in items {
                guard let seat = seats.removeValue(forKey: key) else { continue }
                // Another flight's by now.
                if seat.flight !== flight || seat.number != number { seats[key] = seat }
            }
        }
    }

    /// All who joined get the values, and later readers begin anew.
    func land(_ landed: [Landed], from flight: Flight, of wants: RequestMemo.Wants) {
        if landed.isEmpty { return }
        flight.land(landed.lazy.map { ($0.seat, .success($0.value)) })
        leave(landed.lazy.map { (wants.key($0.item), $0.seat) }, from: flight)
    }
}
