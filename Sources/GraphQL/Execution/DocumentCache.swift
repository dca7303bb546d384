import Synchronization

/// A valid document and the plans made of it.
final class PreparedDocument: Sendable {
    let value: Document
    /// Variables that `@skip` or `@include` tests, anywhere in the document.
    private let conditionNames: [String]
    /// Variables that `@defer` or `@stream` tests.
    private let deliveryConditionNames: [String]
    private let plans = Mutex<[(key: PlanKey, plan: OperationPlan)]>([])

    /// Most plans that are kept of one document: enough for a few operations with a few switches
    /// each. A document with more is planned anew when the oldest are asked for again.
    static let plansMax = 16

    private struct PlanKey: Equatable {
        let operationStart: UInt32
        let conditions: [Bool]
        let isIncremental: Bool
    }

    init(_ document: Valid<Document>) {
        value = document.value
        conditionNames = Self.conditionNames(of: ["skip", "include"], in: document.value)
        deliveryConditionNames = Self.conditionNames(of: ["defer", "stream"], in: document.value)
    }

    /// The plan for these variables, made if it is not known.
    func plan(
        _ definition: OperationDefinition, variables: VariableValues, isIncremental: Bool,
        make: (VariableValues) throws(GraphQLErrors) -> OperationPlan
    ) throws(GraphQLErrors) -> OperationPlan {
        var conditions = conditionNames.map { variables[$0] == .boolean(true) }
        if isIncremental {
            conditions += deliveryConditionNames.map { Planner.delivers(variables[$0]) }
        }
        let key = PlanKey(
            operationStart: definition.start, conditions: conditions,
            isIncremental: isIncremental)
        if let plan = plans.withLock({ $0.first { $0.key == key }?.plan }) { return plan }
        let plan = try make(variables)
        plans.withLock { plans in
            if plans.count >= Self.plansMax { plans.removeFirst() }
            plans.append((key, plan))
        }
        return plan
    }

    private static func conditionNames(
        of directives: [String], in document: Document
    ) -> [String] {
        var names: [String] = []
        for directive in document.directives {
            guard directives.contains(document.text(directive.name.name)) else { continue }
            for argument in directive.arguments.map({ document.arguments[Int($0)] }) {
                let value = document.values[Int(argument.value)]
                guard value.kind == .variable, document.text(argument.name.name) == "if" else {
                    continue
                }
                let variable = document.text(value.name)
                if !names.contains(variable) { names.append(variable) }
            }
        }
        return names
    }
}

/// The documents used last, by the digest of their text. Bounded by number and by bytes of text;
/// whichever is longest unused goes first.
final class DocumentCache: Sendable {
    private struct Entry {
        let document: PreparedDocument
        var lastUse: UInt64
    }

    private struct State {
        var entries: [DocumentHash: Entry] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private let countMax: Int
    private let bytesMax: Int

    init(countMax: Int, bytesMax: Int) {
        self.countMax = countMax
        self.bytesMax = bytesMax
    }

    subscript(hash: DocumentHash) -> PreparedDocument? {
        get {
            state.withLock { state in
                state.clock += 1
                let clock = state.clock
                guard let index = state.entries.index(forKey: hash) else { return nil }
                state.entries.values[index].lastUse = clock
                return state.entries.values[index].document
            }
        }
        set {
            guard let newValue else { return }
            state.withLock { state in insert(newValue, at: hash, in: &state) }
        }
    }

    private func insert(
        _ document: PreparedDocument, at hash: DocumentHash, in state: inout State
    ) {
        let size = document.value.source.bytes.count
        guard size <= bytesMax, state.entries[hash] == nil else { return }
        if state.entries.count >= countMax || state.bytes + size > bytesMax {
            evict(from: &state, for: size)
        }
        state.clock += 1
        state.entries[hash] = Entry(document: document, lastUse: state.clock)
        state.bytes += size
    }

    /// Makes room by dropping the least used quarter at once, so that a stream of new documents
    /// sorts the cache seldom.
    private func evict(from state: inout State, for size: Int) {
        let byAge = state.entries.sorted { $0.value.lastUse < $1.value.lastUse }
        for (index, entry) in byAge.enumerated() {
            let isRoomy =
                state.entries.count < countMax && state.bytes + size <= bytesMax
            if isRoomy, index >= byAge.count / 4 { return }
            state.entries[entry.key] = nil
            state.bytes -= entry.value.document.value.source.bytes.count
        }
    }
}
