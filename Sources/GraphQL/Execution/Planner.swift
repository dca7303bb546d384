/// Makes the plan of an operation.
///
/// Selections that are the same are planned once, however many paths lead there and however many
/// types they are for. What is counted and limited is each selection that is looked at, so that a
/// short text cannot make much work.
struct Planner {
    let schema: ExecutableSchema
    let document: Document
    let conditions: VariableValues
    /// Whether `@defer` and `@stream` are heeded.
    let isIncremental: Bool
    let limits: Limits
    let fragments: [Name: FragmentDefinition]
    /// The fragments by their selection sets.
    let fragmentNames: [SelectionSet: Name]
    /// Types of conditions by `Name.id`, as far as they are known.
    var conditionTypes: [Name: TypeID?] = [:]
    /// Of selection sets with many children, by the first: which of them are for which type.
    var childrenByType: [Int32: ChildrenByType] = [:]
    var deferUsages: [DeferUsage] = []
    var hasStreams = false
    private var known: [PlanKey: ObjectPlans] = [:]
    private var shared: [SharedKey: SelectionPlan] = [:]
    private var sharedByPlans: [[ObjectIdentifier]: ObjectPlans] = [:]
    private var variableArguments: [VariableArguments] = []
    private var fieldCount = 0
    private var selectionCount = 0
    private var bytes = 0
    private var depth = 0

    /// Selections that are planned as one.
    struct PlanKey: Hashable {
        var selectionSets: [SelectionSet]
        /// The innermost use of `@defer` around each set; empty if none is in any.
        var usages: [Int?] = []
        /// The uses of `@defer` with which the fields are delivered; empty for those that are not
        /// deferred.
        var delivery: [Int] = []
        /// As declared, abstract or not.
        let type: TypeID
    }

    /// Fields that were collected in different places and are the same, without any `@defer`.
    private struct SharedKey: Hashable {
        let types: [TypeID]
        /// Their nodes, with -1 behind each group.
        let selections: [Int32]
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
        var fragments: [Name: FragmentDefinition] = [:]
        var names: [SelectionSet: Name] = [:]
        for case .fragment(let fragment) in document.definitions {
            fragments[fragment.name.name] = fragment
            names[fragment.selectionSet] = fragment.name.name
        }
        self.fragments = fragments
        fragmentNames = names
    }

    mutating func plan(_ definition: OperationDefinition) throws(GraphQLError) -> OperationPlan {
        guard let root = schema.schema.rootType(of: definition.operation) else {
            throw GraphQLError(
                "Schema is not configured to execute \(definition.operation.rawValue) operation.",
                locations: [document.source.location(ofByte: definition.start)])
        }
        let key = PlanKey(selectionSets: [definition.selectionSet], type: root)
        let selection = try plans(key).plans[0]
        var counts = PlannedFields()
        try counts.check(selection, limits)
        return OperationPlan(
            document: document, definition: definition, root: selection,
            variableArguments: variableArguments,
            isIncremental: hasStreams || !deferUsages.isEmpty, bytes: bytes)
    }

    // MARK: Selections

    /// What is executed on the objects that some fields give.
    private mutating func plans(_ key: PlanKey) throws(GraphQLError) -> ObjectPlans {
        let key = try simplified(key)
        if let plans = known[key] { return plans }
        guard depth < limits.planDepthMax else {
            throw GraphQLError("The operation selects fields that are nested too deeply.")
        }
        depth += 1
        defer { depth -= 1 }
        var plans: [SelectionPlan] = []
        for types in try typesByCondition(schema.schema[key.type].possibleTypes, in: key) {
            let firstUsage = deferUsages.count
            let collected = try collectFields(key, on: types[0])
            let usages = Array(deferUsages[firstUsage...])
            for types in try typesByShape(types, collected.groups) {
                plans.append(
                    usages.isEmpty && key.usages.isEmpty
                        ? try plan(collected.groups, key, types)
                        : try plan(collected, key, types, firstUsage: firstUsage, usages))
            }
        }
        let result = shared(plans)
        known[key] = result
        return result
    }

    private mutating func shared(_ plans: [SelectionPlan]) -> ObjectPlans {
        let key = plans.map { ObjectIdentifier($0) }
        if let known = sharedByPlans[key] { return known }
        let result = ObjectPlans(plans)
        bytes += PlanBytes.objectPlans(
            plans.count, variants: plans.reduce(0) { $0 + $1.variants.count })
        sharedByPlans[key] = result
        return result
    }

    private mutating func plan(
        _ groups: [CollectedFields.Group], _ key: PlanKey, _ types: [TypeID]
    ) throws(GraphQLError) -> SelectionPlan {
        guard key.delivery.isEmpty else { return try makePlan(groups, key, types) }
        var selections: [Int32] = []
        for group in groups {
            selections.append(contentsOf: group.selections.lazy.map(\.index))
            selections.append(-1)
        }
        let sharedKey = SharedKey(types: types, selections: selections)
        if let plan = shared[sharedKey] { return plan }
        let plan = try makePlan(groups, key, types)
        shared[sharedKey] = plan
        return plan
    }

