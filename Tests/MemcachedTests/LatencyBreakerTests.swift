import Dispatch
import TestSupport
import Testing

@testable import Memcached

/// When a server counts as slow, and when no more: without servers and without a clock.
struct LatencyBreakerTests {
    private var breaker = LatencyBreaker()
    private var now = DispatchTime(uptimeNanoseconds: 1_000_000_000)

    @Test(.crosses(\MemcachedLimits.Type.lateAnswersMin))
    mutating func `answers that are late nearly all open it, if the store is quicker`() {
        #expect(note(Array(repeating: 0.2, count: 1_000)) == .none)
        let late = Array(repeating: 200.0, count: MemcachedLimits.lateAnswersMin - 1)
        #expect(note(late.dropLast(2) + [0.2, 0.2] + late.suffix(2)) == .none, "two were quick")
        #expect(note([200]) == .ask)
        #expect(breaker.state == .asking)
        #expect(note([200, 200]) == .none, "asked once")
        guard case .open(let slowness) = breaker.storeTakes(milliseconds: 3, at: now) else {
            Issue.record("it has not opened")
            return
        }
        #expect(slowness.milliseconds == 200 && slowness.storeMilliseconds == 3)
        #expect(slowness.usualMilliseconds < 1)
        #expect(breaker.state == .open)
    }

    @Test mutating func `a store that is slow, too, or gone, keeps it closed`() {
        for store in [101.0, 400, nil] {
            breaker = LatencyBreaker()
            #expect(note(Array(repeating: 200, count: 8)) == .ask)
            #expect(breaker.storeTakes(milliseconds: store, at: now) == .none)
            #expect(breaker.state == .closed)
            #expect(note(Array(repeating: 200, count: 8)) == .none, "not asked again at once")
            wait(MemcachedLimits.slowAskMilliseconds)
            #expect(note([200]) == .ask)
        }
    }

