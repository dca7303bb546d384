/// A valid document, and what of a request makes a difference for its plans.
final class PreparedDocument: Sendable {
    let value: Document
    /// About how much memory it takes.
    let bytes: Int
    /// Variables that `@skip` or `@include` tests, anywhere in the document.
    private let conditionNames: [String]
    /// Variables that `@defer` or `@stream` tests.
    private let deliveryConditionNames: [String]

    /// Requests with one key have one plan.
    struct PlanKey: Equatable, Sendable {
        fileprivate let operationStart: UInt32
        fileprivate let conditions: [Bool]
        fileprivate let isIncremental: Bool
    }

    init(_ document: Valid<Document>) {
        value = document.value
        conditionNames = Self.conditionNames(of: ["skip", "include"], in: document.value)
        deliveryConditionNames = Self.conditionNames(of: ["defer", "stream"], in: document.value)
        bytes =
            PlanBytes.document(value)
            + 32 * (conditionNames.count + deliveryConditionNames.count)
    }

    func planKey(
        _ definition: OperationDefinition, variables: VariableValues, isIncremental: Bool
    ) -> PlanKey {
        var conditions = conditionNames.map { variables[$0] == .boolean(true) }
        if isIncremental {
            conditions += deliveryConditionNames.map { Planner.delivers(variables[$0]) }
        }
        return PlanKey(
            operationStart: definition.start, conditions: conditions,
            isIncremental: isIncremental)
    }

    private static func conditionNames(
        of directives: [String], in document: Document
    ) -> [String] {
        var names: [String] = []
        var known: Set<Name> = []
        for directive in document.directives {
            guard directives.contains(document.text(directive.name.name)) else { continue }
            for argument in directive.arguments.map({ document.arguments[Int($0)] }) {
                let value = document.values[Int(argument.value)]
                guard value.kind == .variable, document.text(argument.name.name) == "if",
                    known.insert(value.name).inserted
                else { continue }
                names.append(document.text(value.name))
            }
        }
        return names
    }
}
