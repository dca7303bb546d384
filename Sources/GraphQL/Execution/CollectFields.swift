/// Makes the plan of an operation.
///
/// Selections that merge are planned once for each concrete type they apply to, however many paths
/// lead there, so the work is bounded by selections times types.
struct Planner {
    let schema: ExecutableSchema
    let document: Document
    let conditions: VariableValues
    /// Whether `@defer` and `@stream` are heeded.
    let isIncremental: Bool
    private let limits: Limits
    private var fragments: [Name: FragmentDefinition] = [:]
    private var plans: [PlanKey: SelectionPlan] = [:]
    private var variableArguments: [VariableArguments] = []
    var deferUsages: [DeferUsage] = []
    var hasStreams = false
    private var fieldCount = 0
    private var depth = 0

    /// Selections that are planned as one.
    struct PlanKey: Hashable {
        var selectionSets: [SelectionSet]
        /// The innermost use of `@defer` around each set; empty if none is in any.
        var usages: [Int?] = []
        /// The uses of `@defer` with which the fields are delivered; empty for those that are not
        /// deferred.
        var delivery: [Int] = []
        let type: TypeID
    }

    /// - Parameters:
    ///   - conditions: the values of the variables that `@skip`, `@include`, `@defer` and `@stream`
    ///     test.
    ///   - isIncremental: whether `@defer` and `@stream` are heeded.
    init(
        schema: ExecutableSchema, document: Document, conditions: VariableValues,
        isIncremental: Bool = false, limits: Limits
    ) {
        self.schema = schema
        self.document = document
        self.conditions = conditions
        self.isIncremental = isIncremental
        self.limits = limits
        for case .fragment(let fragment) in document.definitions {
            fragments[fragment.name.name] = fragment
        }
    }

    mutating func plan(_ definition: OperationDefinition) throws(GraphQLError) -> OperationPlan {
        guard let root = schema.schema.rootType(of: definition.operation) else {
            throw GraphQLError(
                "Schema is not configured to execute \(definition.operation.rawValue) operation.",
                locations: [document.source.location(ofByte: definition.start)])
        }
        let selection = try plan(PlanKey(selectionSets: [definition.selectionSet], type: root))
        return OperationPlan(
            document: document, definition: definition, root: selection,
            variableArguments: variableArguments,
            isIncremental: hasStreams || !deferUsages.isEmpty)
    }

    private mutating func plan(_ key: PlanKey) throws(GraphQLError) -> SelectionPlan {
        if let plan = plans[key] { return plan }
        guard depth < limits.planDepthMax else {
            throw GraphQLError("The operation selects fields that are nested too deeply.")
        }
        depth += 1
        defer { depth -= 1 }
        var collected = CollectedFields()
        let firstUsage = deferUsages.count
        for (index, set) in key.selectionSets.enumerated() {
            let usage = key.usages.isEmpty ? nil : key.usages[index]
            try collectFields(set, on: key.type, in: usage, into: &collected)
        }
        let plan: SelectionPlan
        if deferUsages.count == firstUsage, key.usages.isEmpty {
            plan = try self.plan(collected.groups, key)
        } else {
            plan = try self.plan(collected, key, firstUsage: firstUsage)
        }
        plans[key] = plan
        return plan
    }

    /// Plans fields of which some can be deferred.
    private mutating func plan(
        _ collected: CollectedFields, _ key: PlanKey, firstUsage: Int
    ) throws(GraphQLError) -> SelectionPlan {
        let usages = Array(deferUsages[firstUsage...])
        let parts = FieldPartition(collected, enclosing: key.delivery, usages: deferUsages)
        var deferred: [DeferredSelection] = []
        for part in parts.deferred {
            var key = key
            key.delivery = part.usages
            deferred.append(
                DeferredSelection(usages: part.usages, plan: try plan(part.groups, key)))
        }
        let isWhole = usages.isEmpty && deferred.isEmpty
        return try plan(
            parts.initial, key,
            incremental: isWhole
                ? nil
                : IncrementalSelection(
                    firstUsage: firstUsage, usages: usages, deferred: deferred))
    }

