import Synchronization
import TAO

/// A clock that tests move on by hand.
final class MovableClock: Sendable {
    private let time = Mutex(SmallWorld.now)

    var wallClock: WallClock {
        WallClock { self.time.withLock { $0 } }
    }

    func advance(seconds: Double) { advance(hours: seconds / 3_600) }

    func advance(hours: Double) {
        time.withLock { $0 += Int64(hours * 3_600_000) }
    }

    func advance(milliseconds: Int64) {
        time.withLock { $0 += milliseconds }
    }
}
