import Dispatch
import Foundation
import Synchronization

/// Requests that come when they come, however long the answers before them take: their moments are drawn
/// beforehand (a Poisson process), and an answer's time counts from there. A server that stalls is so charged
/// for all who would have asked meanwhile ("coordinated omission": Tene, "How NOT to Measure Latency").
///
/// Plain sockets that block, on threads of their own. Where all of them wait for answers, what comes waits,
/// and that counts too.
struct OpenLoopLoad: Sendable {
    struct Arrival: Sendable {
        /// Since the beginning.
        var nanoseconds: UInt64
        var operation: ProductOperation
        var request: [UInt8]
    }

    /// What was measured.
    struct Outcome: Sendable {
        var latencies: [ProductOperation: LatencyHistogram] = [:]
        var all = LatencyHistogram()
        /// Turned away with a status: the server had enough to do.
        var refused = 0
        /// Answers with errors in them.
        var failed = 0
        var example: String?
        var seconds = 0.0
        /// Processor time of this process, which asks.
        var clientSeconds = 0.0

        var perSecond: Double { Double(all.count) / seconds }

        func milliseconds(_ quantile: Double) -> Double { all.milliseconds(atQuantile: quantile) }

        mutating func add(_ other: Outcome) {
            for (operation, latencies) in other.latencies {
                self.latencies[operation, default: LatencyHistogram()].add(latencies)
            }
            all.add(other.all)
            refused += other.refused
            failed += other.failed
            example = example ?? other.example
        }
    }

    /// Of gateways, which take turns.
    var ports: [Int]
    var connections: Int
    /// What has not been begun by then is left out: for loads that come all at once.
    var secondsMax = Double.infinity

    /// So that all connections are there when the first one comes.
    private static let leadNanoseconds: UInt64 = 20_000_000

    /// When so many a second come, for so long.
    static func moments(
        perSecond: Double, seconds: Double, _ random: inout some RandomNumberGenerator
    ) -> [UInt64] {
        var moments: [UInt64] = []
        var time = 0.0
        while true {
            time += -log(1 - Double.random(in: 0..<1, using: &random)) / perSecond
            if time >= seconds { return moments }
            moments.append(UInt64(time * 1e9))
        }
    }

    /// - Throws: `BenchFailure` if a gateway closes a connection or cannot be reached.
    func run(_ arrivals: [Arrival]) async throws -> Outcome {
        let next = NextArrival()
        let begin = Self.now + Self.leadNanoseconds
        let processor = clock()
        let (results, result) = AsyncStream.makeStream(of: Result<Outcome, BenchFailure>.self)
        for number in 0..<connections {
            let port = ports[number % ports.count]
            Thread.detachNewThread {
                result.yield(client(port, arrivals, next, from: begin))
            }
        }
        var all = Outcome()
        var rest = connections
        for await outcome in results {
            all.add(try outcome.get())
            rest -= 1
            if rest == 0 { break }
        }
        all.seconds = Double(Self.now - begin) / 1e9
        all.clientSeconds = Double(clock() - processor) / Double(CLOCKS_PER_SEC)
        return all
    }

    private func client(
        _ port: Int, _ arrivals: [Arrival], _ next: NextArrival, from begin: UInt64
    ) -> Result<Outcome, BenchFailure> {
        Result { () throws(BenchFailure) in
            let connection = try BenchConnection(port: port)
            var outcome = Outcome()
            while let index = next.take(below: arrivals.count) {
                let arrival = arrivals[index]
                let due = begin + arrival.nanoseconds
                if Double(max(Self.now, begin) - begin) / 1e9 > secondsMax { break }
                Self.sleep(until: due)
                let body = try connection.answer(to: arrival.request)
                guard connection.isSuccess else {
                    outcome.refused += 1
                    continue
                }
                let time = Self.now - due
                outcome.latencies[arrival.operation, default: LatencyHistogram()]
                    .add(nanoseconds: time)
                outcome.all.add(nanoseconds: time)
                if Self.hasErrors(body) {
                    outcome.failed += 1
                    outcome.example =
                        "\(arrival.operation): \(String(decoding: body.prefix(300), as: UTF8.self))"
                }
            }
            return outcome
        }
    }

    /// Errors come first in an answer, those of a change last.
    private static func hasErrors(_ body: ArraySlice<UInt8>) -> Bool {
        body.starts(with: errors)
            || body.suffix(userErrorsTail).firstRange(of: userErrors) != nil
    }

    private static let errors = Array(#"{"errors""#.utf8)
    private static let userErrors = Array(#""userErrors":[{"#.utf8)
    private static let userErrorsTail = 120

    // MARK: Time

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    private static func sleep(until due: UInt64) {
        var now = Self.now
        while now < due {
            // Once more if a signal ends it too soon.
            usleep(useconds_t(min((due - now) / 1_000 + 1, 1_000_000)))
            now = Self.now
        }
    }
}

/// Gives each arrival to one thread, in their order.
private final class NextArrival: Sendable {
    private let index = Atomic<Int>(0)

    func take(below count: Int) -> Int? {
        let taken = index.add(1, ordering: .relaxed).oldValue
        return taken < count ? taken : nil
    }
}