    private mutating func plan(
        _ groups: [CollectedFields.Group], _ key: PlanKey,
        incremental: IncrementalSelection? = nil
    ) throws(GraphQLError) -> SelectionPlan {
        var fields: [FieldPlan] = []
        fields.reserveCapacity(groups.count)
        for group in groups { fields.append(try plan(group, key)) }
        return SelectionPlan(
            typeName: schema.schema[key.type].name, weight: schema.costs.weight(of: key.type),
            fields: fields, incremental: incremental)
    }

    /// https://spec.graphql.org/September2026/#CollectFields()
    ///
    /// - Parameter usage: the innermost `@defer` around the selection set.
    private mutating func collectFields(
        _ set: SelectionSet, on type: TypeID, in usage: Int?, into collected: inout CollectedFields
    ) throws(GraphQLError) {
        for index in document.children(of: set) {
            let selection = document.selections[Int(index)]
            guard isIncluded(selection.directives) else { continue }
            switch selection.kind {
            case .field:
                collected.add(index, responseName: selection.responseName, usage: usage)
            case .fragmentSpread:
                guard let fragment = fragments[selection.name.name],
                    applies(fragment.typeCondition.name, to: type)
                else { continue }
                let directive = deferDirective(of: selection)
                let place = directive ?? usage.map { deferUsages[$0].directive }
                guard collected.visit(fragment.name.name, in: place) else { continue }
                try collectFields(
                    fragment.selectionSet, on: type, in: beginUsage(directive, in: usage),
                    into: &collected)
            case .inlineFragment:
                guard applies(selection.name.name, to: type) else { continue }
                let directive = deferDirective(of: selection)
                try collectFields(
                    document.selectionSet(of: index), on: type,
                    in: beginUsage(directive, in: usage), into: &collected)
            }
        }
    }

    /// https://spec.graphql.org/September2026/#DoesFragmentTypeApply()
    private func applies(_ condition: Name, to type: TypeID) -> Bool {
        guard condition != .none else { return true }
        guard let conditionType = schema.schema.type(named: document.text(condition)) else {
            return false
        }
        return schema.schema.isPossible(type, of: conditionType)
    }

    private func isIncluded(_ directives: NodeRange) -> Bool {
        directives.allSatisfy { index in
            let directive = document.directives[Int(index)]
            let excluding: Bool
            switch document.text(directive.name.name) {
            case "skip": excluding = true
            case "include": excluding = false
            default: return true
            }
            guard let argument = directive.arguments.first else { return true }
            return condition(document.arguments[Int(argument)].value) != excluding
        }
    }

    /// Fields and uses of `@defer` count alike, or a document could make many more than it holds.
    mutating func countField() throws(GraphQLError) {
        fieldCount += 1
        guard fieldCount <= limits.planFieldsMax else {
            throw GraphQLError("The operation selects too many fields.")
        }
    }

    private func condition(_ index: Int32) -> Bool {
        let value = document.values[Int(index)]
        let name = document.text(value.name)
        return value.kind == .variable ? conditions[name] == .boolean(true) : name == "true"
    }

    private mutating func plan(
        _ group: CollectedFields.Group, _ parent: PlanKey
    ) throws(GraphQLError) -> FieldPlan {
        try countField()
        let type = parent.type
        let selections = group.selections.map { document.selections[Int($0.index)] }
        let name = document.text(selections[0].name.name)
        let coordinate = FieldCoordinate(type: schema.schema[type].name, field: name)
        guard let definition = schema.schema.fieldDefinition(named: name, on: type) else {
            throw GraphQLError("Cannot query field \"\(name)\" on type \"\(coordinate.type)\".")
        }
        let cost = schema.costs.cost(of: coordinate)
        let given = VariableArguments(
            definitions: definition.arguments, given: selections[0].arguments)
        return FieldPlan(
            responseName: document.text(group.responseName),
            coordinate: coordinate,
            source: try source(of: coordinate),
            arguments: try arguments(definition.arguments, given: selections[0].arguments),
            wrapping: definition.type.wrapping,
            completion: try completion(
                of: definition.type.named, group, delivery: parent.delivery),
            stream: try streamPlan(of: group, definition.type),
            starts: selections.map(\.start),
            cost: cost,
            leafWeight: schema.costs.weight(of: definition.type.named),
            weighedArguments: cost.weighsArguments ? given : nil)
    }

