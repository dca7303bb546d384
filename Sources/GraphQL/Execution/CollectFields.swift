/// Which fields a selection asks for.
/// https://spec.graphql.org/September2026/#CollectFields()
extension Planner {
    mutating func collectFields(
        _ key: PlanKey, on type: TypeID
    ) throws(GraphQLError) -> CollectedFields {
        var collected = CollectedFields()
        for (index, set) in key.selectionSets.enumerated() {
            let usage = key.usages.isEmpty ? nil : key.usages[index]
            // A set that stands for the spread of a fragment: see `simplified`.
            if let fragment = fragmentNames[set], key.usages.isEmpty,
                !collected.visit(fragment, in: nil)
            {
                continue
            }
            try collectFields(set, on: type, in: usage, into: &collected)
        }
        return collected
    }

    /// - Parameter usage: the innermost `@defer` around the selection set.
    private mutating func collectFields(
        _ set: SelectionSet, on type: TypeID, in usage: Int?, into collected: inout CollectedFields
    ) throws(GraphQLError) {
        for index in children(of: set, for: type) {
            try countSelection()
            let selection = document.selections[Int(index)]
            guard isIncluded(selection.directives) else { continue }
            switch selection.kind {
            case .field:
                collected.add(
                    index, name: selection.name.name, responseName: selection.responseName,
                    usage: usage)
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
    private mutating func applies(_ condition: Name, to type: TypeID) -> Bool {
        guard condition != .none else { return true }
        guard let conditionType = self.type(of: condition) else { return false }
        return schema.schema.isPossible(type, of: conditionType)
    }

    /// The type that a condition names.
    mutating func type(of condition: Name) -> TypeID? {
        if let known = conditionTypes[condition] { return known }
        let type = schema.schema.type(named: document.text(condition))
        conditionTypes[condition] = .some(type)
        return type
    }

    func isIncluded(_ directives: NodeRange) -> Bool {
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

    /// The same selections, written so that equal ones are found to be equal: a set that holds
    /// nothing but a fragment is that fragment.
    mutating func simplified(_ key: PlanKey) throws(GraphQLError) -> PlanKey {
        guard key.usages.isEmpty, !fragments.isEmpty else { return key }
        var key = key
        for index in key.selectionSets.indices {
            while let inner = try onlyFragment(in: key.selectionSets[index], of: key.type) {
                key.selectionSets[index] = inner
            }
        }
        return key
    }

    private mutating func onlyFragment(
        in set: SelectionSet, of type: TypeID
    ) throws(GraphQLError) -> SelectionSet? {
        guard set.range.count == 1 else { return nil }
        let selection = document.selections[Int(set.range.lowerBound)]
        guard selection.kind == .fragmentSpread, selection.directives.isEmpty,
            let fragment = fragments[selection.name.name],
            let condition = self.type(of: fragment.typeCondition.name)
        else { return nil }
        try countSelection()
        let isForAll =
            condition == type
            || schema.schema[type].possibleTypes.allSatisfy {
                schema.schema.isPossible($0, of: condition)
            }
        return isForAll ? fragment.selectionSet : nil
    }
}

/// The selections of a selection set by response name, in the order of their first appearance.
/// https://spec.graphql.org/September2026/#sec-Field-Collection
struct CollectedFields {
    struct Group {
        let responseName: Name
        let fieldName: Name
        /// Whether a group before it asks for the same field under another name.
        let isRepetition: Bool
        var selections: [Selection]

        /// The same, as if no `@defer` were around it.
        var undeferred: Group {
            var copy = self
            copy.selections = selections.map { Selection(index: $0.index, usage: nil) }
            return copy
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
    private var fieldNames: Set<Name> = []
    /// Made once the groups are too many to search through.
    private var indices: [Name: Int] = [:]
    private static let searchedMax = 16

    /// Whether a fragment adds anything: it does not where it is given without delay anyway, nor
    /// twice under one `@defer`.
    mutating func visit(_ fragment: Name, in place: Int32?) -> Bool {
        if visited.contains(Visit(fragment: fragment, place: nil)) { return false }
        return visited.insert(Visit(fragment: fragment, place: place)).inserted
    }

    mutating func add(_ node: Int32, name: Name, responseName: Name, usage: Int?) {
        let selection = Selection(index: node, usage: usage)
        if let index = index(of: responseName) {
            groups[index].selections.append(selection)
            return
        }
        groups.append(
            Group(
                responseName: responseName, fieldName: name,
                isRepetition: !fieldNames.insert(name).inserted, selections: [selection]))
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
