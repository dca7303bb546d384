import Foundation
import Testing

@testable import TAO

/// Many orders in which the steps of up to three passes and three writes of two processes can follow
/// each other, with leases that lapse, a server that is restarted and statements that fail.
///
/// `TINTYPE_MISS_ORDERS=1000000` looks at more.
@Suite struct MissExplorationTests {
    private static let orders =
        ProcessInfo.processInfo.environment["TINTYPE_MISS_ORDERS"].flatMap { Int($0) } ?? 3_000

    @Test func `nothing old is filled or told, and every machine ends, in whatever order`() {
        for seed in 0..<Self.orders {
            let violations = explore(seed: UInt64(seed))
            if let first = violations.first {
                Issue.record("seed \(seed): \(first)")
                return
            }
        }
    }

    @Test(arguments: MissModel.Breach.allCases)
    func `a rule that is broken is found out`(_ breach: MissModel.Breach) {
        let seed = (0..<10_000).first { !explore(seed: UInt64($0), breach).isEmpty }
        #expect(seed != nil)
        if let seed { print("\(breach) is found out by the order number \(seed + 1)") }
    }

    private func explore(seed: UInt64, _ breach: MissModel.Breach? = nil) -> [String] {
        let model = MissModel(seed: seed, breach: breach)
        let readers = (0..<2 + model.below(2)).map { reader(model, UInt64($0)) }
        for _ in 0..<3 {
            let item = model.below(model.chance(1, in: 4) ? MissModel.itemCount : 3)
            let process = model.below(2)
            model.later(at: UInt64(model.below(200))) { model.write(item, in: process) }
        }
        model.run()
        if readers.contains(where: { !$0() }) { model.violate("a reader has no answer") }
        return model.violations
    }

    /// A reader of few items or of all; whether it is done.
    private func reader(_ model: MissModel, _ number: UInt64) -> () -> Bool {
        let items =
            model.chance(1, in: 2)
            ? model.shuffled(0..<MissModel.itemCount)
            : Array(model.shuffled(0..<3).prefix(1 + model.below(3)))
        let process = model.below(2)
        var isDone = false
        model.later(at: UInt64(model.below(60))) {
            let reader = MissModelReader(model, items: items, process: process, number: number)
            reader.begin { isDone = true }
        }
        return { isDone }
    }
}
