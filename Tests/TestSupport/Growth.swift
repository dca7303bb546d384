import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How the work for an input grows with its size.
///
/// What is compared is the processor time of this thread for a size and for four times that size,
/// the least of several runs: other tests beside it make no difference. Linear work takes four times
/// as long, quadratic work sixteen times.
package enum Growth {
    /// Between linear with a logarithm and quadratic.
    package static let factorMax = 9.0

    /// Nanoseconds that this thread has been running.
    private static var processorTime: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func time(_ work: () throws -> Void) throws -> Double {
        let start = processorTime
        try work()
        return Double(max(processorTime - start, 1))
    }

    /// How much longer four times the size takes, at best of some tries.
    ///
    /// - Parameter prepare: makes the input, which is not timed, and gives the work.
    package static func factor(
        from size: Int, _ prepare: (_ size: Int) throws -> () throws -> Void
    ) throws -> Double {
        let (small, large) = (try prepare(size), try prepare(4 * size))
        var best = (small: Double.infinity, large: Double.infinity)
        for attempt in 0..<12 {
            best.small = min(best.small, try time(small))
            best.large = min(best.large, try time(large))
            if attempt > 1, best.large / best.small < factorMax / 1.5 { break }
        }
        return best.large / best.small
    }
}

/// Expects that work grows no faster than its input.
package func expectLinear(
    _ name: String, from size: Int, sourceLocation: SourceLocation = #_sourceLocation,
    _ prepare: (_ size: Int) throws -> () throws -> Void
) throws {
    let factor = try Growth.factor(from: size, prepare)
    #expect(
        factor < Growth.factorMax, "\(name) takes \(factor) times as long for 4 times the size",
        sourceLocation: sourceLocation)
}
