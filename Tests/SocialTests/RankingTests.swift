import Foundation
import TAO
import TestSupport
import Testing

@testable import Social

/// Chances, and what explains them.
@Suite struct `Ranking by weights` {
    static let shipped: RankingModels = {
        let path = #filePath.ranges(of: "/Tests/").last.map { #filePath[..<$0.lowerBound] } ?? ""
        let json = FileManager.default.contents(atPath: path + "/Schema/ranking-weights.json")
        guard let models = try? RankingModels(json: Array(json ?? Data())) else {
            preconditionFailure("the shipped weights cannot be read")
        }
        return models
    }()

    static var model: RankingModel { shipped.models[0] }

    /// Something that a post and its viewer may be like.
    static func facts(_ random: inout some RandomNumberGenerator) -> RankingFacts {
        func number(_ max: Double) -> Double { Double.random(in: -max / 4...max, using: &random) }
        func count() -> EngagementCount {
            EngagementCount(engagements: number(30), impressions: number(200))
        }
        let now: Int64 = 1_775_671_200_000
        return RankingFacts(
            now: now, publishedAt: now - Int64.random(in: -1_000...3_000_000_000, using: &random),
            kind: Bool.random(using: &random) ? .photo : .carousel,
            reception: Bool.random(using: &random) ? count() : nil,
            author: TasteCount(lately: count(), inAll: count()),
            topics: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                TasteCount(lately: count(), inAll: count())
            }, isFavorite: Bool.random(using: &random), isCloseFriend: Bool.random(using: &random),
            session: RankingSession(
                device: DeviceKind.allCases.randomElement(using: &random),
                quarter: Bool.random(using: &random) ? 2 : nil))
    }

    static func factors(_ random: inout some RandomNumberGenerator) -> RankingFactors {
        RankingFactors(
            RankingSignal.allCases.map {
                RankingPreference(
                    signal: $0,
                    factor: (Double.random(in: 0...3, using: &random) * 1_000).rounded() / 1_000)
            })
    }

    @Test func `is explained by its parts`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let features = Self.model.features(Self.facts(&random))
            let scale = Self.model.scale.times(Self.factors(&random))
            let told = RankingExplanation(features, scale, rankBeforeDiversity: 3)
            let sum = told.contributions.reduce(told.bias) { $0 + $1.contribution }
            let logit = log(told.probability / (1 - told.probability))
            #expect(abs(sum - logit) < 1e-9)
            #expect(told == RankingExplanation(features, scale, rankBeforeDiversity: 3))
            #expect(Set(told.contributions.map(\.signal)) == Set(RankingSignal.allCases))
            let sizes = told.contributions.map { abs($0.contribution) }
            #expect(sizes == sizes.sorted(by: >))
        }
    }

    /// One deviation more of one signal, worked out from the start.
    @Test func `says what would move it`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let features = Self.model.features(Self.facts(&random))
            let scale = Self.model.scale.times(Self.factors(&random))
            let told = RankingExplanation(features, scale, rankBeforeDiversity: 1)
            for sensitivity in told.sensitivities {
                let index = sensitivity.signal.index
                var moved = scale
                moved.weights[index].mean -= moved.weights[index].deviation
                let change = logistic(moved.logit(features)) - logistic(scale.logit(features))
                #expect(abs(change - sensitivity.change) < 1e-9)
            }
        }
    }

    @Test func `is that of publication where recency alone counts`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let factors = RankingFactors(
                RankingSignal.allCases.map {
                    RankingPreference(signal: $0, factor: $0 == .recency ? 0.5 : 0)
                })
            #expect(factors.isChronological)
            let scale = Self.model.scale.times(factors)
            let all = (0..<60).map { number in
                let facts = Self.facts(&random)
                return RankedCandidate(
                    post: ObjectID(rawValue: Int64(number)), author: ObjectID(rawValue: 1),
                    time: facts.publishedAt, logit: scale.logit(Self.model.features(facts)),
                    isSuggested: false)
            }
            let order = RankedOrder(all, isChronological: true).items.map(\.candidate)
            #expect(order == all.sorted { ($0.time, $0.post) > ($1.time, $1.post) })
        }
        #expect(!RankingFactors().isChronological)
    }

    @Test func `knows every value of a signal that is known`() {
        let hour: Int64 = 3_600_000
        var facts = RankingFacts(
            now: 100 * hour, publishedAt: 76 * hour, kind: .photo,
            reception: EngagementCount(engagements: 4, impressions: 80), author: .none,
            topics: [], isFavorite: false, isCloseFriend: false, session: RankingSession())
        let day = Self.model.features(facts)
        #expect(day[RankingSignal.recency.index] == 0.5)
        #expect(day[RankingSignal.closeness.index] == 0)
        #expect(day[RankingSignal.sessionContext.index] == 0)
        // 5 of 100, in steps of a half: log(0.05 / 0.95) = -2.94.
        #expect(day[RankingSignal.engagementRate.index] == -3)
        facts.isCloseFriend = true
        #expect(Self.model.features(facts)[RankingSignal.closeness.index] == Float(Float16(0.7)))
        facts.isFavorite = true
        #expect(Self.model.features(facts)[RankingSignal.closeness.index] == 1)
        facts.author.lately = EngagementCount(engagements: -5, impressions: 10)
        let least = Self.model.priors.affinity.logit(
            EngagementCount(engagements: 0, impressions: 10))
        #expect(Self.model.features(facts)[RankingSignal.affinity.index] == Float(Float16(least)))
    }

    @Test func `tells nothing of counts that their author hides`() {
        var random = SystemRandomNumberGenerator()
        var hidden = Self.facts(&random)
        hidden.reception = nil
        var unknown = hidden
        unknown.reception = EngagementCount.none
        #expect(Self.model.features(hidden) == Self.model.features(unknown))
    }
}

