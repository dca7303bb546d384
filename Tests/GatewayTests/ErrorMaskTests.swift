import GraphQL
import Logging
import Postgres
import Social
import Synchronization
import TAO
import TestSupport
import Testing

@testable import Gateway

@Suite struct `Errors of resolvers` {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let mask = ErrorMask(logger: quiet, requestID: "r1")
    private let path: [PathElement] = [.name("viewer"), .index(2)]

    private func report(_ error: any Error) -> GraphQLError {
        mask.report(error, at: path)
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

    @Test(arguments: [LaneError.allTaken, .lapsed, .closed])
    func `that keep ids from being given out say so`(_ error: LaneError) {
        #expect(report(error).extensions.first?.value == .string("UNAVAILABLE"))
        #expect(mask.fault == .unavailable)
    }

    @Test func `that are a mistake of ours hide the statement`() {
        let error = report(PostgresError(.server, "column x does not exist", query: "SELECT x"))
        #expect(error.extensions.first?.value == .string("INTERNAL"))
        #expect(!error.message.contains("SELECT"))
    }

    @Test func `have a code, whoever made them`() {
        for (stage, code) in [
            (GraphQLError.Stage.parsing, "GRAPHQL_PARSE_FAILED"),
            (.validation, "GRAPHQL_VALIDATION_FAILED"), (.input, "BAD_USER_INPUT"),
            (.operation, "OPERATION_RESOLUTION_FAILURE"), (.execution, "INTERNAL"),
        ] {
            let error = report(GraphQLError("So.", extensions: [("x", .int(1))], stage: stage))
            #expect(error.code == code)
            #expect(error.extensions.map(\.key) == ["code", "x"])
        }
    }

    @Test func `are remembered by the gravest`() {
        #expect(mask.fault == nil)
        _ = report(GraphQLError("Sign in first.", extensions: [("code", .string("X"))]))
        _ = report(GraphQLError("Too long.", stage: .input))
        _ = report(CancellationError())
        #expect(mask.fault == nil)
        _ = report(Overload())
        #expect(mask.fault == .overloaded)
        _ = report(PostgresError(.server, "disk full", sqlState: "53100"))
        #expect(mask.fault == .storageFull)
        _ = report(PostgresError(.timeout, "late"))
        #expect(mask.fault == .storageFull)
        _ = report(GraphQLError("A null where none may be."))
        #expect(mask.fault == .unexpected)
    }

    @Test func `are logged, save for those of a crowd and those of the client`() {
        let log = Recorder()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        let mask = ErrorMask(logger: logger, requestID: "r1")
        for error in [
            Overload(), CancellationError(), GraphQLError("So.", stage: .input),
        ] as [any Error] { _ = mask.report(error, at: path) }
        #expect(log.count == 0)
        _ = mask.report(GraphQLError("A null where none may be."), at: path)
        #expect(log.count == 1)
    }

    @Test(.crosses(\GatewayLimits.Type.loggedErrorsMax))
    func `are logged once for one reason, and not without end`() {
        let log = Recorder()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        let mask = ErrorMask(logger: logger, requestID: "r1")
        for number in 0..<40 {
            let error = PostgresError(.unavailable, "gone", query: "SELECT \(number % 3)")
            #expect(mask.report(error, at: path).code == "UNAVAILABLE")
        }
        #expect(log.count == 1)
        _ = mask.report(PostgresError(.timeout, "late"), at: path)
        #expect(log.count == 2)
        for number in 0..<40 {
            _ = mask.report(PostgresError(.server, "column \(number)"), at: path)
        }
        #expect(log.count == GatewayLimits.loggedErrorsMax)
        let other = ErrorMask(logger: logger, requestID: "r2")
        _ = other.report(PostgresError(.unavailable, "gone"), at: path)
        #expect(log.count == GatewayLimits.loggedErrorsMax + 1)
    }
}

/// Counts what is logged.
private final class Recorder: LogHandler, Sendable {
    private let entries = Atomic(0)

    var count: Int { entries.load(ordering: .relaxed) }
    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }
    var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    func log(event: LogEvent) {
        entries.add(1, ordering: .relaxed)
    }
}
