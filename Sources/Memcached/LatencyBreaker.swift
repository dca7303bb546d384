import Dispatch

/// Whether reading from a server has become slower than doing without it.
///
/// A server that answers late does more harm than one that is gone: every pass of every request
/// waits for it. It counts as slow when nearly all of its last answers took much longer than its own
/// did before, *and* longer than reading from the store would (`MemcachedClient.compareLatency`),
/// which is asked at that moment: on a machine that is busy everything is slow, and nothing is won
/// by leaving the cache. One long answer, as of a server that was stopped for a while, is not enough.
///
///     closed --(late answers)--> asking --(the store is quicker)--> open --(probes)--> trial
///        ^                          |                                ^                   |
///        +--------(it is not)-------+--------------(good answers)----|-------------------+
///                                                                    +---(late answers)--+
///
/// While it is open, probes ask the server for nothing but the sentinel. When some in a row are
/// quick, or the store has become slower still, a small share of the reads is tried. A server that
/// becomes slow again soon has to prove itself for longer. A value: it knows no server and no clock.
struct LatencyBreaker {
    enum State: Equatable {
        /// All reads go to the server.
        case closed
        /// They still do, until the store has said how long it takes.
        case asking
        /// None does.
        case open
        /// One in `MemcachedLimits.trialShare` does.
        case trial
    }

    /// What follows from an answer, beside the new state.
    enum Action: Equatable {
        case none
        /// Find out how long the store takes, and call `storeTakes`.
        case ask
        /// Say that it has opened.
        case open(Slowness)
    }

    private(set) var state = State.closed
    /// When to probe; nil while nothing is to be probed.
    private(set) var probeAt: DispatchTime?
    /// Milliseconds an answer usually takes: a slow average, in which a late answer counts no more
    /// than `slowMillisecondsMin`, so that a server cannot get used to being slow.
    private var usual = 0.0
    /// The last answers in milliseconds; the oldest is overwritten.
    private var recent: [Double] = []
    private var next = 0
    private var quickProbes = 0
    /// How often it has opened again soon after it was closed.
    private var relapses = 0
    private var askAgainAt: DispatchTime?
    /// When it was closed last.
    private var closedAt: DispatchTime?

    /// The longest an answer may take before the server is suspected.
    var limit: Double {
        max(MemcachedLimits.slowMillisecondsMin, usual * MemcachedLimits.slowFactor)
    }

    /// What an answer took beyond the work it was.
    /// - Parameters:
    ///   - items: keys asked for and changes made.
    ///   - bytes: of the values.
    static func milliseconds(
        from begun: DispatchTime, to end: DispatchTime, items: Int, bytes: Int
    ) -> Double {
        let nanoseconds = end.uptimeNanoseconds - begun.uptimeNanoseconds
        let work =
            Double(items) * MemcachedLimits.itemMilliseconds
            + Double(bytes) * MemcachedLimits.byteMilliseconds
        return max(0, Double(nanoseconds) / 1_000_000 - work)
    }

    /// The server has answered a caller.
    mutating func note(milliseconds: Double, at now: DispatchTime) -> Action {
        switch state {
        case .asking, .open: return .none
        case .closed:
            usual +=
                (min(milliseconds, MemcachedLimits.slowMillisecondsMin) - usual)
                * MemcachedLimits.usualShare
            remember(milliseconds)
            guard areLate(than: limit), askAgainAt.map({ $0 <= now }) ?? true else { return .none }
            state = .asking
            return .ask
        case .trial:
            remember(milliseconds)
            if recent.count == MemcachedLimits.slowAnswers { endTrial(at: now) }
            return .none
        }
    }

    /// The server has answered a probe, which the store is asked about, too.
    mutating func noteProbe(milliseconds: Double, at now: DispatchTime) -> Action {
        if state == .trial {
            probeAt = now + .milliseconds(MemcachedLimits.slowProbeMilliseconds)
            return note(milliseconds: milliseconds, at: now)
        }
        guard state == .open else { return .none }
        probeAt = nil
        remember(milliseconds)
        return .ask
    }

    /// How long the store takes; nil when it does not answer.
    mutating func storeTakes(milliseconds: Double?, at now: DispatchTime) -> Action {
        switch state {
        case .closed, .trial: return .none
        case .asking:
            guard let milliseconds, areLate(than: milliseconds * MemcachedLimits.slowStoreFactor)
            else {
                state = .closed
                askAgainAt = now + .milliseconds(MemcachedLimits.slowAskMilliseconds)
                return .none
            }
            let slowness = Slowness(
                milliseconds: typical, usualMilliseconds: usual, storeMilliseconds: milliseconds)
            let isRelapse = closedAt.map {
                now < $0 + .milliseconds(MemcachedLimits.relapseMilliseconds)
            }
            relapses = isRelapse == true ? min(relapses + 1, MemcachedLimits.relapsesMax) : 0
            open(at: now)
            return .open(slowness)
        case .open:
            judgeProbe(storeMilliseconds: milliseconds, at: now)
            return .none
        }
    }

    private mutating func judgeProbe(storeMilliseconds: Double?, at now: DispatchTime) {
        let probe = recent.last ?? .infinity
        recent = []
        // Nothing is won any more by reading from the store.
        guard let storeMilliseconds, probe > storeMilliseconds || probe <= limit else {
            return close(at: now)
        }
        quickProbes = probe <= limit / 2 ? quickProbes + 1 : 0
        probeAt = now + .milliseconds(pause)
        if quickProbes >= MemcachedLimits.quickProbesMin << relapses { state = .trial }
    }

    private mutating func endTrial(at now: DispatchTime) {
        if areLate(than: limit) {
            relapses = min(relapses + 1, MemcachedLimits.relapsesMax)
            open(at: now)
        } else {
            close(at: now)
        }
    }

    private mutating func close(at now: DispatchTime) {
        state = .closed
        recent = []
        next = 0
        probeAt = nil
        closedAt = now
    }

    private mutating func open(at now: DispatchTime) {
        state = .open
        recent = []
        next = 0
        quickProbes = 0
        probeAt = now + .milliseconds(pause)
    }

    /// Until the next probe: soon after a quick one.
    private var pause: Int {
        let base = MemcachedLimits.slowProbeMilliseconds
        return quickProbes > 0 ? base : base << relapses
    }

    private mutating func remember(_ milliseconds: Double) {
        if recent.count < MemcachedLimits.slowAnswers {
            recent.append(milliseconds)
        } else {
            recent[next] = milliseconds
            next = (next + 1) % recent.count
        }
    }

    /// Whether nearly all of the last answers took longer.
    private func areLate(than milliseconds: Double) -> Bool {
        recent.count == MemcachedLimits.slowAnswers
            && recent.count { $0 > milliseconds } >= MemcachedLimits.lateAnswersMin
    }

    /// What nearly all of the last answers took at least.
    private var typical: Double {
        recent.sorted().dropFirst(recent.count - MemcachedLimits.lateAnswersMin).first ?? 0
    }
}

/// How slow a server was when it was left.
package struct Slowness: Sendable, Equatable {
    /// What nearly all of its last answers took at least.
    package let milliseconds: Double
    /// What its answers took before.
    package let usualMilliseconds: Double
    /// What reading from the store took.
    package let storeMilliseconds: Double
}
