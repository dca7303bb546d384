import CPostgres
import Glibc

/// Wakes a thread that waits in `poll`. `eventfd(2)`
final class WakeSignal: Sendable {
    let descriptor: Int32

    /// - Throws: `PostgresError.unavailable` if the process has no file descriptor left.
    init() throws(PostgresError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 {
            throw PostgresError(
                .unavailable, "no file descriptor is left for a connection to the database")
        }
    }

    deinit {
        close(descriptor)
    }

    func raise() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func lower() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
