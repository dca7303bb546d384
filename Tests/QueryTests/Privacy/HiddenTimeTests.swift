import TAO
import Testing

@testable import Social

@Suite(.timeLimit(.minutes(5))) struct `What is hidden, by the clock` {
    /// Printed for people to look at: what decides is read of all objects alike, but a busy machine proves
    /// nothing.
    @Test func `takes as long for what is hidden as for what never was`() async throws {
        let stage = try await PrivacyWorld.everything.value
        let services = try await PrivacyWorld.services(stage, Stage.freshNamespace())
        let hidden = stage.named("secret.post.1")
        let ids = GlobalIDs(key: Stage.secrets.globalIDKey)
        let absent = NodeID(.post, ObjectID(rawValue: hidden.object.rawValue - 1))
        let asker = stage.named("stranger").object
        func time(_ node: NodeID) async throws -> Duration {
            let question = "{ node(id: \"\(ids.text(node))\") { id } }"
            let start = ContinuousClock.now
            let answer = try await stage.ask(question, as: asker, of: services)
            let time = ContinuousClock.now - start
            #expect(answer.json == #"{"data":{"node":null}}"#)
            return time
        }
        for node in [hidden, absent, hidden, absent] { _ = try await time(node) }
        var times: [(time: Duration, isHidden: Bool)] = []
        for pair in 0..<1_000 {
            for isHidden in pair % 2 == 0 ? [true, false] : [false, true] {
                times.append((try await time(isHidden ? hidden : absent), isHidden))
            }
        }
        let ranks = RankSum(times)
        print("  hidden and absent, 1,000 pairs: \(ranks)")
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
