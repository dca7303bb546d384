import Foundation
import LocalServices
import TestSupport
import Testing

/// Many sessions over several gateways, in good times and in bad ones.
@Suite(.serialized, .timeLimit(.minutes(30))) struct `A fleet` {
    /// More by `make test-fleet`.
    private static let reads =
        ProcessInfo.processInfo.environment["TINTYPE_FLEET_READS"].flatMap { Int($0) } ?? 20_000

    @Test func `answers from any gateway what a session has written`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 24)
        let gateways = [try await fleet.gateway(), try await fleet.gateway()]
        let worker = try await fleet.worker()
        let outcome = try await Race(gateways, world.people, reads: Self.reads / 4).run()
        report(outcome)
        #expect(outcome.stale.isEmpty, "\(outcome.stale.prefix(5))")
        #expect(outcome.codes.isEmpty, "\(outcome.examples)")
        #expect(outcome.lost == 0 && outcome.stuck == 0)
        for process in gateways.map(\.process) + [worker] { await process.terminate() }
        try await expectNothingWrong(in: fleet)
        await fleet.stop()
    }

    @Test func `answers so while each of its parts fails in turn`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 24)
        var gateways: [FleetGateway] = []
        for _ in 0..<3 { gateways.append(try await fleet.gateway()) }
        let worker = try await fleet.worker()
        let race = Race(gateways, world.people, reads: Self.reads)
        async let running = race.run()
        var faults = 0
        while !race.isOver {
            try await Fault.allCases[faults % Fault.allCases.count]
                .happen(to: fleet, &gateways, race)
            faults += 1
        }
        let outcome = try await running
        report(outcome)
        print("  \(faults) faults of \(Fault.allCases.count) kinds")
        #expect(outcome.stale.isEmpty, "\(outcome.stale.prefix(5))")
        #expect(outcome.stuck == 0)
        #expect(outcome.codes["INTERNAL"] == nil, "\(outcome.examples)")
        #expect(outcome.codes["none"] == nil, "\(outcome.examples)")
        for process in gateways.map(\.process) + [worker] { await process.terminate() }
        try await expectNothingWrong(in: fleet)
        await fleet.stop()
    }

    private func report(_ outcome: Race.Outcome) {
        print(
            "  \(outcome.reads) reads, \(outcome.writes) writes, \(outcome.stale.count) stale, "
                + "\(outcome.stuck) stuck, \(outcome.lost) without an answer, "
                + "errors: \(outcome.codes)")
    }

    /// What `tintype verify` says afterwards.
    private func expectNothingWrong(in fleet: Fleet) async throws {
        for part in ["counts", "inverses"] {
            let (end, printed) = try await fleet.run("verify", [part])
            #expect(end == "exit status 0", "\(part): \(printed)")
        }
    }
}

/// What happens to a fleet for a second or two, and is over then.
private enum Fault: CaseIterable {
    case memcachedGarbled, slowMemcached, gatewayKilled, memcachedRestarted, gatewayFrozen,
        memcachedSilent
    case memcachedCut, memcachedHalfClosed, postgresRestarted, memcachedFrozen

    func happen(to fleet: Fleet, _ gateways: inout [FleetGateway], _ race: Race) async throws {
        let link = fleet.memcachedLinks[Int.random(in: 0..<fleet.memcachedLinks.count)]
        let index = Int.random(in: 0..<fleet.memcachedLinks.count)
        switch self {
        case .slowMemcached: try await spoil(link, LinkFault(delayMilliseconds: 200))
        case .memcachedGarbled: try await spoil(link, LinkFault(garblesOneIn: 20_000))
        case .memcachedSilent: try await spoil(link, LinkFault(drops: true))
        case .memcachedHalfClosed: link.halfClose()
        case .memcachedCut:
            link.cut()
            try await Self.pause()
            try link.mend()
        case .memcachedRestarted: try await fleet.services.restartMemcached(index)
        case .memcachedFrozen:
            fleet.services.pauseMemcached(index)
            try await Self.pause()
            fleet.services.resumeMemcached(index)
        case .postgresRestarted: try await fleet.services.restartPostgres()
        case .gatewayKilled:
            await gateways.removeFirst().process.kill()
            race.use(gateways)
            gateways.append(try await fleet.gateway())
            race.use(gateways)
        case .gatewayFrozen:
            gateways[0].process.freeze()
            race.use(Array(gateways.dropFirst()))
            try await Self.pause()
            gateways[0].process.thaw()
            race.use(gateways)
        }
        try await Self.pause()
    }

    private func spoil(_ link: Link, _ fault: LinkFault) async throws {
        link.set(fault)
        try await Self.pause()
        link.set(.none)
        // What was lost or garbled has left connections that wait for ever; a network would end them.
        if fault.drops { link.halfClose() }
    }

    private static func pause() async throws {
        try await Task.sleep(for: .milliseconds(1_500))
    }
}
