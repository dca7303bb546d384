import Foundation
import Synchronization

/// Sessions that write and read through many gateways at once, and check each answer against what
/// their acknowledged and pending writes allow.
///
/// Each session has a post that only it likes and comments on, so it knows what must be seen. What
/// it was told to take along (the ticket) goes with it from gateway to gateway.
final class Race: Sendable {
    struct Outcome: Sendable {
        var reads = 0
        var writes = 0
        /// Answers that show less, or more, than the session's writes allow.
        var stale: [String] = []
        /// Requests that took longer than `secondsMax`.
        var stuck = 0
        /// How often each code of an error was answered.
        var codes: [String: Int] = [:]
        /// One body for each code.
        var examples: [String: String] = [:]
        /// Requests that got no answer, because the gateway was killed.
        var lost = 0
    }

    /// How long the longest deadline of a gateway lets a request take, and some more.
    static let secondsMax = 40

    private let ports: Mutex<[Int]>
    private let outcome = Mutex(Outcome())
    private let readsMin: Int
    private let people: [FleetWorld.Person]

    /// - Parameters:
    ///   - people: one session each; the post is that of the next person.
    ///   - reads: after so many it ends.
    init(_ gateways: [FleetGateway], _ people: [FleetWorld.Person], reads: Int) {
        ports = Mutex(gateways.map(\.port))
        self.people = people
        readsMin = reads
    }

    /// Where sessions go from now on.
    func use(_ gateways: [FleetGateway]) {
        ports.withLock { $0 = gateways.map(\.port) }
    }

    var readsSoFar: Int { outcome.withLock { $0.reads } }
    var isOver: Bool { readsSoFar >= readsMin }

    func run() async throws -> Outcome {
        _ = try await onThreads(people.count) { [self] index in
            let post = people[(index + 1) % people.count].posts[0]
            var session = Session(race: self, token: people[index].token, post: post)
            while !isOver { session.step() }
        }
        return outcome.withLock { $0 }
    }

    fileprivate var port: Int? { ports.withLock { $0.randomElement() } }

    fileprivate func note(_ change: (inout Outcome) -> Void) {
        outcome.withLock { change(&$0) }
    }
}

/// One account with one device.
private struct Session {
    let race: Race
    let token: String
    let post: String
    private var clients: [Int: FleetClient] = [:]
    private var ticket: String?
    private var mayBeLiked: Set<Bool> = [false]
    /// A write that got no answer may still come to pass until then.
    private var doubtEnds = ContinuousClock.now
    private var commentsMin = 0
    private var commentsMax = 0

    init(race: Race, token: String, post: String) {
        self.race = race
        self.token = token
        self.post = post
    }

    mutating func step() {
        switch Int.random(in: 0..<20) {
        case 0: write(likes: true)
        case 1: write(likes: false)
        case 2: comment()
        default: read()
        }
    }

    private mutating func write(likes: Bool) {
        let name = likes ? "postLike" : "postUnlike"
        let before = mayBeLiked
        mayBeLiked = [likes]
        // A write in doubt may come to pass after one that was acknowledged later.
        if ContinuousClock.now < doubtEnds { mayBeLiked.formUnion(before) }
        let answer = ask(
            """
            mutation($post: ID!) {
              \(name)(input: {postId: $post}) { post { viewerHasLiked } userErrors { code } }
            }
            """)
        guard let answer, answer.errors.isEmpty else {
            mayBeLiked.formUnion(before)
            doubtEnds = .now + .seconds(Race.secondsMax)
            return
        }
        race.note { $0.writes += 1 }
        check(answer.value("\(name).post.viewerHasLiked") as? Bool, "after \(name)")
    }

    private mutating func comment() {
        commentsMax += 1
        let answer = ask(
            """
            mutation($post: ID!) {
              commentCreate(input: {postId: $post, text: "Seen."}) {
                commentEdge { node { id } } userErrors { message }
              }
            }
            """)
        guard let answer, answer.value("commentCreate.commentEdge.node.id") != nil else { return }
        race.note { $0.writes += 1 }
        commentsMin += 1
    }

    private mutating func read() {
        let answer = ask(
            """
            query($post: ID!) {
              node(id: $post) { ... on Post { viewerHasLiked likeCount commentCount } }
            }
            """)
        guard let answer, answer.errors.isEmpty else { return }
        race.note { $0.reads += 1 }
        check(answer.value("node.viewerHasLiked") as? Bool, "in a read")
        let comments = answer.value("node.commentCount") as? Int ?? -1
        if !(commentsMin...commentsMax).contains(comments) {
            let sentence = "\(comments) comments, but \(commentsMin) to \(commentsMax) were written"
            race.note { $0.stale.append(sentence) }
        }
        let likes = answer.value("node.likeCount") as? Int ?? -1
        if !mayBeLiked.contains(likes == 1) || !(0...1).contains(likes) {
            let sentence = "\(likes) likes, but \(mayBeLiked)"
            race.note { $0.stale.append(sentence) }
        }
    }

    private func check(_ isLiked: Bool?, _ place: String) {
        if let isLiked, mayBeLiked.contains(isLiked) { return }
        let sentence = "liked: \(isLiked.map { "\($0)" } ?? "null") \(place), may be \(mayBeLiked)"
        race.note { $0.stale.append(sentence) }
    }

    private mutating func ask(_ query: String) -> FleetClient.Answer? {
        guard let port = race.port else { return nil }
        let client = clients[port] ?? FleetClient(port: port, token: token)
        clients[port] = client
        client.ticket = ticket
        let start = ContinuousClock.now
        let answer = try? client.ask(query, ["post": post])
        let isLate = ContinuousClock.now - start > .seconds(Race.secondsMax)
        ticket = client.ticket
        race.note { outcome in
            if isLate { outcome.stuck += 1 }
            if answer == nil { outcome.lost += 1 }
            for code in answer?.codes ?? [] {
                outcome.codes[code, default: 0] += 1
                outcome.examples[code] = answer?.text
            }
        }
        // Others get the processor where nobody answers at once.
        if answer == nil || answer?.errors.isEmpty == false { usleep(20_000) }
        return answer
    }
}
