import TestSupport
import Testing

@testable import GraphQL

/// What a message shows of what was sent has bounds of its own.
@Suite struct `A message` {
    @Test(.crosses(\Limits.Type.inspectedCharactersMax))
    func `shows so many characters of a text`() {
        let longest = String(repeating: "x", count: Limits.inspectedCharactersMax)
        #expect(inspect(.string(longest)) == "\"\(longest)\"")
        #expect(inspect(.string(longest + "x")) == "\"\(longest)…\"")
    }

    @Test(.crosses(\Limits.Type.inspectedItemsMax))
    func `shows so many items of a list and fields of an object`() {
        let most = Limits.inspectedItemsMax
        func list(_ count: Int) -> String {
            inspect(.list(Array(repeating: .int(1), count: count)))
        }
        func object(_ count: Int) -> String {
            inspect(.object((0..<count).map { InputField("f\($0)", .int(1)) }))
        }
        #expect(!list(most).contains("more") && list(most + 1).hasSuffix("... 1 more item]"))
        #expect(!object(most).contains("...") && object(most + 1).hasSuffix(", ... }"))
    }

    @Test(.crosses(\Limits.Type.inspectedDepthMax))
    func `shows values so deep inside each other`() {
        func nested(_ depth: Int) -> String {
            inspect((0..<depth).reduce(.int(1)) { value, _ in .list([value]) })
        }
        let most = Limits.inspectedDepthMax
        #expect(nested(most).contains("1") && nested(most + 1).contains("[Array]"))
    }

    @Test(.crosses(\Limits.Type.suggestionsMax))
    func `names so many suggestions`() {
        let names = (0...Limits.suggestionsMax).map { "name\($0)" }
        #expect(names.dropLast().allSatisfy { didYouMean(nil, names).contains("\"\($0)\"") })
        #expect(!didYouMean(nil, names).contains(names[Limits.suggestionsMax]))
    }

    /// Each of these costs the square of its length, and is too far to be suggested.
    @Test(.crosses(\Limits.Type.suggestionCellsMax))
    func `has suggestions that cost no more than so much`() {
        let length = Limits.suggestionCharactersMax
        let halves = ["a", "b"].map { String(repeating: $0, count: length / 2) }
        let name = halves.joined()
        let far = halves.reversed().joined()
        let near = String(name.dropLast()) + "c"
        let affordable = Limits.suggestionCellsMax / (length * length)
        func suggestions(behind count: Int) -> [String] {
            suggestionList(name, Array(repeating: far, count: count) + [near])
        }
        #expect(suggestions(behind: affordable - 1) == [near])
        #expect(suggestions(behind: affordable + 1) == [])
    }

    @Test(.crosses(\Limits.Type.detailCharactersMax))
    func `puts together so many characters`() throws {
        let schema = try buildSchema("type Query { a: Query }")
        func cycle(of count: Int) throws -> String {
            let name = String(repeating: "F", count: 90)
            let fragments = (0..<count).map {
                "fragment \(name)\($0) on Query { a { ...\(name)\(($0 + 1) % count) } }"
            }
            let document = try parse(Source("{ ...\(name)0 } " + fragments.joined(separator: " ")))
            let error = #expect(throws: GraphQLErrors.self) {
                try validate(document, against: schema, rules: [.noFragmentCycles])
            }
            return try #require(error?.errors.first?.message)
        }
        // A name takes 95 characters with its quotes and comma.
        #expect(try cycle(of: 10).hasSuffix("9\"."))
        let long = try cycle(of: 40)
        #expect(long.contains("…") && long.utf8.count < Limits.detailCharactersMax + 200)
    }

    @Test(.crosses(\Limits.Type.conflictFieldsMax))
    func `points to so many fields on either side of a conflict`() throws {
        let schema = try buildSchema("type Query { a: Query b: Int c: Int }")
        func places(_ inner: Int) throws -> Int? {
            func side(_ field: String) -> String {
                "a { \((0..<inner).map { "x\($0): \(field)" }.joined(separator: " ")) }"
            }
            let document = try parse(Source("{ \(side("b")) \(side("c")) }"))
            let error = #expect(throws: GraphQLErrors.self) {
                try validate(document, against: schema, rules: [.overlappingFieldsCanBeMerged])
            }
            return error?.errors.first?.locations.count
        }
        let most = Limits.conflictFieldsMax
        #expect(try places(most - 2) == 2 * (most - 1))
        #expect(try places(most - 1) == 2 * most)
        #expect(try places(most) == 2 * most)
    }
}
