import Demo
import TAO

/// A graph that is made up by counting: who is who, and who is linked to whom, follows from a
/// number, so that clients know what there is without keeping it.
///
/// The lists' lengths follow `linkBenchDegrees`. Length and popularity have nothing to do with each
/// other, as in LinkBench (99.5 %).
struct BenchGraph: Sendable {
    static let node = ObjectType(id: 1, name: "node")
    static let link = AssociationType(id: 10, name: "link")
    /// What a link becomes when its type is changed.
    static let formerLink = AssociationType(id: 11, name: "former link")
    /// The likes of a popular thing, counted in slots and in one row.
    static let hotLike = AssociationType(id: 12, name: "hot like", isHot: true)
    static let like = AssociationType(id: 13, name: "like")
    static let types = GraphTypes(
        objects: [node], associations: [link, formerLink, hotLike, like])

    static let shardCount = 50
    /// When the graph began: 2025-01-01T00:00Z as Unix time. A node a millisecond came after it,
    /// then a link a second in every list.
    private static let epoch: Int64 = 1_735_689_600_000
    private static let linkMilliseconds: Int64 = 1_000

    let nodeCount: Int
    /// The length of each node's list of links.
    private let degrees: [Int32]
    let linkCount: Int

    /// - Parameter associations: how many links there are at least.
    init(associations: Int) {
        var count = max(associations / 4, Self.shardCount * 2)
        var degrees = Self.degrees(count)
        while degrees.reduce(0, { $0 + Int($1) }) < associations {
            count += count / 100 + 1
            degrees = Self.degrees(count)
        }
        nodeCount = count
        linkCount = degrees.reduce(0) { $0 + Int($1) }
        self.degrees = degrees
    }

    /// The distribution's quantiles, so that even a small graph has its long lists; shuffled.
    private static func degrees(_ count: Int) -> [Int32] {
        var degrees = (0..<count).map { index in
            let degree = linkBenchDegrees.quantile((Double(index) + 0.5) / Double(count))
            return Int32(min(degree, count - 1))
        }
        var random = SeededRandom(seed: UInt64(count))
        degrees.shuffle(using: &random)
        return degrees
    }

    func degree(_ node: Int) -> Int { Int(degrees[node]) }

    func shard(_ node: Int) -> Int { node % Self.shardCount }

    func id(_ node: Int) -> ObjectID {
        ObjectID(milliseconds: Self.epoch + Int64(node), shard: shard(node), sequence: 0)
    }

    /// A node's link by its age: 0 is the oldest. All lead to different nodes.
    func link(_ node: Int, _ index: Int) -> (id2: ObjectID, time: Int64) {
        let first = SeededRandom.mixed(UInt64(node)) % UInt64(nodeCount)
        return (id((Int(first) + index) % nodeCount), time(ofLink: index))
    }

    func time(ofLink index: Int) -> Int64 {
        Self.epoch + Int64(nodeCount) + Int64(index) * Self.linkMilliseconds
    }

    func links(_ node: Int, _ indices: Range<Int>, data: (Int) -> Record?) -> [Association] {
        indices.map { index in
            let (id2, time) = link(node, index)
            return Association(
                id1: id(node), type: Self.link.id, id2: id2, time: time, data: data(index))
        }
    }
}

/// A record of about so many bytes.
func benchRecord(bytes count: Int) -> Record {
    var record = Record()
    // Field, kind and length come first.
    record.set(1, [UInt8](repeating: UInt8(ascii: "x"), count: max(0, count - 6)))
    return record
}
