/// What clients of a graph ask and change, as shares and distributions.
struct Workload: Sendable {
    enum Operation: String, Sendable, CaseIterable {
        case objectGet = "obj_get"
        case associationGet = "assoc_get"
        case associationRange = "assoc_range"
        case associationTimeRange = "assoc_time_range"
        case associationCount = "assoc_count"
        case readTransaction = "read transaction"
        case objectAdd = "obj_add"
        case objectUpdate = "obj_update"
        case objectDelete = "obj_delete"
        case associationAdd = "assoc_add"
        case associationUpdate = "assoc_add, again"
        case associationDelete = "assoc_delete"
        case associationChangeType = "assoc_change_type"
        case writeTransaction = "write transaction"

        var isRead: Bool {
            switch self {
            case .objectGet, .associationGet, .associationRange, .associationTimeRange,
                .associationCount, .readTransaction:
                true
            default: false
            }
        }
    }

    /// Several reads, or writes, as one.
    struct Transactions: Sendable {
        let readSizes: StepDistribution
        let reads: Weighted<Operation>
        let writeSizes: StepDistribution
        let writes: Weighted<Operation>
    }

    let name: String
    let operations: Weighted<Operation>
    /// Exponents of Zipf's law for the objects that are read, and changed.
    let readExponent: Double
    let writeExponent: Double
    /// How often each shard is asked; nil: all are alike.
    var shards: Weighted<Int>?
    /// How many edges a range may have.
    let limits: Weighted<Int>
    /// The share of ranges of long lists that begin behind the newest edges.
    var historyShare = 0.0
    /// Of how many id2 one assoc_get asks.
    var id2Counts = StepDistribution([(1, 100)])
    var transactions: Transactions?
    /// Bytes of the records it writes.
    let objectBytes: Int
    let edgeBytes: Int
    /// What share of the reads the caches answered where it was measured, if that is known.
    var hitPercent: Double?
}

extension Workload {
    static let all = [tao, linkBench, taoBenchA, taoBenchO]
}
