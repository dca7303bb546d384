import LocalServices
import Postgres
import TestSupport
import Testing

/// An empty database of the shared server.
func freshDatabase(
    _ change: (inout DatabaseConfiguration) -> Void = { _ in }
) async throws -> Database {
    try Database(configuration(url: try await TestServices.freshDatabase(), change))
}

func configuration(
    url: String, _ change: (inout DatabaseConfiguration) -> Void = { _ in }
) -> DatabaseConfiguration {
    var configuration = DatabaseConfiguration(url: url)
    configuration.connectionsMax = 4
    // The machine may be busy with other tests; a test of a limit sets its own.
    configuration.statementTimeoutMilliseconds = 20_000
    configuration.waitMilliseconds = 20_000
    configuration.connectTimeoutMilliseconds = 20_000
    change(&configuration)
    return configuration
}

/// The error `body` ends with; a success is recorded as an issue.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws -> PostgresError {
    var caught: PostgresError?
    do {
        try await body()
    } catch let error as PostgresError {
        caught = error
    }
    return try #require(caught, "no error", sourceLocation: sourceLocation)
}

struct Cancelled: Error {}

/// Repeats `body` until it succeeds, for at least half a minute.
func repeated<Value>(_ body: () async throws -> Value) async throws -> Value {
    for _ in 0..<1_200 {
        if let value = try? await body() { return value }
        try await Task.sleep(for: .milliseconds(25))
    }
    return try await body()
}
