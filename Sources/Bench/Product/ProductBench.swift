import Demo
import Foundation
import GraphQL
import Jobs
import LocalServices
import Social
import Synchronization
import TAO

/// `tintype bench product`: people use all of the product at once, on a world of some size, through gateways
/// and with a worker that are processes of their own.
///
/// Loads come when they come (`OpenLoopLoad`). The highest of them that is carried is looked for, and what answers
/// take at 70 % of it; then what operations cost by themselves, how memcached fills, how far feeds lag behind
/// posts, and whether a count has drifted.
package struct ProductBench: Sendable {
    /// Shares of what is answered when all is asked at once.
    private static let loads = [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    /// Of the highest load that was carried.
    private static let usualShare = 0.7
    private static let gateways = 2
    private static let rebuiltInboxes = 20
    private static let rebuiltRate = 0.95
    private static let lookMilliseconds = 250
    private static let drainSeconds = 60
    private static let toleratedErrors = 3

    private let report: BenchReport
    private let server: ServerBench.Subject
    private let crowd: Crowd
    private let clients: Int
    private let seconds: Int
    private let page: String?

    /// - Parameters:
    ///   - clients: connections, each of which waits for one answer at a time.
    ///   - seconds: of each load.
    ///   - page: where a page with curves is written; nil for none.
    package init(
        _ report: BenchReport, _ server: ServerBench.Subject, _ crowd: Crowd, clients: Int,
        seconds: Int, page: String?
    ) {
        self.report = report
        self.server = server
        self.crowd = crowd
        self.clients = clients
        self.seconds = seconds
        self.page = page
    }

    package func run() async throws {
        var programs: [OtherGateways.Running] = []
        do {
            programs.append(try await server.others.startWorker())
            for number in 1...Self.gateways {
                programs.append(try await server.others.startUnderLoad(number))
            }
            try await measure(Array(programs.dropFirst()))
        } catch {
            for running in programs { await running.program.kill() }
            throw error
        }
        for running in programs { await running.program.kill() }
    }

    private func measure(_ gateways: [OtherGateways.Running]) async throws {
        var findings = ProductFindings()
        findings.world = "\(crowd.accounts) accounts, \(clients) clients, \(seconds) s each"
        try report.begin("The product, \(findings.world).")
        var people = try await ProductPeople(try await crowd.people(of: server.social), server)
        report.tell("Everyone looks around")
        try await people.lookAround(in: server)
        try await drain()
        let single = [gateways[0]]
        try await costs(of: people, gateways[0], &findings)
        try await sweep(people, single, &findings)
        try await sweep(people, gateways, &findings)
        let usual = Self.usualShare * (findings.sweeps.map(\.highest).max() ?? 0)
        try await usualLoad(people, gateways, perSecond: usual, &findings)
        try await fill(people, gateways, perSecond: usual, &findings)
        try await fanOut(people, gateways, perSecond: usual / 2, &findings)
        try await rebuild(people, &findings)
        try await drift(&findings)
        if let page {
            let text = ProductPage(findings).text
            guard FileManager.default.createFile(atPath: page, contents: Data(text.utf8)) else {
                throw BenchFailure("\(page) cannot be written.")
            }
            report.tell("Curves are in \(page)")
        }
    }

    private func add(
        _ name: String, _ value: Double, _ unit: String, _ findings: inout ProductFindings
    ) throws {
        let row = BenchRow(name: name, value: value, unit: unit)
        findings.rows.append(row)
        try report.add(row)
    }

    /// Until feeds have what was posted and followed.
    private func drain() async throws {
        let jobs = JobLedger(server.database)
        let deadline = ContinuousClock.now + .seconds(Self.drainSeconds)
        // Some wait for a later hour.
        while try await jobs.counts().contains(where: {
            $0.running > 0 || $0.oldestWaitMilliseconds > 0
        }) {
            guard ContinuousClock.now < deadline else { return report.tell("Some jobs still wait") }
            try await Task.sleep(for: .milliseconds(Self.lookMilliseconds))
        }
    }

    /// A few errors are none of the server's: who has unfollowed a private account no longer finds its posts.
    ///
    /// - Throws: `BenchFailure` if more than one answer in a hundred is an error, and more than those few.
    private func load(
        _ gateways: [OtherGateways.Running], _ arrivals: [OpenLoopLoad.Arrival],
        secondsMax: Double = .infinity
    ) async throws -> OpenLoopLoad.Outcome {
        let load = OpenLoopLoad(
            ports: gateways.map(\.port), connections: clients, secondsMax: secondsMax)
        let outcome = try await load.run(arrivals)
        guard outcome.all.count > 0,
            outcome.failed <= max(Self.toleratedErrors, outcome.all.count / 100)
        else {
            throw BenchFailure(
                "\(outcome.failed) of \(outcome.all.count) answers are errors: \(outcome.example ?? "")"
            )
        }
        return outcome
    }

    // MARK: Operations by themselves

    /// Round trips of each operation, and what the processor does for it, one kind after the other.
    private func costs(
        of people: ProductPeople, _ gateway: OtherGateways.Running,
        _ findings: inout ProductFindings
    ) async throws {
        var random = SeededRandom(seed: 3)
        for operation in ProductOperation.mix.elements {
            let samples = (0..<Self.tripSamples).map { _ in people.act(operation, &random) }
            var (cache, sql) = (0, 0)
            for sample in samples {
                func trips() async throws -> [Trip] {
                    try await server.answer(
                        to: sample.operation, about: sample.subject, as: sample.account
                    ).trips
                }
                // Pages are looked at again; a change is made once.
                if !operation.isWrite { _ = try await trips() }
                let trips = try await trips()
                sql += trips.count(where: \.isSQL)
                cache += trips.count { !$0.isSQL }
            }
            let name = operation.rawValue
            try add("\(name), memcached", Double(cache) / Double(samples.count), "trips", &findings)
            try add("\(name), SQL", Double(sql) / Double(samples.count), "trips", &findings)
            let before = gateway.program.use.processorSeconds
            let outcome = try await load(
                [gateway],
                people.arrivals(Self.costRequests, of: operation, seed: 4),
                secondsMax: operation.isWrite ? Self.writeSeconds : Double(seconds) / 2)
            let used = gateway.program.use.processorSeconds - before
            try add(
                "\(name), processor", used * 1_000 / Double(outcome.all.count), "ms/request",
                &findings)
        }
    }

    private static let tripSamples = 20
    private static let costRequests = 5_000
    /// The world must not wear out.
    private static let writeSeconds = 0.5

    // MARK: Loads

    private func sweep(
        _ people: ProductPeople, _ gateways: [OtherGateways.Running],
        _ findings: inout ProductFindings
    ) async throws {
        let all = people.arrivals(Self.requestsAtOnce, seed: 5)
        let most = try await load(gateways, all, secondsMax: Double(seconds)).perSecond
        let name = gateways.count == 1 ? "1 gateway" : "\(gateways.count) gateways"
        try add("\(name), all at once", most, "requests/s", &findings)
        var sweep = ProductFindings.Sweep(gateways: gateways.count)
        for (index, share) in Self.loads.enumerated() {
            let arrivals = people.arrivals(
                perSecond: share * most, seconds: Double(seconds), seed: 6 + UInt64(index))
            let outcome = try await load(gateways, arrivals)
            let step = ProductFindings.Step(
                offered: Double(arrivals.count) / Double(seconds), outcome)
            sweep.steps.append(step)
            let what = "\(name), \(Int(step.offered.rounded()))/s"
            try add("\(what), p50", step.p50, "ms", &findings)
            try add("\(what), p95", step.p95, "ms", &findings)
            try add("\(what), p99", step.p99, "ms", &findings)
            if step.refused > 0 {
                try add("\(what), refused", Double(step.refused), "requests", &findings)
            }
        }
        try add("\(name), highest carried", sweep.highest, "requests/s", &findings)
        findings.sweeps.append(sweep)
    }

    private static let requestsAtOnce = 50_000

    /// What each operation takes while all run.
    private func usualLoad(
        _ people: ProductPeople, _ gateways: [OtherGateways.Running], perSecond: Double,
        _ findings: inout ProductFindings
    ) async throws {
        guard perSecond > 0 else { throw BenchFailure("No load was carried.") }
        let arrivals = people.arrivals(
            perSecond: perSecond, seconds: Double(2 * seconds), seed: 20)
        let reads = try CacheReads(ports: gateways.map(\.port))
        let before = gateways.reduce(0) { $0 + $1.program.use.processorSeconds }
        let outcome = try await load(gateways, arrivals)
        let used = gateways.reduce(0) { $0 + $1.program.use.processorSeconds } - before
        let name = "at 70 %"
        try add("\(name), load", perSecond, "requests/s", &findings)
        for (quantile, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
            try add("\(name), \(quantile)", outcome.milliseconds(share), "ms", &findings)
        }
        try add(
            "\(name), processor", used * 1_000 / Double(outcome.all.count), "ms/request", &findings)
        try add(
            "\(name), clients' processor",
            outcome.clientSeconds * 1_000 / Double(outcome.all.count),
            "ms/request", &findings)
        for operation in ProductOperation.mix.elements {
            guard let latencies = outcome.latencies[operation] else { continue }
            for (quantile, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
                try add(
                    "\(name), \(operation.rawValue), \(quantile)",
                    latencies.milliseconds(atQuantile: share), "ms", &findings)
            }
        }
        for reads in try CacheReads(ports: gateways.map(\.port)).since(reads).classes {
            try add(
                "\(name), \(reads.name.lowercased()) that were cached", reads.rate * 100, "%",
                &findings)
        }
    }

    // MARK: An empty memcached

    /// How memcached fills again while people go on.
    private func fill(
        _ people: ProductPeople, _ gateways: [OtherGateways.Running], perSecond: Double,
        _ findings: inout ProductFindings
    ) async throws {
        guard let socket = server.memcachedServers.first else {
            throw BenchFailure("There is no memcached to empty.")
        }
        let arrivals = people.arrivals(
            perSecond: perSecond / 2, seconds: Double(2 * seconds), seed: 30)
        try MemoryStatistics.empty(socketPath: socket)
        let watch = Task { try await watchRates(gateways) }
        let outcome: OpenLoopLoad.Outcome
        do {
            outcome = try await load(gateways, arrivals)
        } catch {
            watch.cancel()
            throw error
        }
        watch.cancel()
        findings.hitRates = try await watch.value
        try add("memcached emptied, p99", outcome.milliseconds(0.99), "ms", &findings)
        guard let rebuilt = findings.hitRates.first(where: { $0.all >= Self.rebuiltRate }) else {
            return report.tell("memcached did not reach 95 % again in this time")
        }
        try add("memcached emptied, 95 % again", rebuilt.seconds, "s", &findings)
    }

    /// Until it is cancelled.
    private func watchRates(
        _ gateways: [OtherGateways.Running]
    ) async throws -> [ProductFindings.HitRates] {
        let ports = gateways.map(\.port)
        let begin = ContinuousClock.now
        var (rates, last) = ([ProductFindings.HitRates](), try CacheReads(ports: ports))
        while (try? await Task.sleep(for: .milliseconds(Self.lookMilliseconds))) != nil {
            let reads = try CacheReads(ports: ports)
            let new = reads.since(last)
            last = reads
            rates.append(
                ProductFindings.HitRates(
                    seconds: (ContinuousClock.now - begin) / .seconds(1),
                    byClass: new.classes.map { ($0.name.lowercased(), $0.rate) }, all: new.rate))
        }
        return rates
    }

    // MARK: Feeds

    private func fanOut(
        _ people: ProductPeople, _ gateways: [OtherGateways.Running], perSecond: Double,
        _ findings: inout ProductFindings
    ) async throws {
        let count = max(5, Int(ProductPosts.perSecond) * seconds)
        report.tell("\(count) photos are uploaded, to be posted")
        let posts = try await ProductPosts(count, by: people, server, at: gateways[0].port)
        try await drain()
        let arrivals = people.arrivals(perSecond: perSecond, seconds: Double(seconds), seed: 40)
        let all = (arrivals + posts.arrivals(by: people)).sorted {
            $0.nanoseconds < $1.nanoseconds
        }
        let isOver = Flag()
        async let watched = posts.lags { isOver.isSet }
        let outcome: OpenLoopLoad.Outcome
        do {
            outcome = try await load(gateways, all)
        } catch {
            isOver.set()
            throw error
        }
        isOver.set()
        // What no look has seen was quicker than one.
        let seen = try await watched.sorted()
        let made = outcome.latencies[.post]?.count ?? 0
        guard made == count else { throw BenchFailure("\(count - made) posts were not made.") }
        let rank = Int((Double(made) * 0.99).rounded(.up)) - 1 - (made - seen.count)
        let lag = seen.indices.contains(rank) ? seen[rank] : 0
        try add("fan-out, posts", Double(made), "posts", &findings)
        try add("fan-out, lag p99", lag, "ms", &findings)
        try add("fan-out, load beside it", perSecond, "requests/s", &findings)
    }

    /// Inboxes of the most active, filled from the lists of all whom they follow.
    private func rebuild(_ people: ProductPeople, _ findings: inout ProductFindings) async throws {
        var times: [Double] = []
        for account in people.accounts(Self.rebuiltInboxes) {
            let start = ContinuousClock.now
            guard try await server.social.refillInbox(of: account) else { continue }
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        guard !times.isEmpty else { throw BenchFailure("Nobody has an inbox.") }
        times.sort()
        try add("inbox rebuilt, median", times[times.count / 2], "ms", &findings)
        try add("inbox rebuilt, longest of \(times.count)", times[times.count - 1], "ms", &findings)
    }

    // MARK: Truth

    /// - Throws: `BenchFailure` if a count, an edge or a cached value is wrong.
    private func drift(_ findings: inout ProductFindings) async throws {
        try await drain()
        let verifier = Verifier(server.tao, repairs: false)
        for (name, verify) in [
            ("counts", verifier.counts), ("inverses", verifier.inverses), ("cache", verifier.cache),
        ] {
            let found = try await verify()
            try add("verified, \(name)", Double(found.checked), "items", &findings)
            try add(
                "verified, \(name) that are wrong", Double(found.faultCount), "items", &findings)
            guard found.faultCount == 0, !found.hasLookedAtNothing else {
                throw BenchFailure("Something has drifted: \(found.examples.prefix(3))")
            }
        }
    }
}

/// Told by one task, seen by another.
private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}
