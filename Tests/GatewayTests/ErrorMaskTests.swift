import GraphQL
import Logging
import Postgres
import Testing

@testable import Gateway

@Suite struct `Errors of resolvers` {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let mask = ErrorMask(logger: quiet)
    private let path: [PathElement] = [.name("viewer"), .index(2)]

    private func report(_ error: any Error) -> GraphQLError {
        mask.report(error, at: path, requestID: "r1")
    }

    @Test func `that were written for clients pass`() {
        let error = report(GraphQLError("Sign in first.", extensions: [("code", .string("X"))]))
        #expect(error.message == "Sign in first.")
        #expect(error.path == path)
        #expect(error.extensions.first?.value == .string("X"))
        let placed = report(GraphQLError("Here.", path: [.name("other")]))
        #expect(placed.path == [.name("other")])
    }

    @Test func `that are unexpected tell a number and nothing else`() {
        struct Secretive: Error { let password = "hunter2" }
        let error = report(Secretive())
        #expect(error.extensions.first?.value == .string("INTERNAL"))
        #expect(error.message.contains("r1"))
        #expect(!error.message.contains("hunter2"))
        #expect(error.path == path)
    }

    @Test(arguments: [PostgresError.Kind.unavailable, .timeout, .poolExhausted])
    func `that are an outage say so`(_ kind: PostgresError.Kind) {
        let error = report(PostgresError(kind, "no route to db7", query: "SELECT secret"))
        #expect(error.extensions.first?.value == .string("UNAVAILABLE"))
        #expect(!error.message.contains("db7") && !error.message.contains("SELECT"))
    }

    @Test func `that are a mistake of ours hide the statement`() {
        let error = report(PostgresError(.server, "column x does not exist", query: "SELECT x"))
        #expect(error.extensions.first?.value == .string("INTERNAL"))
        #expect(!error.message.contains("SELECT"))
    }
}
