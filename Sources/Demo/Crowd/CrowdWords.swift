import Foundation

/// What a crowd writes with: words, hashtags and places, few of them common and most of them rare, as in real
/// texts (Zipf, "Human Behavior and the Principle of Least Effort", 1949). The same in all crowds.
struct CrowdWords: Sendable {
    /// Words that come up the more, the earlier they are.
    struct Vocabulary: Sendable {
        let words: [String]
        private let choice: WeightedChoice

        init(_ words: [String], exponent: Double = 1) {
            self.words = words
            choice = WeightedChoice(words.indices.map { pow(Double($0 + 1), -exponent) })
        }

        func pick(_ random: inout SeededRandom) -> String { words[index(&random)] }
        func index(_ random: inout SeededRandom) -> Int { choice.pick(&random) }
    }

    typealias Place = (name: String, latitude: Double, longitude: Double)

    let places: [Place]
    /// Without `#`.
    let hashtags: [DemoTopic: Vocabulary]
    private let common: Vocabulary
    private let special: [DemoTopic: Vocabulary]
    private let placeChoice: Vocabulary

    private static let placesCount = 2_000
    private static let commonCount = 4_000
    private static let specialCount = 400
    /// Of a topic, those of the sample world first.
    private static let hashtagsCount = 60
    static let captionWordsMost = 40
    private static let hashtagsMost = 10

    init() {
        var coined = Coined()
        common = Vocabulary(Self.usual + coined.words(Self.commonCount - Self.usual.count))
        var (special, hashtags): ([DemoTopic: Vocabulary], [DemoTopic: Vocabulary]) = ([:], [:])
        for topic in DemoTopic.allCases {
            let own = DemoWords.hashtags(topic).map { String($0.dropFirst()) }
            special[topic] = Vocabulary(own + coined.words(Self.specialCount - own.count))
            hashtags[topic] = Vocabulary(own + coined.words(Self.hashtagsCount - own.count))
        }
        (self.special, self.hashtags) = (special, hashtags)
        let known = DemoWords.places.map { ($0.name, $0.latitude, $0.longitude) as Place }
        places = known + coined.places(Self.placesCount - known.count, around: known)
        placeChoice = Vocabulary(places.map(\.name), exponent: 0.8)
    }

    /// Of `places`.
    func place(_ random: inout SeededRandom) -> Int { placeChoice.index(&random) }

    /// A text about a topic with its hashtags, and these besides; nil for one in ten without any.
    func caption(
        _ topic: DemoTopic, _ more: [String] = [], _ random: inout SeededRandom
    ) -> String? {
        guard !more.isEmpty || random.chance(0.9) else { return nil }
        let count = min(max(Int(random.logNormal(median: 7, sigma: 0.8)), 1), Self.captionWordsMost)
        let words = (0..<count).map { _ in
            let isSpecial = random.chance(0.3)
            return (isSpecial ? special[topic] ?? common : common).pick(&random)
        }
        let sentence = words.joined(separator: " ")
        var tags = more
        // Two in the mean.
        while tags.count < Self.hashtagsMost, random.chance(2.0 / 3) {
            let about = random.chance(0.8) ? topic : random.pick(DemoTopic.allCases)
            if let tag = hashtags[about]?.pick(&random), !tags.contains(tag) { tags.append(tag) }
        }
        return
            ([sentence.prefix(1).uppercased() + sentence.dropFirst() + "."]
            + tags.map { "#" + $0 }).joined(separator: " ")
    }

    /// The words that English has most of.
    private static let usual = """
        the of and a to in is it that was for on with as at by this my we from not are but had have you all so \
        one there were out up when who what more no some then time day light over after before again first \
        last here now only just every never still slow old new long little
        """.split(separator: " ").map(String.init)
}

/// Words that nobody has used yet, and can be spoken.
private struct Coined {
    private var random = SeededRandom(seed: 0x7a69_7066)
    private var taken: Set<String> = []

    private static let onsets = [
        "b", "br", "d", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st",
        "t",
        "tr", "v", "w",
    ]
    private static let vowels = ["a", "e", "i", "o", "u", "ai", "ea", "oo"]
    private static let codas = ["", "", "", "n", "l", "r", "s", "m", "nd", "st"]

    /// The earlier, the shorter.
    mutating func words(_ count: Int) -> [String] {
        (0..<count).map { rank in
            while true {
                let syllables = rank < count / 8 ? 2 : random.integer(in: 2...3)
                let word = (0..<syllables).map { _ in
                    random.pick(Self.onsets) + random.pick(Self.vowels) + random.pick(Self.codas)
                }.joined()
                if taken.insert(word).inserted { return word }
            }
        }
    }

    /// Most within some hundred kilometres of one that is known.
    mutating func places(
        _ count: Int, around known: [CrowdWords.Place]
    ) -> [CrowdWords.Place] {
        let kinds = ["Bay", "Bridge", "Cafe", "Garden", "Hill", "Market", "Park", "Square"]
        return words(count).map { word in
            let near = random.pick(known)
            return (
                name: word.prefix(1).uppercased() + word.dropFirst() + " " + random.pick(kinds),
                latitude: min(max(near.latitude + 2 * random.normal(), -85), 85),
                longitude: min(max(near.longitude + 2 * random.normal(), -180), 180)
            )
        }
    }
}

/// A tag that very many post with for three days, and hardly anyone later: what trends.
///
/// LDBC Social Network Benchmark, "flashmob events".
struct Flashmob: Sendable {
    let tag: String
    let topic: DemoTopic
    let begin: Int64

    private static let hours = 72.0
    private static let tags = [
        "firstsnow", "bluemoon", "mayday", "northernlights", "opendoors",
    ]

    /// All there are: one that began yesterday, the others some weeks apart before it.
    static func all(before now: Int64) -> [Flashmob] {
        tags.enumerated().map { index, tag in
            Flashmob(
                tag: tag, topic: DemoTopic.allCases[index * 2 % DemoTopic.allCases.count],
                begin: now - DemoGenerator.day - Int64(index) * 40 * DemoGenerator.day)
        }
    }

    /// When an account takes part, of which the others are; nil for most.
    func time(isAbout isOwn: Bool, _ random: inout SeededRandom) -> Int64? {
        guard random.chance(isOwn ? 0.3 : 0.03) else { return nil }
        let hours = random.weibull(shape: 1, scale: 12)
        return hours < Self.hours ? begin + Int64(hours * 3_600_000) : nil
    }
}
