import Testing

@testable import GraphQL

/// The errors of a document as lines: the places, then the message.
/// `1:3 1:9 There can be only one operation named "A".`
func validationErrors(
    _ text: String, rules: [Rule] = .specified, schema: Schema = petSchema,
    limits: Limits = .standard, scalars: [String: ScalarCoercion] = [:], suggestions: Bool = true
) throws -> [String] {
    let document = try parse(Source(text), limits: limits)
    do {
        _ = try validate(
            document, against: schema, rules: rules, limits: limits, scalars: scalars,
            suggestions: suggestions)
        return []
    } catch {
        return error.errors.map(line)
    }
}

private func line(_ error: GraphQLError) -> String {
    let places = error.locations.map { "\($0.line):\($0.column)" }
    return (places + [error.message]).joined(separator: " ")
}

/// Checks documents against one rule, each with the errors it must give, in their order.
func expectErrors(
    _ rule: String, _ cases: KeyValuePairs<String, [String]>, schema: Schema = petSchema,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    for (document, expected) in cases {
        do {
            let rules = try #require([Rule].named([rule]), sourceLocation: sourceLocation)
            let errors = try validationErrors(document, rules: rules, schema: schema)
            #expect(errors == expected, "\(document)", sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, "\(document)", sourceLocation: sourceLocation)
        }
    }
}

/// Checks that documents keep one rule.
func expectValid(
    _ rule: String, _ documents: String...,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    for document in documents {
        expectErrors(rule, [document: []], sourceLocation: sourceLocation)
    }
}
