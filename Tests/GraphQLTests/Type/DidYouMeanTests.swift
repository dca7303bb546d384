import TestSupport
import Testing

@testable import GraphQL

@Suite struct `Suggestions` {
    @Test(arguments: [
        ([], ""),
        (["A"], " Did you mean \"A\"?"),
        (["A", "B"], " Did you mean \"A\" or \"B\"?"),
        (["A", "B", "C"], " Did you mean \"A\", \"B\", or \"C\"?"),
        (["A", "B", "C", "D", "E", "F"], " Did you mean \"A\", \"B\", \"C\", \"D\", or \"E\"?"),
    ])
    func `are listed, at most five`(suggestions: [String], text: String) {
        #expect(didYouMean(nil, suggestions) == text)
    }

    @Test func `say what they are`() {
        #expect(didYouMean("the enum value", ["RED"]) == " Did you mean the enum value \"RED\"?")
    }

    @Test(arguments: [
        ("", ["a", ""], ["", "a"]),
        ("input", [], []),
        (
            "input", ["input", "inptu", "INPUT", "output", "in"],
            ["input", "INPUT", "inptu", "in", "output"]
        ),
        ("abc", ["a", "ab", "abc"], ["abc", "ab", "a"]),
        ("abcd", ["wxyz", "bacd", "acbd", "abdc"], ["abdc", "acbd", "bacd"]),
        ("verylongname", ["short"], []),
        ("x1", ["x10", "x9", "x01", "x1", "X1"], ["x1", "X1", "x01", "x9", "x10"]),
        ("größe", ["grösse", "groesse", "größe"], ["größe", "grösse"]),
        ("a", ["b", "b", "c"], ["b", "c"]),
    ])
    func `are the nearest first`(input: String, options: [String], expected: [String]) {
        #expect(suggestionList(input, options) == expected)
    }

    @Test(.crosses(\Limits.Type.suggestionCharactersMax)) func `cost little, whatever is compared`()
    {
        let near = (0..<10_000).map { "someFieldName\($0)" }
        #expect(suggestionList("someFieldNam", near).count >= 5)
        let huge = String(repeating: "x", count: 100_000)
        #expect(suggestionList(huge, near + [huge]).isEmpty)
        #expect(suggestionList("x", [huge, "y"]) == ["y"])
        let longest = String(repeating: "ab", count: Limits.suggestionCharactersMax / 2)
        let twisted = (0..<10_000).map { String(repeating: "ba", count: 50) + String($0) }
        let time = ContinuousClock().measure { _ = suggestionList(longest, twisted) }
        #expect(time < .seconds(20))
    }
}
