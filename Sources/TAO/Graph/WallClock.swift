// `timespec` belongs to Glibc or to Dispatch, whichever the compiler has seen first.
import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What time it is, in milliseconds since 1970. Tests and the demo world put a fixed clock here.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    package init(_ milliseconds: @escaping @Sendable () -> Int64) {
        read = milliseconds
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    package var milliseconds: Int64 { read() }

    /// The machine's clock, which may be set back at any time.
    package static let system = WallClock { systemMicroseconds / 1_000 }

    /// The machine's clock, finer: microseconds since 1970.
    package static var systemMicroseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }

    /// A clock that stands still.
    package static func fixed(_ milliseconds: Int64) -> WallClock {
        WallClock { milliseconds }
    }
}
