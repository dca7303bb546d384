import TestSupport
import Testing

@testable import Social

@Suite struct `Hidden words` {
    @Test(arguments: [
        ("ugly", "How UGLY!", true), ("ugly", "uglyduckling", false),
        ("ugly", "an ugly-looking one", true),
        ("straße", "Die STRASSE ist lang", true), ("ΟΔΟΣ", "η οδος εδω", true),
        ("zoe\u{308}", "hello Zo\u{EB}.", true), ("fool", "ＦＯＯＬ", true),
        ("fool", "fo\u{200B}o\u{AD}l", true), ("sik", "s\u{131}k", false),
        ("not nice", "That is NOT\n nice, you", true), ("not nice", "not so nice", false),
        ("not nice", "not", false), ("坏人", "这个坏人来了", true), ("坏人", "坏的人", false),
        ("🍆", "look 🍆🍆", true), ("👍🏽", "well 👍🏿", false), ("c++", "c is fine", false),
        ("c++", "I write C++ code", true), ("!!!", "really!!!", false), ("don't", "Don’t", true),
        ("a b", "a a b", true), ("é", "e", false), ("42", "the 42nd", false),
        ("42", "is 42?", true),
    ])
    func `are found whole, whatever their case and form`(
        word: String, text: String, isFound: Bool
    ) {
        #expect(HiddenWords(["other", word]).occur(in: text) == isFound)
    }

    @Test func `that are none hide nothing`() {
        for words in [[], [""], [" ", "..."], ["\u{200B}"]] {
            #expect(!HiddenWords(words).occur(in: "anything, at all ..."))
        }
    }

    /// Printed for people to look at: as many words as may be, with as much in common as may be.
    @Test(.crosses(\SocialLimits.hiddenWordsMax, \SocialLimits.hiddenWordCodePointsMax))
    func `cost little, however they are chosen`() {
        let limits = SocialLimits.standard
        let phrase = String(repeating: "a ", count: limits.hiddenWordCodePointsMax / 2 - 2)
        let words = (0..<limits.hiddenWordsMax).map { "\(phrase)\($0)" }
        let text = String(repeating: "a ", count: limits.commentCodePointsMax / 2)
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(!HiddenWords(words).occur(in: text))
            #expect(HiddenWords(words).occur(in: text + "199"))
        }
        print("  200 words of 100 code points, looked for twice in 2,200: \(time)")
    }
}
