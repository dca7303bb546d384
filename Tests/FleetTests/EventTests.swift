import Foundation
import Postgres
import Synchronization
import TAO
import Testing

@testable import Events
@testable import Social

/// The log of events, while gateways, workers and consumers are killed at random.
@Suite(.serialized, .timeLimit(.minutes(60))) struct `Events of a fleet` {
    /// More by `make test-fleet`.
    private static let kills =
        ProcessInfo.processInfo.environment["TINTYPE_FLEET_KILLS"].flatMap { Int($0) } ?? 12
    private static let consumers = ["one", "two"]

    @Test func `are those of what was committed, in that order, whoever is killed`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let world = try await FleetWorld(in: fleet, people: 8, postsEach: 2)
        var gateways = [try await fleet.gateway(), try await fleet.gateway()]
        var worker = try await fleet.worker()
        var printers: [Printer] = []
        // Of each name two processes, of which one waits.
        for name in Self.consumers + Self.consumers {
            printers.append(try await Printer(name, in: fleet))
        }
        var ended: [Printer] = []
        let crowd = Crowd(world.people, gateways.map(\.port))
        async let acting: Void = crowd.act()
        for _ in 0..<Self.kills {
            try await Task.sleep(for: .milliseconds(Int.random(in: 300...1_500)))
            switch Int.random(in: 0..<6) {
            case 0, 1:
                await gateways.removeFirst().process.kill()
                gateways.append(try await fleet.gateway())
                crowd.use(gateways.map(\.port))
            case 2:
                await worker.kill()
                worker = try await fleet.worker()
            default:
                let printer = printers.remove(at: Int.random(in: 0..<printers.count))
                await printer.process.kill()
                ended.append(printer)
                printers.append(try await Printer(printer.name, in: fleet))
            }
        }
        crowd.stop()
        try await acting
        let database = try Database(url: fleet.databaseURL)
        try await waitForJobs(database)
        let events = try await all(database)
        print("  \(events.count) events of \(crowd.answered) answered writes, \(Self.kills) kills")
        try await expectEach(of: events, printedBy: ended + printers)
        try await expectSame(events, as: database, crowd)
        for process in gateways.map(\.process) + [worker] + printers.map(\.process) {
            await process.terminate()
        }
        await database.shutdown()
        await fleet.stop()
    }

    /// Until no request and no job is under way that may still write.
    private func waitForJobs(_ database: Database) async throws {
        for _ in 0..<600 {
            let left = try await database.query("SELECT count(*) FROM jobs WHERE state < 2")
            if left[0].int(0) == 0 { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        try await Task.sleep(for: .seconds(1))
    }

    private func all(_ database: Database) async throws -> [Event] {
        let log = EventLog(database)
        var events: [Event] = []
        while true {
            let more = try await log.events(after: events.last?.id ?? 0)
            if more.isEmpty { return events }
            events += more
        }
    }

    // MARK: What is expected

    private func expectEach(of events: [Event], printedBy printers: [Printer]) async throws {
        let ids = Set(events.map(\.id))
        #expect(ids.count > 100)
        for name in Self.consumers {
            func printed() -> [[Int64]] {
                printers.filter { $0.name == name }.map(\.ids)
            }
            for _ in 0..<300 where Set(printed().flatMap(\.self)) != ids {
                try await Task.sleep(for: .milliseconds(100))
            }
            let runs = printed()
            #expect(Set(runs.flatMap(\.self)) == ids, "\(name): each, and none that was undone")
            for run in runs {
                #expect(zip(run, run.dropFirst()).allSatisfy { $0 < $1 }, "\(name): in order")
            }
            let count = runs.reduce(0) { $0 + $1.count }
            print(
                "  \(name) was given \(ids.count) events \(count) times by \(runs.count) processes")
        }
    }

    /// The events, one after the other, lead to what is stored: each changes what it says, which one that came
    /// too early, twice or not at all would not.
    private func expectSame(
        _ events: [Event], as database: Database, _ crowd: Crowd
    ) async throws {
        var state = Replay(follows: crowd.people.dropFirst().map { (crowd.people[0], $0) })
        for event in events { try state.apply(event) }
        #expect(state.faults.isEmpty, "\(state.faults.prefix(5)) of \(state.faults.count)")
        for (edges, type) in [
            (state.likes, AssociationTypes.likes), (state.follows, AssociationTypes.follows),
            (state.requests, AssociationTypes.requestedBy),
        ] {
            let rows = try await database.query(
                "SELECT id1, id2 FROM associations WHERE type = \(type.id)")
            let stored = Set(rows.map { Pair($0.int64(0), $0.int64(1)) })
            #expect(edges == stored, "\(type.name)")
        }
        let comments = try await database.query(
            "SELECT id FROM objects WHERE type = \(ObjectKind.comment.rawValue)")
        #expect(state.comments.count == comments.count)
        #expect(Set(state.comments) == Set(comments.map { $0.int64(0) }))
        #expect(comments.count >= crowd.commentsAnswered)
        #expect(events.count >= crowd.commentsAnswered && crowd.answered > 100)
    }
}

/// `tintype events --consumer NAME --follow`
private struct Printer: Sendable {
    let name: String
    let process: FleetProcess

    init(_ name: String, in fleet: Fleet) async throws {
        self.name = name
        process = try await FleetProcess(
            [
                "events", "--consumer", name, "--follow", "--resources", Fleet.project,
                "--database-url", fleet.databaseURL,
            ], in: fleet.folder)
    }

    /// Of the events it has printed.
    var ids: [Int64] {
        process.printed.split(separator: "\n").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            .compactMap { line in
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
                return ((object as? [String: Any])?["id"] as? NSNumber)?.int64Value
            }
    }
}

private struct Pair: Hashable {
    let first: Int64
    let second: Int64

    init(_ first: Int64, _ second: Int64) {
        self.first = first
        self.second = second
    }

    init(_ first: ObjectID, _ second: ObjectID) {
        self.init(first.rawValue, second.rawValue)
    }
}

/// What the events say that there is.
private struct Replay {
    private(set) var likes: Set<Pair> = []
    private(set) var follows: Set<Pair>
    private(set) var requests: Set<Pair> = []
    private(set) var comments: [Int64] = []
    private(set) var isPrivate: [Int64: Bool] = [:]
    private(set) var faults: [String] = []

    init(follows: [(ObjectID, ObjectID)]) {
        self.follows = Set(follows.map { Pair($0, $1) })
    }

    mutating func apply(_ event: Event) throws {
        if let like = try LikeChanged(event) {
            let pair = Pair(event.account, like.object.rawValue)
            set(\.likes, pair, like.isLiked, event)
        } else if let follow = try FollowChanged(event) {
            set(\.follows, Pair(follow.follower, follow.followed), follow.isFollowing, event)
        } else if let request = try FollowRequestChanged(event) {
            set(\.requests, Pair(request.target, request.requester), request.isOpen, event)
        } else if let comment = try CommentChanged(event) {
            comments.append(comment.comment.rawValue)
        } else if let change = try SettingsChanged(event) {
            let before = isPrivate[event.account] ?? false
            if change.isPrivate == before { faults.append("\(event.id) changes no setting") }
            isPrivate[event.account] = change.isPrivate ?? before
        } else {
            faults.append("nobody has done \(event.kind)")
        }
    }

    private mutating func set(
        _ edges: WritableKeyPath<Replay, Set<Pair>>, _ pair: Pair, _ isThere: Bool, _ event: Event
    ) {
        if self[keyPath: edges].contains(pair) == isThere {
            faults.append("\(event.id) \(event.kind) changes nothing")
        }
        if isThere {
            self[keyPath: edges].insert(pair)
        } else {
            self[keyPath: edges].remove(pair)
        }
    }
}

/// People, each with two devices, who like, follow, comment and change who sees them.
private final class Crowd: Sendable {
    private let members: [FleetWorld.Person]
    private let ports: Mutex<[Int]>
    private let isOver = Atomic(false)
    private let counts = Mutex((answered: 0, comments: 0))

    init(_ people: [FleetWorld.Person], _ ports: [Int]) {
        members = people
        self.ports = Mutex(ports)
    }

    var people: [ObjectID] { members.map(\.object) }
    /// Writes that were confirmed.
    var answered: Int { counts.withLock { $0.answered } }
    var commentsAnswered: Int { counts.withLock { $0.comments } }

    func use(_ ports: [Int]) { self.ports.withLock { $0 = ports } }
    func stop() { isOver.store(true, ordering: .relaxed) }

    func act() async throws {
        _ = try await onThreads(2 * members.count) { [self] device in
            let person = members[device / 2]
            var clients: [Int: FleetClient] = [:]
            while !isOver.load(ordering: .relaxed) {
                guard let port = ports.withLock({ $0.randomElement() }) else { return }
                let client = clients[port] ?? FleetClient(port: port, token: person.token)
                clients[port] = client
                step(person, client)
            }
        }
    }

    private func step(_ person: FleetWorld.Person, _ client: FleetClient) {
        let other = members[Int.random(in: 0..<members.count)]
        guard other.id != person.id else { return }
        let post = other.posts[Int.random(in: 0..<other.posts.count)]
        let (mutation, input) =
            switch Int.random(in: 0..<16) {
            case 0..<4: ("postLike", "postId: \"\(post)\"")
            case 4..<8: ("postUnlike", "postId: \"\(post)\"")
            case 8..<11: ("userFollow", "userId: \"\(other.id)\"")
            case 11..<14: ("userUnfollow", "userId: \"\(other.id)\"")
            case 14:
                (
                    "commentCreate",
                    "postId: \"\(post)\", text: \"\(UInt64.random(in: .min ... .max))\""
                )
            default: ("settingsUpdate", "privacy: { isPrivate: \(Bool.random()) }")
            }
        let answer = try? client.ask(
            "mutation { result: \(mutation)(input: { \(input) }) { userErrors { code } } }")
        guard let answer else { return Thread.sleep(forTimeInterval: 0.05) }
        let errors = answer.value("result.userErrors") as? [Any]
        guard answer.errors.isEmpty, errors?.isEmpty == true else { return }
        counts.withLock { counts in
            counts.answered += 1
            if mutation == "commentCreate" { counts.comments += 1 }
        }
    }
}