    private func source(of coordinate: FieldCoordinate) throws(GraphQLError) -> FieldPlan.Source {
        if coordinate.field == "__typename" { return .typeName }
        guard let resolver = schema.resolver(for: coordinate) else {
            throw GraphQLError("The field \(coordinate) cannot be resolved.")
        }
        return .resolver(resolver)
    }

    mutating func completion(
        of type: TypeID, _ group: CollectedFields.Group, delivery: [Int]
    ) throws(GraphQLError) -> FieldPlan.Completion {
        let definition = schema.schema[type]
        guard definition.isComposite else {
            return .leaf(schema.leafCoercion(of: type))
        }
        let sets = group.selections.map { document.selectionSet(of: $0.index) }
        let isDeferred = group.selections.contains { $0.usage != nil }
        let usages = isDeferred ? group.selections.map(\.usage) : []
        var plans: [SelectionPlan] = []
        for possibleType in definition.possibleTypes {
            plans.append(
                try plan(
                    PlanKey(
                        selectionSets: sets, usages: usages, delivery: delivery,
                        type: possibleType)))
        }
        return .objects(plans)
    }

    mutating func arguments(
        _ definitions: [InputValueDefinition], given: NodeRange
    ) throws(GraphQLError) -> FieldPlan.ArgumentSource {
        guard !definitions.isEmpty else { return .constant(.none) }
        let literal = LiteralCoercion(
            document: document, coercion: schema.inputCoercion, variables: [:])
        // A mistake is an error of the field, found again when the request runs.
        if !hasVariables(given),
            let constant = try? literal.coerceArgumentValues(definitions, given: given)
        {
            return .constant(constant)
        }
        variableArguments.append(VariableArguments(definitions: definitions, given: given))
        return .variable(variableArguments.count - 1)
    }

    private func hasVariables(_ arguments: NodeRange) -> Bool {
        arguments.contains { index in
            let value = document.arguments[Int(index)].value
            return (value..<document.values[Int(value)].end).contains {
                document.values[Int($0)].kind == .variable
            }
        }
    }
}

/// The selections of a selection set by response name, in the order of their first appearance.
/// https://spec.graphql.org/September2026/#sec-Field-Collection
struct CollectedFields {
    struct Group {
        let responseName: Name
        var selections: [Selection]

        /// The same, as if no `@defer` were around it.
        var undeferred: Group {
            Group(
                responseName: responseName,
                selections: selections.map { Selection(index: $0.index, usage: nil) })
        }
    }

    struct Selection {
        /// Its node in the document.
        let index: Int32
        /// The innermost `@defer` around it.
        let usage: Int?
    }

    /// A named fragment, spread under a `@defer` or under none.
    private struct Visit: Hashable {
        let fragment: Name
        let place: Int32?
    }

    private(set) var groups: [Group] = []
    private var visited: Set<Visit> = []
    /// Made once the groups are too many to search through.
    private var indices: [Name: Int] = [:]
    private static let searchedMax = 16

    /// Whether a fragment adds anything: it does not where it is given without delay anyway, nor
    /// twice under one `@defer`.
    mutating func visit(_ fragment: Name, in place: Int32?) -> Bool {
        if visited.contains(Visit(fragment: fragment, place: nil)) { return false }
        return visited.insert(Visit(fragment: fragment, place: place)).inserted
    }

    mutating func add(_ node: Int32, responseName: Name, usage: Int?) {
        let selection = Selection(index: node, usage: usage)
        if let index = index(of: responseName) {
            groups[index].selections.append(selection)
            return
        }
        groups.append(Group(responseName: responseName, selections: [selection]))
        if groups.count == Self.searchedMax {
            for (index, group) in groups.enumerated() { indices[group.responseName] = index }
        } else if groups.count > Self.searchedMax {
            indices[responseName] = groups.count - 1
        }
    }

    private func index(of name: Name) -> Int? {
        groups.count < Self.searchedMax
            ? groups.firstIndex { $0.responseName == name } : indices[name]
    }
}
