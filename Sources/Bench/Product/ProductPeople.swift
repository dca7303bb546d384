import Demo
import Foundation
import Gateway
import GraphQL
import Social
import TAO

/// Those who use the product in a benchmark, signed in, and what each has been shown: what they read further
/// and change is among it, as with people.
struct ProductPeople: Sendable {
    private struct Person: Sendable {
        let account: ObjectID
        let token: String
        var shown: [ProductOperation.Variable: [String]] = [:]
    }

    private var people: [Person] = []
    private let activity: Zipf

    var count: Int { people.count }

    /// Of more, some are left out: the least active hardly ask.
    private static let mostActive = 2_000

    /// Signs in the accounts of a crowd, the most active first, by chance.
    init(_ accounts: [ObjectID], _ server: ServerBench.Subject) async throws {
        var random = SeededRandom(seed: 2)
        for account in accounts.shuffled(using: &random).prefix(Self.mostActive) {
            let token = try await server.social.issueAccessToken(account, account, false).token
            people.append(Person(account: account, token: token))
        }
        guard !people.isEmpty else { throw BenchFailure("The world has nobody in it.") }
        activity = Zipf(count: people.count, exponent: 0.8)
    }

    /// Has each look at their feeds and stories once, and keeps what they see. So memcached holds it, and
    /// inboxes are begun.
    mutating func lookAround(in server: ServerBench.Subject) async throws {
        let asking = people
        try await withThrowingTaskGroup(of: (Int, [ProductOperation.Variable: [String]]).self) {
            group in
            var next = 0
            func add() {
                guard next < asking.count else { return }
                let (index, account) = (next, asking[next].account)
                group.addTask { (index, try await Self.shown(to: account, by: server)) }
                next += 1
            }
            for _ in 0..<Self.lookersAtOnce { add() }
            for try await (index, shown) in group {
                people[index].shown = shown
                add()
            }
        }
    }

    private static let lookersAtOnce = 8

    private static func shown(
        to account: ObjectID, by server: ServerBench.Subject
    ) async throws -> [ProductOperation.Variable: [String]] {
        var shown: [ProductOperation.Variable: [String]] = [:]
        for operation in [ProductOperation.home, .following, .stories] {
            let answer = try await server.answer(to: operation, about: nil, as: account).data
            let viewer = answer["data"]?["viewer"]
            for edge in viewer?["feed"]?["items"]?["edges"]?.list ?? [] {
                let post = edge["node"]
                shown.append(.post, post?["id"])
                // Nobody follows themselves.
                if edge["reason"]?.string != "OWN" {
                    shown.append(.author, post?["author"]?["id"])
                }
                shown.append(.username, post?["author"]?["username"])
                for hashtag in post?["hashtags"]?.list ?? [] {
                    shown.append(.hashtag, hashtag["name"])
                }
            }
            for tray in viewer?["storyTrays"]?["nodes"]?.list ?? [] {
                for story in tray["stories"]?.list ?? [] { shown.append(.story, story["id"]) }
            }
        }
        return shown
    }

    // MARK: What they ask

    /// One of them, doing that. Who has been shown nothing of the kind reads HOME instead.
    func act(
        _ operation: ProductOperation, _ random: inout SeededRandom
    ) -> (operation: ProductOperation, subject: String?, account: ObjectID, request: [UInt8]) {
        let person = people[activity.choose(&random)]
        let subject = operation.variable.flatMap { person.shown[$0]?.randomElement(using: &random) }
        let operation = operation.variable == nil || subject != nil ? operation : .home
        return (operation, subject, person.account, request(operation, subject, person))
    }

    /// A load of so many requests a second.
    func arrivals(perSecond: Double, seconds: Double, seed: UInt64) -> [OpenLoopLoad.Arrival] {
        var random = SeededRandom(seed: seed)
        return OpenLoopLoad.moments(perSecond: perSecond, seconds: seconds, &random).map {
            let act = self.act(ProductOperation.mix.choose(&random), &random)
            return OpenLoopLoad.Arrival(
                nanoseconds: $0, operation: act.operation, request: act.request)
        }
    }

    /// So many that come all at once: of one kind, or by the mix.
    func arrivals(
        _ count: Int, of operation: ProductOperation? = nil, seed: UInt64
    ) -> [OpenLoopLoad.Arrival] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            let act = self.act(operation ?? ProductOperation.mix.choose(&random), &random)
            return OpenLoopLoad.Arrival(
                nanoseconds: 0, operation: act.operation, request: act.request)
        }
    }

    /// The most active, in their order.
    func accounts(_ count: Int) -> [ObjectID] { people.prefix(count).map(\.account) }

    /// A request of the one who is so active.
    func request(_ operation: ProductOperation, _ subject: String, by index: Int) -> [UInt8] {
        request(operation, subject, people[index])
    }

    private func request(
        _ operation: ProductOperation, _ subject: String?, _ person: Person
    ) -> [UInt8] {
        benchRequest(
            "POST", "/graphql", headers: [("Authorization", "Bearer \(person.token)")],
            body: operation.body(subject))
    }
}

extension Dictionary<ProductOperation.Variable, [String]> {
    fileprivate mutating func append(_ variable: ProductOperation.Variable, _ value: InputValue?) {
        guard let text = value?.string else { return }
        self[variable, default: []].append(text)
    }
}

extension ServerBench.Subject {
    /// What an operation answers without HTTP, and the round trips that it takes.
    ///
    /// - Throws: `BenchFailure` if it has errors.
    func answer(
        to operation: ProductOperation, about subject: String?, as account: ObjectID
    ) async throws -> (data: InputValue, trips: [Trip]) {
        try await answer(
            to: operation.document, operation.variables(subject), as: account, operation.rawValue)
    }

    func answer(
        to document: String, _ variables: [InputField], as account: ObjectID, _ name: String
    ) async throws -> (data: InputValue, trips: [Trip]) {
        let result = await operations.run(
            Request(source: Source(document), variables: variables), for: Caller(account: account))
        guard result.response.errorCount == 0 else {
            let text = String(decoding: result.response.body.prefix(300), as: UTF8.self)
            throw BenchFailure("\(name) has errors: \(text)")
        }
        return (try readJSON(result.response.body), result.trips)
    }
}
