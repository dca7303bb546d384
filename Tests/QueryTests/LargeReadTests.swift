import TAO
import TestSupport
import Testing

@testable import Social

/// Reads over very many accounts take turns, and others do not wait for them.
@Suite(.timeLimit(.minutes(1))) struct `Large reads` {
    /// In which nobody's feed was ever read, so that it is pulled.
    private static let stage = Task { try await Stage(.standard) }

    /// Services in which bob, who follows two accounts, reads as much as is large.
    private static func services(
        _ stage: Stage, _ change: (inout SocialLimits) -> Void = { _ in }
    ) async throws -> SocialServices {
        var limits = SocialLimits.standard
        limits.largeReadAccountsMin = 2
        limits.largeReadsMax = 1
        change(&limits)
        return try await stage.makeServices(.off, limits: limits)
    }

    private static func feed(
        of name: String, _ stage: Stage, _ services: SocialServices
    ) async throws -> Stage.Answer {
        try await stage.ask(
            "{ viewer { feed(kind: FOLLOWING) { items { nodes { id } } } } }",
            as: stage.named(name).object,
            of: services)
    }

    private static func follows(_ name: String, _ stage: Stage) async throws -> Int {
        let graph = GraphReads(try await stage.services(.off).tao)
        return try await graph.counts(
            AssociationTypes.follows, of: [stage.named(name).object])[0].get()
    }

    @Test(
        .crosses(
            \SocialLimits.largeReadAccountsMin, \SocialLimits.largeReadsMax,
            \SocialLimits.largeReadWaitMillisecondsMax))
    func `wait for a place so long, and small ones for none`() async throws {
        let stage = try await Self.stage.value
        let count = try await Self.follows("bob", stage)
        for (accountsMin, isLarge) in [(count, true), (count + 1, false)] {
            let services = try await Self.services(stage) {
                $0.largeReadAccountsMin = accountsMin
                $0.largeReadsMax = 2
                $0.largeReadWaitMillisecondsMax = 100
            }
            let line = services.largeReads
            let first = try await line.wait(under: [[1]], ClientPresence())
            #expect(try await Self.feed(of: "bob", stage, services).failures == [])
            let second = try await line.wait(under: [[1]], ClientPresence())
            let failures = try await Self.feed(of: "bob", stage, services).failures
            #expect(failures.isEmpty != isLarge, "\(failures)")
            #expect(failures.allSatisfy { $0.contains("Overload") })
            line.leave(second)
            #expect(try await Self.feed(of: "bob", stage, services).failures == [])
            line.leave(first)
        }
    }

    @Test(.crosses(\SocialLimits.largeReadsWaitingMax))
    func `wait in a line of so many`() async throws {
        let stage = try await Self.stage.value
        let services = try await Self.services(stage) { $0.largeReadsWaitingMax = 1 }
        let line = services.largeReads
        let place = try await line.wait(under: [[1]], ClientPresence())
        let waiting = Task { try await Self.feed(of: "bob", stage, services) }
        while line.waitingCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
        let refused = try await Self.feed(of: "bob", stage, services).failures
        #expect(!refused.isEmpty && refused.allSatisfy { $0.contains("Overload") }, "\(refused)")
        #expect(line.waitingCount == 1)
        line.leave(place)
        #expect(try await waiting.value.failures == [])
    }

    @Test func `are those of jobs, too`() async throws {
        let stage = try await Stage(.standard)
        let services = try await Self.services(stage)
        let viewer = stage.named("bob").object
        #expect(try await Self.feed(of: "bob", stage, services).failures == [])
        let line = services.largeReads
        let place = try await line.wait(under: [[1]], ClientPresence())
        let filling = Task { try await services.fillInbox(of: viewer) }
        while line.waitingCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await services.inbox(of: viewer)?[.filledAt] == nil)
        line.leave(place)
        try await filling.value
        #expect(try await services.inbox(of: viewer)?[.filledAt] != nil)
        #expect(!line.isFull)
    }
}