@Suite struct `Files of weights` {
    private static let text: String = {
        let path = #filePath.ranges(of: "/Tests/").last.map { #filePath[..<$0.lowerBound] } ?? ""
        return (try? String(contentsOfFile: path + "/Schema/ranking-weights.json", encoding: .utf8))
            ?? ""
    }()

    private func fault(_ text: String) -> String? {
        do {
            _ = try RankingModels(json: Array(text.utf8))
            return nil
        } catch { return error.description }
    }

    /// Every number of the file in turn.
    @Test func `are refused when any one number is missing or none`() throws {
        let numbers = Self.text.ranges(of: /: (-?[0-9.]+)/)
        #expect(numbers.count > 40)
        #expect(fault(Self.text) == nil)
        for range in numbers {
            for other in [": null", ": \"1\"", ": true", ": [1]"] {
                let text = Self.text.replacingCharacters(in: range, with: other)
                #expect(fault(text) != nil, "\(Self.text[range]) replaced by \(other)")
            }
            // With its name.
            let start = Self.text[..<range.lowerBound].lastIndex {
                $0 == "{" || $0 == "," || $0 == "\n"
            }
            let from = Self.text.index(after: try #require(start))
            var text = Self.text
            text.replaceSubrange(from..<range.upperBound, with: " \"other\": 1")
            #expect(fault(text) != nil, "without \(Self.text[from..<range.upperBound])")
        }
    }

    @Test(arguments: [
        ("\"deviation\": 0.25", "\"deviation\": 0", "RECENCY.deviation"),
        ("\"deviation\": 0.25", "\"deviation\": -1", "RECENCY.deviation"),
        ("\"share\": 1", "\"share\": 0", "share"),
        ("\"impressions\": 32", "\"impressions\": 2", "contentAffinity.impressions"),
        ("\"RECENCY\":", "\"RECENT\":", "RECENCY"),
        ("\"TV\":", "\"RADIO\":", "TV"),
        ("\"bias\": -2.2", "\"bias\": 1e400", ""),
        ("\"hand-set\"", "\"\"", "name"),
        ("{", "", "JSON"),
    ])
    func `say what is wrong`(part: String, other: String, told: String) throws {
        let range = try #require(Self.text.range(of: part))
        let text = try #require(fault(Self.text.replacingCharacters(in: range, with: other)))
        #expect(told.isEmpty || text.contains(told), "\(text)")
    }

    @Test(.crosses(\SocialLimits.rankingModelsMax))
    func `share the viewers among their models`() throws {
        var models: [RankingModel] = []
        for (name, share) in [("a", 1.0), ("b", 3.0)] {
            var model = `Ranking by weights`.model
            model.scale.title = name
            model.share = share
            models.append(model)
        }
        let file = RankingModels(models: models)
        var counts: [String: Int] = [:]
        for number in 0..<8_000 {
            let viewer = ObjectID(
                milliseconds: ObjectID.epochMilliseconds + 1_000, shard: number,
                sequence: number % 7)
            counts[file.model(for: viewer).title, default: 0] += 1
            #expect(file.model(for: viewer) == file.model(for: viewer))
        }
        // Three of four, give or take eight deviations.
        #expect((5_680...6_320).contains(counts["b"] ?? 0))
        let one = try #require(Self.text.firstMatch(of: /\[\s*(\{[^%]*\})\s*\]\s*\}\s*$/)?.1)
        let count = SocialLimits.standard.rankingModelsMax
        let many = (0...count).map { one.replacing("hand-set", with: "m\($0)") }
        #expect(fault("{\"models\": [\(many.dropLast().joined(separator: ","))]}") == nil)
        #expect(fault("{\"models\": [\(many.joined(separator: ","))]}") != nil)
        #expect(fault("{\"models\": [\(one), \(one)]}") != nil, "two of one name")
        #expect(fault("{\"models\": []}") != nil)
    }
}

@Suite struct `The order of ranked posts` {
    private func candidates(_ random: inout some RandomNumberGenerator) -> [RankedCandidate] {
        let authors = Int.random(in: 1...12, using: &random)
        let suggests = Bool.random(using: &random)
        return (0..<Int.random(in: 0...80, using: &random)).map { number in
            let isSuggested = suggests && Int.random(in: 0..<4, using: &random) == 0
            let author = Int.random(in: 0..<authors, using: &random) + (isSuggested ? 100 : 0)
            return RankedCandidate(
                post: ObjectID(rawValue: Int64(number)), author: ObjectID(rawValue: Int64(author)),
                time: Int64.random(in: 0...50, using: &random),
                logit: (Double.random(in: -3...3, using: &random) * 10).rounded() / 10,
                isSuggested: isSuggested)
        }
    }