    @Test mutating func `what a busy machine does now and then does not matter`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            // One answer in five waits for a processor.
            let isLate = Int.random(in: 0..<5, using: &random) == 0
            let taken = Double.random(in: isLate ? 10...80 : 0.1...5, using: &random)
            if breaker.note(milliseconds: taken, at: now) == .ask {
                // The store would have to wait for it as well.
                #expect(breaker.storeTakes(milliseconds: 50, at: now) == .none)
            }
            wait(5)
        }
        #expect(breaker.state == .closed)
    }

    @Test(.crosses(\MemcachedLimits.Type.slowMillisecondsMin))
    mutating func `below the floor nothing is slow`() {
        let most = MemcachedLimits.slowMillisecondsMin
        #expect(
            note(Array(repeating: 0.05, count: 500) + Array(repeating: most, count: 99)) == .none)
    }

    @Test mutating func `what a server is used to counts, but no server gets used to being slow`() {
        #expect(note(Array(repeating: 6, count: 3_000)) == .none)
        #expect(note(Array(repeating: 40, count: 8)) == .none, "it is used to 6")
        #expect(note(Array(repeating: 60, count: 8)) == .ask)
        breaker = LatencyBreaker()
        for _ in 0..<20_000 {
            if note([200]) == .ask { _ = breaker.storeTakes(milliseconds: nil, at: now) }
            wait(200)
        }
        #expect(breaker.limit < 100)
        wait(MemcachedLimits.slowAskMilliseconds)
        #expect(note([200]) == .ask)
        #expect(breaker.storeTakes(milliseconds: 2, at: now) != .none)
    }

    @Test(.crosses(\MemcachedLimits.Type.quickProbesMin))
    mutating func `quick probes in a row lead to a trial, and a good trial closes it`() {
        openIt()
        for round in 0..<MemcachedLimits.quickProbesMin {
            #expect(breaker.state == .open, "\(round)")
            probe(1, store: 3)
        }
        #expect(breaker.state == .trial)
        #expect(breaker.probeAt != nil, "it ends without readers, too")
        #expect(note([1, 1, 200, 1, 1, 200, 1]) == .none)
        #expect(breaker.state == .trial)
        #expect(note([1]) == .none)
        #expect(breaker.state == .closed && breaker.probeAt == nil)
    }

    @Test mutating func `probes that are only a little better change nothing`() {
        openIt()
        for _ in 0..<50 { probe(MemcachedLimits.slowMillisecondsMin * 0.8, store: 3) }
        #expect(breaker.state == .open)
        // One late probe among quick ones begins the row anew.
        for _ in 0..<20 {
            probe(1, store: 3)
            probe(1, store: 3)
            probe(30, store: 3)
        }
        #expect(breaker.state == .open)
    }

    @Test mutating func `without a store that is quicker, a slow server is better than none`() {
        for store in [nil, 300.0] {
            openIt()
            probe(200, store: store)
            #expect(breaker.state == .closed)
        }
    }

    @Test(.crosses(\MemcachedLimits.Type.relapsesMax))
    mutating func `whoever relapses has to prove itself for longer`() {
        openIt()
        var pauses: [Int] = []
        var probesNeeded: [Int] = []
        for _ in 0..<MemcachedLimits.relapsesMax + 3 {
            pauses.append(pause())
            probe(200, store: 3)
            var count = 0
            while breaker.state == .open {
                probe(1, store: 3)
                count += 1
            }
            probesNeeded.append(count)
            // Quick to probes, slow to readers.
            #expect(note(Array(repeating: 200, count: 8)) == .none)
            #expect(breaker.state == .open)
        }
        #expect(pauses == [100, 200, 400, 800, 1_600, 1_600, 1_600])
        #expect(probesNeeded == [3, 6, 12, 24, 48, 48, 48])
    }

    @Test(.crosses(\MemcachedLimits.Type.relapseMilliseconds))
    mutating func `a relapse is forgotten after a while`() {
        for (waited, expected) in [(1_000, 200), (MemcachedLimits.relapseMilliseconds, 100)] {
            breaker = LatencyBreaker()
            openIt()
            while breaker.state == .open { probe(1, store: 3) }
            #expect(note(Array(repeating: 1, count: 8)) == .none)
            #expect(breaker.state == .closed)
            wait(waited)
            openIt()
            #expect(pause() == expected)
        }
    }

    @Test func `work is no delay`() {
        let begun = DispatchTime(uptimeNanoseconds: 5_000_000_000)
        func taken(_ milliseconds: Int, items: Int, bytes: Int) -> Double {
            LatencyBreaker.milliseconds(
                from: begun, to: begun + .milliseconds(milliseconds), items: items, bytes: bytes)
        }
        #expect(taken(200, items: 100, bytes: 50_000) > 190)
        #expect(taken(200, items: 20_000, bytes: 10_000_000) == 0)
        #expect(taken(0, items: 0, bytes: 0) == 0)
    }

    // MARK: Steps

    private mutating func openIt() {
        #expect(note(Array(repeating: 200, count: 8)) == .ask)
        #expect(breaker.storeTakes(milliseconds: 3, at: now) != .none)
        #expect(breaker.state == .open)
    }

    /// What some answers lead to.
    private mutating func note(_ answers: [Double]) -> LatencyBreaker.Action {
        var result = LatencyBreaker.Action.none
        for taken in answers {
            let action = breaker.note(milliseconds: taken, at: now)
            if action != .none { result = action }
        }
        return result
    }

    /// As soon as a probe is due.
    private mutating func probe(_ milliseconds: Double, store: Double?) {
        if let due = breaker.probeAt { now = max(now, due) }
        #expect(breaker.noteProbe(milliseconds: milliseconds, at: now) == .ask)
        #expect(breaker.storeTakes(milliseconds: store, at: now) == .none)
    }

    /// Milliseconds until the next probe.
    private func pause() -> Int {
        guard let due = breaker.probeAt else { return 0 }
        return Int((due.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000)
    }

    private mutating func wait(_ milliseconds: Int) { now = now + .milliseconds(milliseconds) }
}
