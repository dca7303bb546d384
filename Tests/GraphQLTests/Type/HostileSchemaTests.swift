import TestSupport
import Testing

@testable import GraphQL

/// Schemas that are large, deep, or wrong in as many ways as possible. None may take long: the
/// bound is generous for a busy machine and an unoptimised build.
@Suite struct `Hostile schemas` {
    static let secondsMax = 60.0

    private func timed(_ sdl: String, _ check: ([String]) -> Void) {
        let clock = ContinuousClock()
        var found: [String] = []
        let time = clock.measure { found = problems(in: sdl) }
        #expect(time < .seconds(Self.secondsMax), "\(time)")
        check(found)
    }

    private func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (0..<count).map(line).joined(separator: "\n") + "\ntype Query { a: Int }"
    }

    @Test func `a megabyte of types is built`() {
        let sdl = lines(9_000) { index in
            """
            "Number \(index)" type T\(index) implements Node @tag {
              id: ID! next(first: Int = 10, after: String): [T\((index + 1) % 9_000)!]!
            }
            """
        }
        timed(sdl + " interface Node { id: ID! } directive @tag on OBJECT") { #expect($0.isEmpty) }
    }

    @Test(.crosses(\Limits.Type.schemaErrorsMax)) func `mistakes are counted up to a limit`() {
        for count in [Limits.schemaErrorsMax, Limits.schemaErrorsMax + 1] {
            timed(lines(count) { "type T\($0) { a: Missing }" }) { found in
                #expect(found.count == count)
                #expect(
                    found.last?.hasSuffix("error limit reached. Validation aborted.")
                        == (count > Limits.schemaErrorsMax))
            }
        }
    }

    @Test(.crosses(\Limits.Type.schemaSuggestionsMax)) func `suggestions are made up to a limit`() {
        timed(lines(Limits.schemaSuggestionsMax + 1) { "type Name\($0) { a: Nam\($0) }" }) {
            found in
            let suggested = found.filter { $0.contains("Did you mean") }
            #expect(found.count == Limits.schemaSuggestionsMax + 1)
            #expect(suggested.count == Limits.schemaSuggestionsMax)
        }
    }

    @Test(.crosses(\Limits.Type.cycleFieldsMax))
    func `a chain of input objects as long as the schema is followed`() {
        let count = 20_000
        timed(lines(count) { "input I\($0) { a: I\(($0 + 1) % count)! }" }) { found in
            #expect(found.count == 1)
            #expect(found[0].hasSuffix(", ..." + "."))
            #expect(found[0].contains("fields: I0.a, I1.a, "))
            #expect(found[0].split(separator: ":").count <= Limits.cycleFieldsMax + 3)
        }
        timed(lines(count) { "input I\($0) { a: I\(($0 + 1) % count) = {} }" }) { found in
            #expect(found.count == 1)
            #expect(
                found[0].contains("The default value of Input Object field I0.a references itself"))
        }
        timed(lines(count) { "input I\($0) @oneOf { a: I\(($0 + 1) % count) b: Int }" }) {
            #expect($0.isEmpty)
        }
    }

    @Test func `defaults with many objects of many fields are looked at once`() {
        let fields = (0..<3_000).map { "f\($0): [A] = []" }.joined(separator: " ")
        let objects = String(repeating: "{ z: null, f0: null } ", count: 10_000)
        timed("input A { \(fields) z: [A] = [\(objects)] } type Query { a: Int }") {
            #expect($0.isEmpty)
        }
        let cyclic = (0..<3_000).map { "f\($0): A = {}" }.joined(separator: " ")
        timed("input A { \(cyclic) } type Query { a: Int }") {
            #expect($0.count == Limits.schemaErrorsMax + 1)
        }
    }

    @Test func `everything that implements everything is compared`() {
        let all = (0..<200).map { "I\($0)" }
        let sdl = lines(200) { index in
            let others = all[..<index].joined(separator: " & ")
            return "interface I\(index) \(others.isEmpty ? "" : "implements " + others) { a: Int }"
        }
        timed(
            sdl
                + lines(20) { "type T\($0) implements \(all.joined(separator: " & ")) { a: Int }" }
                .replacing("type Query { a: Int }", with: "")
        ) { #expect($0.isEmpty) }
        timed(
            "interface I { " + (0..<5_000).map { "f\($0): Int" }.joined(separator: " ") + " } "
                + lines(2_000) { "type T\($0) implements I { a: Int }" }
        ) { #expect($0.count == Limits.schemaErrorsMax + 1) }
    }

    @Test func `directives that use each other are followed`() {
        let count = 5_000
        timed(
            lines(count) {
                "directive @d\($0)(x: Int @d\(($0 + 1) % count)) on ARGUMENT_DEFINITION"
            }
        ) { #expect($0.count == Limits.schemaErrorsMax + 1) }
        timed(
            lines(count) { "directive @d\($0)(x: Int @d\($0 + 1)) on ARGUMENT_DEFINITION" }
                + " directive @d\(count) on ARGUMENT_DEFINITION"
        ) { #expect($0.isEmpty) }
    }

    @Test func `types and values nest as deeply as the parser allows`() {
        let lists = 100
        let type =
            String(repeating: "[", count: lists) + "Int" + String(repeating: "]", count: lists)
        let value =
            String(repeating: "[", count: lists) + "1" + String(repeating: "]", count: lists)
        timed("type Query { a(b: \(type) = \(value)): \(type) }") { #expect($0.isEmpty) }
        timed("type Query { a(b: \(type) = [\(value)]): Int }") { #expect($0.count == 1) }
        let bomb = String(repeating: "[", count: 100_000)
        timed("type Query { a(b: Int = \(bomb)): Int }") { #expect($0.count == 1) }
        timed("type Query { a: \(bomb) }") { #expect($0.count == 1) }
    }

    @Test(.crosses(\Limits.Type.quotedCharactersMax)) func `a value in a message is cut`() {
        let value = "\"" + String(repeating: "x", count: 100_000) + "\""
        timed("type Query { a(b: Int = \(value)): Int }") { found in
            #expect(found.count == 1)
            #expect(found[0].utf8.count < Limits.quotedCharactersMax + 200)
        }
    }
}
