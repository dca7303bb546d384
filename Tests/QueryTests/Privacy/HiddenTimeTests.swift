import TAO
import Testing

@testable import Demo
@testable import Social

@Suite(.timeLimit(.minutes(5))) struct `What is hidden, by the clock` {
    /// Something that the asker cannot see, and the same that never was.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let hidden: @Sendable (Stage) -> String
        let absent: @Sendable (Stage) -> String
        var asker: String? = "stranger"

        var testDescription: String { "\(name) for \(asker ?? "anonymous")" }
    }

    private static func node(_ type: NodeType, _ id: ObjectID) -> String {
        let text = GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(type, id))
        return "{ node(id: \"\(text)\") { id } }"
    }

    /// An object by its id, and what never had another one on its shard in the same millisecond.
    private static func object(_ name: String, for asker: String? = "stranger") -> Case {
        Case(
            name: name, hidden: { node($0.named(name).type, $0.named(name).object) },
            absent: { stage in
                let (type, id) = (stage.named(name).type, stage.named(name).object)
                return node(type, ObjectID(rawValue: id.rawValue ^ 512))
            }, asker: asker)
    }

    private static func account(_ name: String, for asker: String? = "stranger") -> Case {
        Case(
            name: "user(\(name))", hidden: { _ in "{ user(username: \"\(name)\") { id } }" },
            absent: { _ in "{ user(username: \"nobody\") { id } }" }, asker: asker)
    }

    /// Below a post that is hidden, and not by its author: one fact less would have to be read then.
    private static let comment: String = {
        let small = PrivacyWorld.whole.small
        let post = small.names["secret.post.1"]?.object
        let author = small.world.people.firstIndex { $0.username == PrivacyWorld.elsewhere }
        let comment = small.world.comments.first { $0.post == post && $0.author == author }
        return small.names.first { $0.value.object == comment?.id }?.key ?? ""
    }()

    private static let cases = [
        object("secret.post.1"), object("secret.post.1", for: nil), object("open.post.2"),
        object("open.post.1", for: "blocked"), object("secret.story.1"), object(comment),
        object("secret.post.1.photo.1"), object("suspended"), object("open", for: "blocked"),
        account("suspended"), account("suspended", for: nil), account("open", for: "blocked"),
        Case(
            name: "post by its code",
            hidden: { stage in
                let code = stage.shortcodes.text(stage.named("secret.post.1").object)
                return "{ post(shortcode: \"\(code)\") { id } }"
            },
            absent: { stage in
                let id = stage.named("secret.post.1").object
                let code = stage.shortcodes.text(ObjectID(rawValue: id.rawValue ^ 512))
                return "{ post(shortcode: \"\(code)\") { id } }"
            }),
    ]

    /// As the numbers of trips are what differs by a tenth of a millisecond or more, they are the same: with a
    /// warm cache and without one, where each request reads all.
    @Test(arguments: Self.cases)
    func `takes as many trips for what is hidden as for what never was`(given: Case) async throws {
        let stage = try await PrivacyWorld.everything.value
        let asker = given.asker.map { stage.named($0).object }
        let cached = try await PrivacyWorld.services(stage, Stage.freshNamespace())
        let plain = try await PrivacyWorld.services(stage)
        func trips(_ question: String, _ services: SocialServices) async throws -> [Int] {
            let answer = try await stage.ask(question, as: asker, of: services)
            #expect(answer.failures == [])
            #expect(answer.json.hasSuffix(":null}}"), "\(answer.json)")
            return [answer.sqlCount, answer.cacheCount]
        }
        let questions = [given.hidden(stage), given.absent(stage)]
        #expect(
            try await trips(questions[0], plain) == trips(questions[1], plain), "without a cache")
        // Fills are not waited for.
        for question in questions {
            for _ in 0..<50 where try await trips(question, cached)[0] > 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        let warm = try await trips(questions[0], cached)
        #expect(try await trips(questions[1], cached) == warm)
        #expect(warm[0] == 0 && warm[1] >= 1, "\(warm)")
    }

    /// Printed for people to look at: a busy machine proves nothing.
    @Test(arguments: [0, 8, 9])
    func `takes as long for what is hidden as for what never was`(number: Int) async throws {
        let given = Self.cases[number]
        let stage = try await PrivacyWorld.everything.value
        let services = try await PrivacyWorld.services(stage, Stage.freshNamespace())
        let asker = given.asker.map { stage.named($0).object }
        func time(_ question: String) async throws -> Duration {
            let start = ContinuousClock.now
            let answer = try await stage.ask(question, as: asker, of: services)
            let time = ContinuousClock.now - start
            #expect(answer.json.hasSuffix(":null}}"))
            return time
        }
        let (hidden, absent) = (given.hidden(stage), given.absent(stage))
        for question in [hidden, absent, hidden, absent] { _ = try await time(question) }
        var times: [(time: Duration, isHidden: Bool)] = []
        for pair in 0..<1_000 {
            for isHidden in pair % 2 == 0 ? [true, false] : [false, true] {
                times.append((try await time(isHidden ? hidden : absent), isHidden))
            }
        }
        let ranks = RankSum(times)
        print("  \(given.testDescription), hidden and absent, 1,000 pairs: \(ranks)")
    }
}

/// The test of Mann and Whitney.
private struct RankSum: CustomStringConvertible {
    /// How often what is hidden took longer than what is absent: 0.5 where nothing can be told.
    let probability: Double
    /// Standard deviations from that.
    let deviations: Double
    let medians: (hidden: Duration, absent: Duration)

    init(_ times: [(time: Duration, isHidden: Bool)]) {
        let sorted = times.sorted { $0.time < $1.time }
        let count = Double(times.count) / 2
        let ranks = sorted.enumerated().reduce(0.0) {
            $0 + ($1.element.isHidden ? Double($1.offset + 1) : 0)
        }
        let wins = ranks - count * (count + 1) / 2
        probability = wins / (count * count)
        deviations =
            (wins - count * count / 2) / (count * count * (2 * count + 1) / 12).squareRoot()
        func median(_ isHidden: Bool) -> Duration {
            let those = sorted.filter { $0.isHidden == isHidden }
            return those[those.count / 2].time
        }
        medians = (median(true), median(false))
    }

    var description: String {
        "\(medians.hidden) and \(medians.absent) in the middle; the hidden one is slower in "
            + "\(probability) of all pairs, \(deviations) standard deviations from a half"
    }
}
