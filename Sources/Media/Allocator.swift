import Foundation

/// The allocator of the process, which keeps what is freed for what may come.
package enum Allocator {
    private typealias Trim = @convention(c) (Int) -> CInt

    /// Gives what is free back to the system. Holds each of its arenas for some milliseconds. Not every
    /// allocator can do it. `malloc_trim`
    package static func giveBack() {
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }
}
