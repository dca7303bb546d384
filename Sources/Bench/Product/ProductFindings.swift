/// What `ProductBench` has measured, to be drawn.
struct ProductFindings: Sendable {
    /// One load.
    struct Step: Sendable {
        /// Requests a second that came, and that were answered.
        var offered: Double
        var answered: Double
        /// Milliseconds from the moment when they came.
        var p50: Double
        var p95: Double
        var p99: Double
        var refused: Int

        init(offered: Double, _ outcome: OpenLoopLoad.Outcome) {
            self.offered = offered
            answered = outcome.perSecond
            (p50, p95, p99) = (
                outcome.milliseconds(0.5), outcome.milliseconds(0.95), outcome.milliseconds(0.99)
            )
            refused = outcome.refused
        }

        /// Whether nearly all that came was answered, and soon.
        var isCarried: Bool { answered > 0.97 * offered && refused == 0 && p99 < Self.p99Carried }

        /// Milliseconds: what the product may take at any load that a machine can carry.
        private static let p99Carried = 500.0
    }

    /// All loads that so many gateways were given.
    struct Sweep: Sendable {
        var gateways: Int
        var steps: [Step] = []

        /// The highest that was carried, in requests a second.
        var highest: Double { steps.filter(\.isCarried).map(\.offered).max() ?? 0 }
    }

    /// Shares of what was asked of memcached that it had, some time after it was emptied.
    struct HitRates: Sendable {
        var seconds: Double
        var byClass: [(name: String, rate: Double)]
        var all: Double
    }

    var world = ""
    var sweeps: [Sweep] = []
    var hitRates: [HitRates] = []
    var rows: [BenchRow] = []
}
