import TestSupport
import Testing

@testable import GraphQL

/// Every limit that one request can cross, set low and crossed by one.
@Suite struct `Every limit` {
    private struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let limit: any WritableKeyPath<Limits, Int> & Sendable
        let value: Int
        let within: String
        let beyond: String
        let message: String

        init(
            _ name: String, _ limit: any WritableKeyPath<Limits, Int> & Sendable, _ value: Int,
            within: String, beyond: String, _ message: String
        ) {
            self.name = name
            self.limit = limit
            self.value = value
            self.within = within
            self.beyond = beyond
            self.message = message
        }

        var testDescription: String { name }
    }

    private static let rows = [
        Row(
            "sourceBytesMax", \.sourceBytesMax, 19, within: "{ people { name } }",
            beyond: "{ people { name } } ",
            "Syntax Error: Source contains more than 19 bytes. Parsing aborted."),
        Row(
            "tokensMax", \.tokensMax, 6, within: "{ people { name } } # more",
            beyond: "{ people { name age } }",
            "Syntax Error: Document contains more than 6 tokens. Parsing aborted."),
        Row(
            "nestingMax", \.nestingMax, 2, within: "{ people { name } }",
            beyond: "{ people { friend { name } } }",
            "Syntax Error: Document is nested too deeply. Parsing aborted."),
        Row(
            "directivesPerLocationMax", \.directivesPerLocationMax, 1,
            within: "{ big @skip(if: false) }",
            beyond: "{ big @skip(if: false) @include(if: true) }",
            "Syntax Error: Document contains more than 1 directives at one location. "
                + "Parsing aborted."),
        Row(
            "fragmentVisitsMax", \.fragmentVisitsMax, 1,
            within: "query ($n: Int) { people(count: $n) { ...A } } fragment A on Person { age }",
            beyond: """
                query ($n: Int) { people(count: $n) { ...A ...B } }
                fragment A on Person { age } fragment B on Person { age }
                """,
            "Document contains an operation that spreads more than 1 fragments. "
                + "Validation aborted."),
        Row(
            "fieldMergeComparisonsMax", \.fieldMergeComparisonsMax, 1,
            within: "{ echo(text: \"a\") echo(text: \"b\") }",
            beyond: "{ echo(text: \"a\") echo(text: \"b\") echo(text: \"c\") }",
            "Document needs more than 1 comparisons of fields to find out whether they conflict. "
                + "Validation aborted."),
        Row(
            "validationErrorsMax", \.validationErrorsMax, 1, within: "{ nope }",
            beyond: "{ nope neither }",
            "Too many validation errors, error limit reached. Validation aborted."),
        Row(
            "introspectionListsMax", \.introspectionListsMax, 1,
            within: "{ __type(name: \"Dog\") { fields { name } } }",
            beyond: "{ __type(name: \"Dog\") { fields { type { fields { name } } } } }",
            "Maximum introspection depth exceeded"),
        Row(
            "planDepthMax", \.planDepthMax, 2, within: "{ people { name } }",
            beyond: "{ people { friend { name } } }",
            "The operation selects fields that are nested too deeply."),
        Row(
            // `name` is planned for cats and for dogs.
            "planFieldsMax", \.planFieldsMax, 3, within: "{ named { ... on Cat { name } } }",
            beyond: "{ named { name } }", "The operation selects too many fields."),
        Row(
            "planSelectionsMax", \.planSelectionsMax, 4, within: "{ big big big }",
            beyond: "{ big big big big big }", "The operation selects too many fields."),
        Row(
            "operationFieldsMax", \.operationFieldsMax, 6,
            within: "{ a: people { ...A } b: people { ...A } } fragment A on Person { name age }",
            beyond: "{ a: people { ...A } b: people { ...A } } "
                + "fragment A on Person { name age x: age }",
            "The operation asks for more than 6 fields, with fragments put in their places."),
        Row(
            "levelFieldsMax", \.levelFieldsMax, 4,
            within: "{ a: people { ...A } b: people { ...A } } fragment A on Person { name age }",
            beyond: "{ a: people { ...A } b: people { ...A } c: people { ...A } } "
                + "fragment A on Person { name age }",
            "The operation asks for more than 4 fields on one level, "
                + "with fragments put in their places."),
        Row(
            "costMax", \.costMax, 1, within: "{ people { name } }",
            beyond: "{ people { friend { name } } }",
            "The operation costs 2 points; at most 1 are allowed. "
                + "Ask for fewer items or fields at once."),
        Row(
            "responseFieldsMax", \.responseFieldsMax, 3, within: "{ people(count: 2) { name } }",
            beyond: "{ people(count: 3) { name } }",
            "The response would hold more than 3 fields. Ask for less at once."),
        Row(
            "responseBytesMax", \.responseBytesMax, 80,
            within: "{ people(count: 2) { name } }", beyond: "{ people(count: 5) { name } }",
            "The response would take more than 80 bytes. Ask for less at once."),
    ]

    @Test(
        .crosses(
            \Limits.sourceBytesMax, \Limits.tokensMax, \Limits.nestingMax,
            \Limits.directivesPerLocationMax, \Limits.fragmentVisitsMax,
            \Limits.fieldMergeComparisonsMax, \Limits.validationErrorsMax,
            \Limits.introspectionListsMax, \Limits.planDepthMax, \Limits.planFieldsMax,
            \Limits.planSelectionsMax, \Limits.operationFieldsMax, \Limits.levelFieldsMax,
            \Limits.costMax, \Limits.responseFieldsMax, \Limits.responseBytesMax), arguments: rows)
    private func `is crossed by one more, with an error that names it`(row: Row) async throws {
        var limits = Limits.standard
        limits[keyPath: row.limit] = row.value
        let engine = Engine(try Kennel.engine().schema, limits: limits)
        let within = try await Kennel.run(row.within, engine: engine)
        #expect(!within.contains(row.message), "\(within)")
        let beyond = try await Kennel.run(row.beyond, engine: engine)
        #expect(beyond.contains("\"message\":\"\(row.message)\""), "\(beyond)")
        #expect(!beyond.contains("\"data\""))
    }

    @Test func `is tighter for strangers`() throws {
        let text = "{ a b c d e f g }"
        for (limits, errors) in [(Limits.standard, 7), (.production, 6)] {
            let engine = Engine(try Kennel.engine().schema, limits: limits)
            let error = #expect(throws: GraphQLErrors.self) {
                try engine.prepare(Request(source: Source(text)))
            }
            // The last says that there are more.
            #expect(error?.errors.count == errors)
        }
    }
}
