import Testing

@testable import GraphQL

/// Every limit of validation, crossed.
struct ValidationLimitsTests {
    @Test func `errors are reported up to a number`() throws {
        let fields = (1...200).map { "f\($0)" }.joined(separator: " ")
        let errors = try validationErrors("{ \(fields) }")
        #expect(errors.count == 101)
        #expect(errors[99].hasPrefix("1:"))
        #expect(
            errors[100] == "Too many validation errors, error limit reached. Validation aborted.")
        let exactly = (1...100).map { "f\($0)" }.joined(separator: " ")
        #expect(try validationErrors("{ \(exactly) }").count == 100)
    }

    @Test func `without limits every error is reported`() throws {
        let fields = (1...200).map { "f\($0)" }.joined(separator: " ")
        let errors = try validationErrors("query ($a: Int) { \(fields) }", limits: .unlimited)
        #expect(errors.count == 201)
    }

    @Test func `late errors push out those that come after them`() throws {
        let fields = (1...100).map { "f\($0)" }.joined(separator: " ")
        let errors = try validationErrors("query ($a: Int) { \(fields) }")
        #expect(errors[0] == "1:8 Variable \"$a\" is never used.")
        #expect(errors.count == 101)
        #expect(errors[99].contains("\"f99\""))
        #expect(errors[100].hasPrefix("Too many"))
    }

    @Test func `directives at one place are counted`() throws {
        let tags = String(repeating: "@tag(name: \"\") ", count: 5)
        #expect(throws: GraphQLError.self) { try validationErrors("{ dog \(tags){ name } }") }
    }

    @Test func `fragments that one operation spreads are counted`() throws {
        func document(_ count: Int) -> String {
            let spreads = (0..<count).map { "...F\($0)" }.joined(separator: " ")
            let fragments = (0..<count).map { "fragment F\($0) on Dog { name }" }
            return "query ($a: Int) { echo { int(a: $a) } dog { \(spreads) } } "
                + fragments.joined(separator: " ")
        }
        var limits = Limits.standard
        limits.fragmentVisitsMax = 50
        #expect(try validationErrors(document(50), limits: limits) == [])
        #expect(
            try validationErrors(document(51), limits: limits) == [
                "Document contains an operation that spreads more than 50 fragments. "
                    + "Validation aborted."
            ])
    }

    @Test func `work for operations that share fragments is counted`() throws {
        let operations = (0..<100).map { "query Q\($0)($a: Int) { echo { ...F } }" }
        let uses = String(repeating: "int(a: $a) ", count: 100)
        let document =
            operations.joined(separator: " ") + " fragment F on Echo { \(uses)}"
        #expect(try validationErrors(document) == [])
        var limits = Limits.standard
        limits.fragmentVisitsMax = 10
        #expect(
            try validationErrors(document, limits: limits) == [
                "Document contains too many operations that share fragments. Validation aborted."
            ])
    }

    @Test func `nesting is limited through fragments too`() throws {
        func document(_ count: Int) -> String {
            let fragments = (1..<count).map {
                "fragment F\($0) on Dog { mother { ...F\($0 + 1) } }"
            }
            return "{ dog { ...F1 } } " + fragments.joined(separator: " ")
                + " fragment F\(count) on Dog { name }"
        }
        #expect(try validationErrors(document(99)) == [])
        #expect(
            try validationErrors(document(100)) == [
                "Document nests selections more than 200 levels deep through its fragments. "
                    + "Validation aborted."
            ])
    }

    @Test func `comparisons of fields that conflict are counted`() throws {
        func document(_ count: Int) -> String {
            let fields = (0..<count).map { "human(id: \($0)) { name }" }
            return "{ \(fields.joined(separator: " ")) }"
        }
        var limits = Limits.standard
        limits.fieldMergeComparisonsMax = 45
        #expect(try validationErrors(document(10), limits: limits).count == 45)
        let refused = try validationErrors(document(11), limits: limits)
        #expect(
            refused.last
                == "Document needs more than 45 comparisons of fields to find out whether they "
                + "conflict. Validation aborted.")
    }

    @Test func `fields without conflict need no comparisons`() throws {
        let fields = String(repeating: "dog { mother { name } ...F } ", count: 500)
        let document = "{ \(fields)} fragment F on Dog { mother { name legs } }"
        var limits = Limits.standard
        limits.fieldMergeComparisonsMax = 1_000
        #expect(try validationErrors(document, limits: limits) == [])
    }

    @Test func `lists of introspection inside each other are counted`() throws {
        let document = "{ __schema { types { fields { type { fields { name } } } } } }"
        var limits = Limits.standard
        #expect(try validationErrors(document, limits: limits) == [])
        limits.introspectionListsMax = 1
        #expect(
            try validationErrors(document, limits: limits) == [
                "1:3 Maximum introspection depth exceeded"
            ])
    }
}
