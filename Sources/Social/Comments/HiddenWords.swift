/// Words and phrases that an account does not want to read, to be found in texts as whole words.
///
/// A tree of the words of the phrases: looking costs at most the words of the text times those of the longest
/// phrase, however many phrases there are.
struct HiddenWords: Sendable {
    private struct Step: Hashable {
        let node: Int32
        let word: String
    }

    private var steps: [Step: Int32] = [:]
    private var ends: Set<Int32> = []

    init(_ phrases: [String]) {
        var nodes: Int32 = 0
        for words in phrases.map(FoldedText.words) where !words.isEmpty {
            var node: Int32 = 0
            for word in words {
                let step = Step(node: node, word: word)
                if let next = steps[step] {
                    node = next
                } else {
                    nodes += 1
                    steps[step] = nodes
                    node = nodes
                }
            }
            ends.insert(node)
        }
    }

    /// Whether the text has one of them.
    func occur(in text: String) -> Bool {
        if ends.isEmpty { return false }
        let words = FoldedText.words(text)
        return words.indices.contains { start in
            var node: Int32 = 0
            for word in words[start...] {
                guard let next = steps[Step(node: node, word: word)] else { return false }
                if ends.contains(next) { return true }
                node = next
            }
            return false
        }
    }
}
