import Synchronization

/// The bytes of all responses that are being written or have not been let go of yet.
///
/// One response is bounded by `Limits.responseBytesMax`; this bounds all of them together, those
/// included that wait for clients who are slow to read.
package final class ResponseBudget: Sendable {
    private let bytesMax: Int
    private let taken = Atomic<Int>(0)

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// What is taken at this moment.
    package var bytes: Int { taken.load(ordering: .relaxed) }

    /// False, with nothing taken, if there would be too many.
    fileprivate func take(_ bytes: Int) -> Bool {
        let sum = taken.add(bytes, ordering: .relaxed).newValue
        if sum <= bytesMax { return true }
        taken.subtract(bytes, ordering: .relaxed)
        return false
    }

    fileprivate func change(by bytes: Int) {
        taken.add(bytes, ordering: .relaxed)
    }
}

/// What one response takes of the budget: given back when nothing refers to it any more, so a caller
/// that sends the response holds it until that is done.
package final class ResponseLease: Sendable {
    private let budget: ResponseBudget
    private let bytes = Atomic<Int>(0)

    init(_ budget: ResponseBudget) {
        self.budget = budget
    }

    deinit {
        budget.change(by: -bytes.load(ordering: .relaxed))
    }

    /// Takes more. False if the budget is spent.
    func grow(to total: Int) -> Bool {
        let more = total - bytes.load(ordering: .relaxed)
        guard more > 0 else { return true }
        guard budget.take(more) else { return false }
        bytes.add(more, ordering: .relaxed)
        return true
    }

    /// Takes exactly what a finished response is, which was allowed already or is little.
    func settle(at total: Int) {
        budget.change(by: total - bytes.exchange(total, ordering: .relaxed))
    }
}
