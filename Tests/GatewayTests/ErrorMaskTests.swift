import GraphQL
import Logging
import Postgres
import Social
import Synchronization
import TAO
import TestSupport
import Testing

import class Gateway.ErrorMask

@testable import Gateway

@Suite struct `Errors of resolvers` {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let mask = Self.mask(quiet)
    private let path: [PathElement] = [.name("viewer"), .index(2)]

    private static func mask(
        _ logger: Logger, _ requestID: String = "r1", outages: RequestOutages? = nil
    ) -> ErrorMask {
        ErrorMask(
            logger: logger, outages: outages ?? RequestOutages(logger: logger),
            requestID: requestID)
    }

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
        let logger = Logger(label: "test") { _ in log }
        let mask = Self.mask(logger)
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
        let logger = Logger(label: "test") { _ in log }
        let mask = Self.mask(logger)
        for number in 0..<40 {
            let error = PostgresError(.server, "no column", query: "SELECT \(number % 3)")
            #expect(mask.report(error, at: path).code == "INTERNAL")
        }
        #expect(log.count == 1)
        for number in 0..<40 {
            _ = mask.report(PostgresError(.server, "column \(number)"), at: path)
        }
        #expect(log.count == GatewayLimits.loggedErrorsMax)
        let other = Self.mask(logger, "r2")
        _ = other.report(PostgresError(.server, "no column"), at: path)
        #expect(log.count == GatewayLimits.loggedErrorsMax + 1)
    }

    @Test func `of an outage are one line for all requests, and one when it is over`() async throws
    {
        let log = Recorder()
        let logger = Logger(label: "test") { _ in log }
        let outages = RequestOutages(logger: logger, quietMilliseconds: 200)
        func fail(_ error: PostgresError, _ number: Int) {
            let mask = Self.mask(logger, "r\(number)", outages: outages)
            _ = mask.report(error, at: path)
        }
        outages.noteAnswer(isWrite: true)
        for number in 1...30 {
            let kind = [PostgresError.Kind.unavailable, .timeout, .poolExhausted][number % 3]
            fail(PostgresError(kind, "gone"), number)
            // Others are still answered, by a connection that is there.
            outages.noteAnswer(isWrite: true)
        }
        #expect(log.count == 1)
        #expect(log.last.hasPrefix("Could not reach the data of operations: "))
        #expect(log.last.contains("gone") && log.last.hasSuffix("(request r1, path viewer.2)"))
        fail(PostgresError(.server, "full", sqlState: "53100"), 31)
        #expect(log.count == 2 && log.last.hasPrefix("Could not store what operations write: "))
        fail(PostgresError(.server, "no column"), 32)
        #expect(log.count == 3 && log.last == "Unexpected error")
        try await Task.sleep(for: .milliseconds(250))
        // What is read says nothing about room to write.
        outages.noteAnswer(isWrite: false)
        #expect(log.count == 4 && log.last.hasPrefix("Could again reach the data of operations"))
        outages.noteAnswer(isWrite: true)
        outages.noteAnswer(isWrite: true)
        #expect(log.count == 5 && log.last.hasPrefix("Could again store what operations write"))
    }
}

/// Counts what is logged, and keeps the last of it.
private final class Recorder: LogHandler, Sendable {
    private let entries = Mutex<[String]>([])

    var count: Int { entries.withLock { $0.count } }
    var last: String { entries.withLock { $0.last ?? "" } }
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
        entries.withLock { $0.append("\(event.message)") }
    }
}
