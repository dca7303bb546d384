import Dispatch

/// Drives one server's connection: makes it, serves requests with it, ends it when it fails.
///
/// Not thread-safe: used by one thread at a time (`Server.Turn`).
final class ServerDriver {
    private var connection: Connection?
    private var generation: UInt64 = 0
    /// Failures since the server has served a caller.
    private var failures = 0
    private var gatedSince: DispatchTime?
    /// Counts the times the gates were asked, so that a late answer to an earlier time is known.
    private var gateRound = 0
    private var probeAt: DispatchTime?
    /// Whether a connection that was closed says nothing against the server: not if the one before
    /// was closed, too, a moment ago and before it had served a caller.
    private var mayTryAgain = true
    private var connectedAt = DispatchTime.now()
    private var usedAt = DispatchTime.now()
    /// Reads that came while the gates were at work.
    private var held: [Request] = []
    /// The sentinel's key, unlike that of every other connection to this server.
    private let sentinel = Array(
        "tintype/connection/\(String(UInt64.random(in: .min ... .max), radix: 36))".utf8)
    private var breaker = LatencyBreaker()
    /// The state of the breaker that callers were told.
    private var shownState = LatencyBreaker.State.closed
    /// How many bytes the last answer had, to make room for the next one.
    private var expectedBytes = 0

    /// When to look again although there are no calls.
    func deadline(of server: Server) -> DispatchTime? {
        if let soon = urgentDeadline(of: server) { return soon }
        return connection == nil || gatedSince != nil ? nil : idleDeadline
    }

    /// The same, without the look at a server that nobody asks.
    func urgentDeadline(of server: Server) -> DispatchTime? {
        if let probeAt { return probeAt }
        if let gatedSince { return held.isEmpty ? nil : server.gateDeadline(since: gatedSince) }
        return connection == nil ? nil : breaker.probeAt
    }

    private var idleDeadline: DispatchTime {
        usedAt + .milliseconds(MemcachedLimits.idleProbeMilliseconds)
    }

    /// Does everything there is to do. By the thread only.
    func handle(_ work: Server.Work, of server: Server) {
        let isNew = connectIfNeeded(server)
        if work.wantsGates, connection != nil, !isNew { beginGates(server) }
        if let ended = work.gatesEnded, ended.round == gateRound, gatedSince != nil {
            endGates(passed: ended.passed, server)
        }
        if let said = work.storeSaid {
            heed(breaker.storeTakes(milliseconds: said.milliseconds, at: .now()), server)
        }
        serve(work.requests, of: server)
        probeIfDue(server)
        probeIfIdle(server)
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
        connectedAt = .now()
        usedAt = connectedAt
        guard connection != nil else {
            fail(server, .unreachable)
            return false
        }
        server.count { $0.answers = true }
        beginGates(server)
        return true
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
        showPhase(server, .answers)
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
        server.count { statistics in
            statistics.failures += 1
            if cause != .notAdmitted { statistics.answers = false }
        }
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

    // MARK: Slowness

    private func heed(_ action: LatencyBreaker.Action, _ server: Server) {
        switch action {
        case .none:
            if breaker.state != shownState, gatedSince == nil { showPhase(server, .answers) }
        case .ask: server.askStore()
        case .open(let slowness):
            server.count { $0.slowPeriods += 1 }
            if gatedSince == nil { showPhase(server, .late(slowness)) }
        }
    }

    /// A server that has passed its gates is up unless it is slow.
    private func showPhase(_ server: Server, _ cause: ServerChange.Cause) {
        shownState = breaker.state
        switch breaker.state {
        case .closed, .asking: server.enter(.up, because: cause)
        case .open: server.enter(.slow(isTrial: false), because: cause)
        case .trial: server.enter(.slow(isTrial: true), because: cause)
        }
    }

    private func probeIfDue(_ server: Server) {
        guard let connection, gatedSince == nil, let probeAt = breaker.probeAt, probeAt <= .now()
        else { return }
        let begun = DispatchTime.now()
        connection.deadline = begun + .milliseconds(MemcachedLimits.drainMillisecondsMax)
        guard connection.confirm() else { return fail(server, .broken) }
        let now = DispatchTime.now()
        let milliseconds = LatencyBreaker.milliseconds(from: begun, to: now, items: 1, bytes: 0)
        heed(breaker.noteProbe(milliseconds: milliseconds, at: now), server)
    }

    /// That a server has gone is known, and told, although nobody asks it.
    private func probeIfIdle(_ server: Server) {
        let now = DispatchTime.now()
        guard let connection, gatedSince == nil, breaker.probeAt == nil, idleDeadline <= now
        else { return }
        usedAt = now
        connection.deadline = now + .milliseconds(MemcachedLimits.drainMillisecondsMax)
        if !connection.confirm() { serveAgain([], of: server, begun: now) }
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
        let begun = DispatchTime.now()
        usedAt = begun
        connection?.deadline = begun + .milliseconds(MemcachedLimits.drainMillisecondsMax)
        guard let outcomes = perform(ready, server, begun: begun) else {
            return serveAgain(ready, of: server, begun: begun)
        }
        if gatedSince == nil {
            mayTryAgain = true
            failures = 0
        }
        for (request, outcome) in zip(ready, outcomes) { request.completion?(outcome) }
    }

    /// A server closes connections that are idle, and may be restarted: what was not waited for is
    /// tried once more on a new connection. Every change may be made twice, a swap not by another
    /// connection. Reads wait for the gates there, as with any new connection.
    private func serveAgain(_ requests: [Request], of server: Server, begun: DispatchTime) {
        let half = server.configuration.timeoutMilliseconds / 2
        let wasClosed = .now() < begun + .milliseconds(half)
        let hasLasted = connectedAt + .milliseconds(MemcachedLimits.lastedMilliseconds) < begun
        if wasClosed, mayTryAgain || hasLasted {
            mayTryAgain = false
            connection = nil
            server.count { $0.failures += 1 }
            if connectIfNeeded(server) { return serve(requests, of: server) }
        } else {
            fail(server, .broken)
        }
        var requests = requests
        refuse(&requests)
    }

    /// All changes in the order of the queue, then all reads as one. nil when the connection broke.
    private func perform(
        _ requests: [Request], _ server: Server, begun: DispatchTime
    ) -> [Request.Outcome]? {
        guard let connection else { return nil }
        var changeCount = 0
        for request in requests {
            changeCount += request.mutations.count + (request.lease == nil ? 0 : request.keys.count)
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
        let milliseconds = LatencyBreaker.milliseconds(
            from: begun, to: .now(), items: changeCount + merged.keys.count,
            bytes: said.values.count)
        count(said, server, milliseconds)
        heed(breaker.note(milliseconds: milliseconds, at: begun), server)
        let part = GetReply.Part(said, generation: connection.generation)
        return merged.places.map { .answered(part, places: $0) }
    }

    private func count(_ said: GetReply.Said, _ server: Server, _ milliseconds: Double) {
        let hits = said.entries.count { $0.length >= 0 }
        server.count { statistics in
            statistics.commands += 1
            statistics.keysRead += said.entries.count
            statistics.hits += hits
            statistics.answerMilliseconds = milliseconds
        }
    }
}
