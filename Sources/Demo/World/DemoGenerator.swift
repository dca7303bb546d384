import Foundation
import Media
import Social
import TAO

/// Makes up a world by the recipe of the product rules, section 4.2, scaled to some hundred accounts:
/// the same for the same seed, size and moment.
struct DemoGenerator {
    /// What the generator knows of an account besides what it shows.
    struct Character {
        var topic: DemoTopic
        /// How strongly others are drawn to it.
        var attraction: Double
        /// Follows and likes, but posts nothing.
        var isLurker: Bool
    }

    let now: Int64
    let size: Int
    let pictures: DemoPictures
    var random: SeededRandom
    var ids = PastIDs()
    var world = World()
    var characters: [Character] = []
    /// Followers by account, for whom posts and stories are made.
    var followers: [[Int]] = []

    init(seed: UInt64, size: Int, now: Int64, pictures: DemoPictures) {
        self.now = now
        self.size = size
        self.pictures = pictures
        random = SeededRandom(seed: seed)
    }

    /// - Precondition: `size` is at least 20.
    mutating func generate() -> World {
        makePeople()
        makeFollows()
        makePosts()
        makeStories(from: now - Self.day)
        return world
    }

    static let day: Int64 = 24 * 60 * 60 * 1_000

    /// The oldest account: two years ago, or as far back as ids go.
    private var beginning: Int64 {
        max(now - 730 * Self.day, ObjectID.epochMilliseconds + Self.day)
    }

    // MARK: People

    /// The people whom examples name. They come first, and are older than the others.
    static let named = [
        (username: "alice", name: "Alice Arden", topic: DemoTopic.sea, isPrivate: false),
        (username: "bob", name: "Bob Berg", topic: .mountains, isPrivate: false),
        (username: "carol", name: "Carol Costa", topic: .city, isPrivate: false),
        (username: "dan", name: "Dan Dahl", topic: .forest, isPrivate: true),
    ]

    /// Who of them follows whom, by their numbers.
    static let namedFollows = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 3), (3, 0), (3, 1)]

    private mutating func makePeople() {
        for named in Self.named {
            addPerson(
                named.username, named.name, isPrivate: named.isPrivate, age: 0.98,
                Character(topic: named.topic, attraction: 12, isLurker: false))
            world.people[world.people.count - 1].isVerified = named.username == "alice"
        }
        var taken: Set<String> = []
        while world.people.count < size {
            let (first, last) = (
                random.pick(DemoWords.firstNames), random.pick(DemoWords.lastNames)
            )
            let username = username(first, last)
            guard taken.insert(username).inserted else { continue }
            let character = Character(
                topic: topic(rank: random.zipf(DemoTopic.allCases.count, exponent: 0.8)),
                attraction: random.pareto(tail: 0.8, max: 60), isLurker: random.chance(0.35))
            addPerson(
                username, "\(first) \(last)", isPrivate: random.chance(0.2),
                age: 0.1 + 0.85 * random.share(), character)
        }
    }

    /// - Parameter age: share of the world's age.
    private mutating func addPerson(
        _ username: String, _ name: String, isPrivate: Bool, age: Double, _ character: Character
    ) {
        let time = now - Int64(Double(now - beginning) * age)
        let shard = Int(random.next() % UInt64(ObjectID.shardCount))
        let id = ids.next(at: time, shard: shard)
        let hasAvatar = !character.isLurker || random.chance(0.6)
        world.people.append(
            World.Person(
                id: id, username: username, displayName: name,
                biography: random.chance(0.8) ? random.pick(DemoWords.biographies) : nil,
                isPrivate: isPrivate,
                avatar: hasAvatar
                    ? World.Photo(
                        id: ids.next(at: time, shard: shard),
                        picture: random.pick(pictures.avatars)) : nil))
        characters.append(character)
    }

    private mutating func username(_ first: String, _ last: String) -> String {
        let (first, last) = (first.lowercased(), last.lowercased())
        return switch Int(random.share() * 5) {
        case 0: first + "." + last
        case 1: first + "_" + last
        case 2: first + last
        case 3: first + ".photo" + String(Int(random.share() * 90) + 10)
        default: first + "_" + String(Int(random.share() * 900) + 100)
        }
    }

    private func topic(rank: Int) -> DemoTopic { DemoTopic.allCases[rank] }

    // MARK: Follows

    private mutating func makeFollows() {
        var network = FollowNetwork(characters: characters)
        for (from, to) in Self.namedFollows { network.follow(from, to) }
        network.grow(&random)
        for from in network.followees.indices {
            for to in network.followees[from] {
                let relation = World.Relation(from: from, to: to, time: time(after: from, to))
                world.follows.append(relation)
            }
        }
        followers = network.followers
        makeRequests(network)
        makeCloseFriends(network)
        makeBlocks(network)
    }

    /// A moment at which both accounts were there.
    private mutating func time(after left: Int, _ right: Int) -> Int64 {
        let begin = max(world.people[left].id.milliseconds, world.people[right].id.milliseconds)
        return begin + 1 + Int64(Double(now - begin - 2) * random.share())
    }

    private mutating func makeRequests(_ network: FollowNetwork) {
        for to in world.people.indices where world.people[to].isPrivate {
            let from = Int(random.next() % UInt64(size))
            guard from != to, !network.follows(from, to) else { continue }
            world.requests.append(World.Relation(from: from, to: to, time: time(after: from, to)))
        }
    }

    private mutating func makeCloseFriends(_ network: FollowNetwork) {
        for from in world.people.indices where !characters[from].isLurker {
            let count = Int(random.logNormal(median: 8, sigma: 0.5))
            let mutuals = network.followees[from].filter { network.follows($0, from) }
            for to in mutuals.shuffled(using: &random).prefix(count) {
                world.closeFriends.append(
                    World.Relation(from: from, to: to, time: time(after: from, to)))
            }
        }
    }

    private mutating func makeBlocks(_ network: FollowNetwork) {
        let count = max(1, world.follows.count * 3 / 1_000)
        var blocked: Set<[Int]> = []
        for _ in 0..<count {
            // Those whom examples name stay on good terms.
            let from = Self.named.count + Int(random.next() % UInt64(size - Self.named.count))
            let to = Self.named.count + Int(random.next() % UInt64(size - Self.named.count))
            guard from != to, !network.follows(from, to), !network.follows(to, from),
                blocked.insert([from, to]).inserted
            else { continue }
            world.blocks.append(World.Relation(from: from, to: to, time: time(after: from, to)))
        }
    }
}