    @Test func `holds each once, and moves what stands too close`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let all = candidates(&random).shuffled()
            let order = RankedOrder(all, isChronological: false)
            let items = order.items.map(\.candidate)
            let others = all.filter { !$0.isSuggested }
            let suggested = items.filter(\.isSuggested)
            #expect(Set(items.map(\.post)).count == items.count)
            #expect(Set(items.map(\.post)).isSuperset(of: others.map(\.post)))
            if !others.isEmpty {
                let total = all.count - others.count
                #expect(suggested.count == min(total, others.count / 9))
            } else {
                #expect(items.count == all.count)
            }
            #expect(
                order.items.map(\.rank).sorted() == Array(1..<items.count + 1))
            let again = RankedOrder(all.shuffled(), isChronological: false)
            #expect(again.items.map(\.candidate) == items)
            check(items)
        }
    }

    /// No place breaks a rule that a candidate further down would have kept.
    private func check(_ items: [RankedCandidate]) {
        let hasOthers = items.contains { !$0.isSuggested }
        for index in items.indices {
            let before = items[..<index].suffix(19)
            let rest = items[index...]
            func isTooSoon(_ item: RankedCandidate) -> Bool {
                hasOthers && item.isSuggested && before.suffix(9).contains(where: \.isSuggested)
            }
            func isOneTooMany(_ item: RankedCandidate) -> Bool {
                before.count { $0.author == item.author } >= 3
            }
            let item = items[index]
            if isOneTooMany(item) {
                #expect(rest.allSatisfy { isOneTooMany($0) || isTooSoon($0) })
            }
            if isTooSoon(item) { #expect(rest.allSatisfy(isTooSoon)) }
            if item.author == before.last?.author, !isOneTooMany(item), !isTooSoon(item) {
                #expect(
                    rest.allSatisfy { other in
                        other.author == item.author || isOneTooMany(other) || isTooSoon(other)
                            || other.logit < item.logit - 0.5
                    })
            }
        }
    }

    @Test func `is that of chance where nothing stands too close`() {
        let all = (0..<40).map { number in
            RankedCandidate(
                post: ObjectID(rawValue: Int64(number)), author: ObjectID(rawValue: Int64(number)),
                time: 0, logit: Double(number * 17 % 40), isSuggested: false)
        }
        let order = RankedOrder(all, isChronological: false)
        #expect(order.items.map(\.candidate.logit) == (0..<40).map(Double.init).reversed())
        #expect(order.items.map(\.rank) == Array(1...40))
    }
}
