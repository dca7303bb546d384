import Testing

@testable import GraphQL

/// Expects that a document cannot be parsed, with one error at `line:column`.
func expectError(
    _ source: String, _ message: String, _ location: String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    expectError(Source(source), message, location, sourceLocation: sourceLocation)
}

/// Expects that a document cannot be parsed, with one error at `line:column`.
func expectError(
    _ source: Source, _ message: String, _ location: String, limits: Limits = .standard,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let error = #expect(throws: GraphQLError.self, sourceLocation: sourceLocation) {
        try parse(source, limits: limits)
    }
    #expect(error?.message == "Syntax Error: \(message)", sourceLocation: sourceLocation)
    let locations = error?.locations.map { "\($0.line):\($0.column)" }
    #expect(locations == [location], sourceLocation: sourceLocation)
}
