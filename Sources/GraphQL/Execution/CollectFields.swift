/// Makes the plan of an operation.
///
/// Selections that merge are planned once for each concrete type they apply to, however many paths
/// lead there, so the work is bounded by selections times types.
struct Planner {
    private let schema: ExecutableSchema
    private let document: Document
    private let conditions: VariableValues
    private let limits: Limits
    private var fragments: [Name: FragmentDefinition] = [:]
    private var plans: [PlanKey: SelectionPlan] = [:]
    private var variableArguments: [VariableArguments] = []
    private var fieldCount = 0
    private var depth = 0

    private struct PlanKey: Hashable {
        let selectionSets: [SelectionSet]
        let type: TypeID
    }

    /// - Parameter conditions: the values of the variables that `@skip` and `@include` test.
    init(
        schema: ExecutableSchema, document: Document, conditions: VariableValues, limits: Limits
    ) {
        self.schema = schema
        self.document = document
        self.conditions = conditions
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
        let selection = try plan([definition.selectionSet], on: root)
        return OperationPlan(
            document: document, definition: definition, root: selection,
            variableArguments: variableArguments)
    }

    private mutating func plan(
        _ sets: [SelectionSet], on type: TypeID
    ) throws(GraphQLError) -> SelectionPlan {
        let key = PlanKey(selectionSets: sets, type: type)
        if let plan = plans[key] { return plan }
        guard depth < limits.planDepthMax else {
            throw GraphQLError("The operation selects fields that are nested too deeply.")
        }
        depth += 1
        defer { depth -= 1 }
        var collected = CollectedFields()
        var visited: Set<Name> = []
        for set in sets { collectFields(set, on: type, into: &collected, visited: &visited) }
        var fields: [FieldPlan] = []
        fields.reserveCapacity(collected.groups.count)
        for group in collected.groups { fields.append(try plan(group, on: type)) }
        let plan = SelectionPlan(typeName: schema.schema[type].name, fields: fields)
        plans[key] = plan
        return plan
    }

    /// https://spec.graphql.org/September2026/#CollectFields()
    private func collectFields(
        _ set: SelectionSet, on type: TypeID, into collected: inout CollectedFields,
        visited: inout Set<Name>
    ) {
        for index in document.children(of: set) {
            let selection = document.selections[Int(index)]
            guard isIncluded(selection.directives) else { continue }
            switch selection.kind {
            case .field:
                collected.add(index, responseName: selection.responseName)
            case .fragmentSpread:
                guard visited.insert(selection.name.name).inserted,
                    let fragment = fragments[selection.name.name],
                    applies(fragment.typeCondition.name, to: type)
                else { continue }
                collectFields(fragment.selectionSet, on: type, into: &collected, visited: &visited)
            case .inlineFragment:
                guard applies(selection.name.name, to: type) else { continue }
                let set = document.selectionSet(of: index)
                collectFields(set, on: type, into: &collected, visited: &visited)
            }
        }
    }

    /// https://spec.graphql.org/September2026/#DoesFragmentTypeApply()
    private func applies(_ condition: Name, to type: TypeID) -> Bool {
        guard condition != .none else { return true }
        guard let conditionType = schema.schema.type(named: document.text(condition)) else {
            return false
        }
        return schema.schema[conditionType].possibleTypes.contains(type)
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

    private func condition(_ index: Int32) -> Bool {
        let value = document.values[Int(index)]
        let name = document.text(value.name)
        return value.kind == .variable ? conditions[name] == .boolean(true) : name == "true"
    }

    private mutating func plan(
        _ group: CollectedFields.Group, on type: TypeID
    ) throws(GraphQLError) -> FieldPlan {
        fieldCount += 1
        guard fieldCount <= limits.planFieldsMax else {
            throw GraphQLError("The operation selects too many fields.")
        }
        let selections = group.selections.map { document.selections[Int($0)] }
        let name = document.text(selections[0].name.name)
        let coordinate = FieldCoordinate(type: schema.schema[type].name, field: name)
        guard let definition = schema.schema.fieldDefinition(named: name, on: type) else {
            throw GraphQLError("Cannot query field \"\(name)\" on type \"\(coordinate.type)\".")
        }
        return FieldPlan(
            responseName: document.text(group.responseName),
            coordinate: coordinate,
            source: try source(of: coordinate),
            arguments: try arguments(definition.arguments, given: selections[0].arguments),
            wrapping: definition.type.wrapping,
            completion: try completion(of: definition.type.named, group.selections),
            starts: selections.map(\.start))
    }

    private func source(of coordinate: FieldCoordinate) throws(GraphQLError) -> FieldPlan.Source {
        if coordinate.field == "__typename" { return .typeName }
        guard let resolver = schema.resolver(for: coordinate) else {
            throw GraphQLError("The field \(coordinate) cannot be resolved.")
        }
        return .resolver(resolver)
    }

    private mutating func completion(
        of type: TypeID, _ selections: [Int32]
    ) throws(GraphQLError) -> FieldPlan.Completion {
        let definition = schema.schema[type]
        guard definition.isComposite else {
            return .leaf(schema.leafCoercion(of: type))
        }
        let sets = selections.map { document.selectionSet(of: $0) }
        var plans: [SelectionPlan] = []
        for possibleType in definition.possibleTypes {
            plans.append(try plan(sets, on: possibleType))
        }
        return .objects(plans)
    }

    private mutating func arguments(
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
        var selections: [Int32]
    }

    private(set) var groups: [Group] = []
    /// Made once the groups are too many to search through.
    private var indices: [Name: Int] = [:]
    private static let searchedMax = 16

    mutating func add(_ selection: Int32, responseName: Name) {
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
