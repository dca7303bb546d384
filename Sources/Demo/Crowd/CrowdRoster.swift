import Foundation
import TAO

/// The accounts of a crowd, as far as others depend on them. What they show besides follows from their
/// numbers, so that millions fit into memory.
struct CrowdRoster: Sendable {
    private(set) var created: [Int64] = []
    private(set) var topics: [DemoTopic] = []
    /// How strongly others are drawn to them.
    private(set) var attractions: [Double] = []
    /// They follow and like, but post nothing.
    private(set) var areLurkers: [Bool] = []
    private(set) var arePrivate: [Bool] = []

    let seed: UInt64
    /// The present of the world, in Unix milliseconds.
    let now: Int64

    private static let years: Int64 = 3
    /// How much stronger than others one may draw.
    private static let attractionMax = 100_000.0
    /// How heavy the tail is. That of followers is lighter, as many follow back.
    private static let attractionTail = 0.42
    /// What those who post nothing draw beside others.
    private static let lurkersShare = 0.02

    /// The accounts that examples name come first, and are older than the others.
    init(seed: UInt64, count: Int, now: Int64) {
        self.seed = seed
        self.now = now
        var random = SeededRandom(seed: seed)
        let beginning = max(
            now - Self.years * 365 * DemoGenerator.day,
            ObjectID.epochMilliseconds + DemoGenerator.day)
        func moment(_ age: Double) -> Int64 { now - Int64(Double(now - beginning) * age) }
        for named in DemoGenerator.named.prefix(count) {
            add(moment(0.98), named.topic, attraction: 12, named.isPrivate, isLurker: false)
        }
        let topics = WeightedChoice((1...DemoTopic.allCases.count).map { pow(Double($0), -0.8) })
        while self.created.count < count {
            let created = moment(0.02 + 0.93 * random.share())
            let topic = DemoTopic.allCases[topics.pick(&random)]
            let attraction = random.pareto(tail: Self.attractionTail, max: Self.attractionMax)
            let isPrivate = random.chance(0.2)
            let isLurker = random.chance(0.35)
            add(
                created, topic, attraction: attraction * (isLurker ? Self.lurkersShare : 1),
                isPrivate, isLurker: isLurker)
        }
    }

    private mutating func add(
        _ moment: Int64, _ topic: DemoTopic, attraction: Double, _ isPrivate: Bool, isLurker: Bool
    ) {
        created.append(moment)
        topics.append(topic)
        attractions.append(attraction)
        arePrivate.append(isPrivate)
        areLurkers.append(isLurker)
    }

    var count: Int { created.count }

    func id(of account: Int) -> ObjectID {
        ObjectID(
            milliseconds: created[account], shard: shard(of: account),
            sequence: CrowdIDs.sequence(of: account))
    }

    func shard(of account: Int) -> Int { account % ObjectID.shardCount }

    /// A source of its own for each account and purpose: what is made of one depends on no other.
    func random(_ account: Int, _ purpose: Purpose) -> SeededRandom {
        let number = UInt64(account) << 8 | purpose.rawValue
        return SeededRandom(seed: SeededRandom.mixed(seed &+ SeededRandom.mixed(number)))
    }

    enum Purpose: UInt64 {
        case profile, relations, closeFriends, posts, stories
    }
}

/// Ids of what an account has: of each millisecond of its shard four are its own, so that accounts need not
/// know of each other's.
struct CrowdIDs {
    private static let perMillisecond = 4

    private let account: Int
    private var used: [Int64: Int] = [:]

    init(of account: Int) {
        self.account = account
    }

    static func sequence(of account: Int) -> Int {
        account / ObjectID.shardCount * perMillisecond
    }

    /// The next at a moment, which moves on if that is full.
    mutating func next(at milliseconds: Int64) -> ObjectID {
        var milliseconds = milliseconds
        while used[milliseconds] == Self.perMillisecond { milliseconds += 1 }
        let number = used[milliseconds, default: 0]
        used[milliseconds] = number + 1
        return ObjectID(
            milliseconds: milliseconds, shard: account % ObjectID.shardCount,
            sequence: Self.sequence(of: account) + number)
    }
}