    /// Plans fields of which some can be deferred.
    private mutating func plan(
        _ collected: CollectedFields, _ key: PlanKey, _ types: [TypeID], firstUsage: Int,
        _ usages: [DeferUsage]
    ) throws(GraphQLError) -> SelectionPlan {
        let parts = FieldPartition(collected, enclosing: key.delivery, usages: deferUsages)
        var deferred: [DeferredSelection] = []
        for part in parts.deferred {
            var key = key
            key.delivery = part.usages
            deferred.append(
                DeferredSelection(
                    usages: part.usages, plan: try makePlan(part.groups, key, types)))
        }
        let isWhole = usages.isEmpty && deferred.isEmpty
        return try makePlan(
            parts.initial, key, types,
            incremental: isWhole
                ? nil
                : IncrementalSelection(
                    firstUsage: firstUsage, usages: usages, deferred: deferred))
    }

    private mutating func makePlan(
        _ groups: [CollectedFields.Group], _ key: PlanKey, _ types: [TypeID],
        incremental: IncrementalSelection? = nil
    ) throws(GraphQLError) -> SelectionPlan {
        var variants: [SelectionVariant] = []
        variants.reserveCapacity(types.count)
        for type in types {
            var bindings: [FieldBinding] = []
            bindings.reserveCapacity(groups.count)
            for group in groups { bindings.append(try binding(of: group, on: type)) }
            variants.append(
                SelectionVariant(
                    typeName: schema.schema[type].name, weight: schema.costs.weight(of: type),
                    bindings: bindings))
        }
        // Before the fields, which may hold many more.
        try countFields(groups.count * types.count)
        bytes += PlanBytes.selection(groups.count, variants: types.count)
        var fields: [FieldPlan] = []
        fields.reserveCapacity(groups.count)
        for (group, binding) in zip(groups, variants[0].bindings) {
            fields.append(try plan(group, binding, key))
        }
        return SelectionPlan(fields: fields, variants: variants, incremental: incremental)
    }

    // MARK: Limits

    /// Fields and uses of `@defer` count alike, or a document could make many more than it holds.
    mutating func countFields(_ count: Int) throws(GraphQLError) {
        fieldCount += count
        guard fieldCount <= limits.planFieldsMax else { throw Self.tooManyFields }
    }

    /// Counts looks at selections, which may be many where few fields come of them.
    mutating func countSelection() throws(GraphQLError) {
        selectionCount += 1
        guard selectionCount <= limits.planSelectionsMax else { throw Self.tooManyFields }
    }

    static let tooManyFields = GraphQLError("The operation selects too many fields.")

    // MARK: Fields

    func binding(
        of group: CollectedFields.Group, on type: TypeID
    ) throws(GraphQLError) -> FieldBinding {
        let name = document.text(group.fieldName)
        guard let binding = schema.bindings.binding(of: name, on: type) else {
            throw GraphQLError(
                "Cannot query field \"\(name)\" on type \"\(schema.schema[type].name)\".")
        }
        return binding
    }

    private mutating func plan(
        _ group: CollectedFields.Group, _ binding: FieldBinding, _ parent: PlanKey
    ) throws(GraphQLError) -> FieldPlan {
        let definition = binding.definition
        let arguments = document.selections[Int(group.selections[0].index)].arguments
        let cost = binding.cost
        let completion = try completion(
            of: definition.type.named, group, delivery: parent.delivery)
        let itemWeight: Double
        switch completion {
        case .leaf: itemWeight = schema.costs.weight(of: definition.type.named)
        case .objects(let objects): itemWeight = objects.weight
        }
        let isFree = cost.weight == 0 && (itemWeight == 0 || !cost.weighsItems)
        let plan = FieldPlan(
            responseName: document.text(group.responseName),
            coordinate: binding.coordinate,
            arguments: try self.arguments(definition.arguments, given: arguments),
            wrapping: definition.type.wrapping,
            completion: completion,
            stream: try streamPlan(of: group, definition.type),
            starts: group.selections.map { document.selections[Int($0.index)].start },
            cost: cost,
            leafWeight: cost.weighsItems ? itemWeight : 0,
            repetitionWeight: group.isRepetition && isFree ? CostTable.repetitionWeight : 0,
            weighedArguments: cost.weighsArguments
                ? VariableArguments(definitions: definition.arguments, given: arguments) : nil)
        bytes += PlanBytes.field(
            key: plan.key.count, starts: plan.starts.count,
            arguments: definition.arguments.count, values: size(of: arguments))
        return plan
    }

    mutating func completion(
        of type: TypeID, _ group: CollectedFields.Group, delivery: [Int]
    ) throws(GraphQLError) -> FieldPlan.Completion {
        guard schema.schema[type].isComposite else {
            return .leaf(schema.leafCoercion(of: type))
        }
        let isDeferred = group.selections.contains { $0.usage != nil }
        return .objects(
            try plans(
                PlanKey(
                    selectionSets: group.selections.map { document.selectionSet(of: $0.index) },
                    usages: isDeferred ? group.selections.map(\.usage) : [],
                    delivery: delivery, type: type)))
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

    /// How much literals there are in arguments.
    private func size(of arguments: NodeRange) -> (count: Int, bytes: Int) {
        guard let first = arguments.first, let last = arguments.last else { return (0, 0) }
        // The values of arguments side by side lie side by side.
        let start = document.arguments[Int(first)].value
        let end = document.values[Int(document.arguments[Int(last)].value)].end
        let bytes = (start..<end).reduce(0) { $0 + Int(document.values[Int($1)].length) }
        return (Int(end - start), bytes)
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
