import Dispatch

/// Drives one server's connection: makes it, serves requests with it, ends it when it fails.
///
/// Not thread-safe: used by one thread at a time (`Server.Turn`).
final class ServerDriver {
    private var connection: Connection?
    private var generation: UInt64 = 0
    /// Failures since the last time the server was up.
    private var failures = 0
    private var gatedSince: DispatchTime?
    /// Counts the times the gates were asked, so that a late answer to an earlier time is known.
    private var gateRound = 0
    private var probeAt: DispatchTime?
    /// Reads that came while the gates were at work.
    private var held: [Request] = []
    /// The sentinel's key, unlike that of every other connection to this server.
    private let sentinel = Array(
        "tintype/connection/\(String(UInt64.random(in: .min ... .max), radix: 36))".utf8)
    /// How many bytes the last answer had, to make room for the next one.
    private var expectedBytes = 0

    /// When to look again although nobody calls.
    func deadline(of server: Server) -> DispatchTime? {
        if let probeAt { return probeAt }
        guard let gatedSince, !held.isEmpty else { return nil }
        return server.gateDeadline(since: gatedSince)
    }

    /// Does everything there is to do. By the thread only.
    func handle(_ work: Server.Work, of server: Server) {
        let isNew = connectIfNeeded(server)
        if work.wantsGates, connection != nil, !isNew { beginGates(server) }
        if let ended = work.gatesEnded, ended.round == gateRound, gatedSince != nil {
            endGates(passed: ended.passed, server)
        }
        serve(work.requests, of: server)
        if let gatedSince, server.gateDeadline(since: gatedSince) <= .now() { refuse(&held) }
    }

    func end(_ requests: [Request], of server: Server) {
        connection = nil
        var rest = held + requests + server.takeRequests()
        held = []
        refuse(&rest)
    }

    // MARK: Coming and going

    /// Whether there is a new connection.
    private func connectIfNeeded(_ server: Server) -> Bool {
        guard connection == nil, probeAt.map({ $0 <= .now() }) ?? true else { return false }
        generation += 1
        server.count { $0.generation += 1 }
        connection = server.connect(generation: generation, sentinel: sentinel)
        if connection == nil { fail(server, .unreachable) } else { beginGates(server) }
        return connection != nil
    }

    private func beginGates(_ server: Server) {
        let now = DispatchTime.now()
        gatedSince = now
        probeAt = nil
        gateRound += 1
        server.enter(.gated(since: now))
        server.askGates(round: gateRound)
    }

    private func endGates(passed: Bool, _ server: Server) {
        guard passed else { return fail(server, .notAdmitted) }
        gatedSince = nil
        failures = 0
        server.enter(.up, because: .answers)
        let waiting = held
        held = []
        serve(waiting, of: server)
    }

    /// Everything that waits is answered at once; from here on only probes find out more.
    private func fail(_ server: Server, _ cause: ServerChange.Cause) {
        connection = nil
        gatedSince = nil
        let configuration = server.configuration
        let pause = configuration.probeMilliseconds << min(failures, 16)
        probeAt = .now() + .milliseconds(min(pause, configuration.probeMillisecondsMax))
        failures += 1
        server.count { $0.failures += 1 }
        server.enter(.down, because: cause)
        var waiting = held + server.takeRequests()
        held = []
        refuse(&waiting)
    }

    private func refuse(_ requests: inout [Request]) {
        let refused = requests
        requests = []
        for request in refused { request.completion?(.unavailable) }
    }

    // MARK: Work

    func serve(_ requests: [Request], of server: Server) {
        if requests.isEmpty { return }
        var ready = requests
        if gatedSince != nil {
            held += requests.filter { !$0.passesGate }
            ready.removeAll { !$0.passesGate }
            if ready.isEmpty { return }
        }
        guard connection != nil else { return refuse(&ready) }
        connection?.deadline = .now() + .milliseconds(MemcachedLimits.drainMillisecondsMax)
        let outcomes = perform(ready, server)
        if outcomes == nil { fail(server, .broken) }
        for (index, request) in ready.enumerated() {
            request.completion?(outcomes?[index] ?? .unavailable)
        }
    }

    /// All changes in the order of the queue, then all reads as one. nil when the connection broke.
    private func perform(_ requests: [Request], _ server: Server) -> [Request.Outcome]? {
        guard let connection else { return nil }
        for request in requests {
            if request.flushesAll, !connection.flushAll() { return nil }
            guard connection.send(request.mutations) else { return nil }
            if let lease = request.lease {
                let sent = connection.add(
                    lease.token, under: request.keys, seconds: lease.seconds)
                guard sent else { return nil }
            }
        }
        let merged = MergedKeys(requests.map(\.keys))
        if merged.keys.isEmpty && requests.allSatisfy({ $0.completion == nil }) {
            return connection.flush() ? requests.map { _ in .unavailable } : nil
        }
        var said = GetReply.Said()
        said.values.reserveCapacity(expectedBytes + 256)
        let tokens = requests.contains(where: \.wantsTokens)
        let asksFence = requests.contains(where: \.wantsFence)
        guard connection.read(merged.keys, tokens: tokens, asksFence: asksFence, into: &said)
        else { return nil }
        // It was evicted; the next reader will find it.
        if asksFence, said.fence == nil, !connection.layFence() { return nil }
        expectedBytes = said.values.count
        count(said, server)
        let part = GetReply.Part(said, generation: connection.generation)
        return merged.places.map { .answered(part, places: $0) }
    }

    private func count(_ said: GetReply.Said, _ server: Server) {
        let hits = said.entries.count { $0.length >= 0 }
        server.count { statistics in
            statistics.commands += 1
            statistics.keysRead += said.entries.count
            statistics.hits += hits
        }
    }
}
