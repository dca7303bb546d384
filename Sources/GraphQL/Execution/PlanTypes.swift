/// Which concrete types of a field can be planned as one.
extension Planner {
    /// Parts types by the conditions of fragments that they meet: those of one part have the same
    /// fields. Each condition costs as much as it has possible types.
    mutating func typesByCondition(
        _ types: [TypeID], in key: PlanKey
    ) throws(GraphQLError) -> [[TypeID]] {
        guard types.count > 1 else { return types.isEmpty ? [] : [types] }
        let conditions = try conditionsReached(from: key.selectionSets)
        guard !conditions.isEmpty else { return [types] }
        var places: [TypeID: Int] = [:]
        for (place, type) in types.enumerated() { places[type] = place }
        var met = [[Int32]](repeating: [], count: types.count)
        for (number, condition) in conditions.enumerated() {
            for type in schema.schema[condition].possibleTypes {
                if let place = places[type] { met[place].append(Int32(number)) }
            }
        }
        return part(types) { met[$0] }
    }

    /// Parts types by what their fields are: those of one part differ in their resolvers only.
    func typesByShape(
        _ types: [TypeID], _ groups: [CollectedFields.Group]
    ) throws(GraphQLError) -> [[TypeID]] {
        guard types.count > 1 else { return [types] }
        var shapes: [[Int]] = []
        shapes.reserveCapacity(types.count)
        for type in types {
            var shape: [Int] = []
            shape.reserveCapacity(groups.count)
            for group in groups { shape.append(try binding(of: group, on: type).shape) }
            shapes.append(shape)
        }
        return part(types) { shapes[$0] }
    }

    /// Parts types by what stands for each, in the order in which they come.
    private func part<Sign: Hashable>(
        _ types: [TypeID], by sign: (_ place: Int) -> Sign
    ) -> [[TypeID]] {
        var parts: [[TypeID]] = []
        var known: [Sign: Int] = [:]
        for (place, type) in types.enumerated() {
            let sign = sign(place)
            if let part = known[sign] {
                parts[part].append(type)
            } else {
                known[sign] = parts.count
                parts.append([type])
            }
        }
        return parts
    }

    /// The types that fragments test, at any depth but not inside of fields, each once.
    private mutating func conditionsReached(
        from sets: [SelectionSet]
    ) throws(GraphQLError) -> [TypeID] {
        var conditions: [TypeID] = []
        var known: Set<TypeID> = []
        var visited: Set<Name> = []
        var pending = sets
        while let set = pending.popLast() {
            for index in document.children(of: set) {
                try countSelection()
                let selection = document.selections[Int(index)]
                var condition = selection.name.name
                switch selection.kind {
                case .field: continue
                case .fragmentSpread:
                    guard let fragment = fragments[condition], visited.insert(condition).inserted
                    else { continue }
                    condition = fragment.typeCondition.name
                    pending.append(fragment.selectionSet)
                case .inlineFragment: pending.append(document.selectionSet(of: index))
                }
                guard condition != .none, let type = self.type(of: condition),
                    known.insert(type).inserted
                else { continue }
                conditions.append(type)
            }
        }
        return conditions
    }

    // MARK: Children

    /// The children of a selection set without those that are for other object types: a union of
    /// many types has a fragment for each, and would be gone through for each.
    mutating func children(of set: SelectionSet, for type: TypeID) -> [Int32] {
        guard set.range.count > ChildrenByType.countMin else {
            return Array(document.children(of: set))
        }
        let first = set.range.lowerBound
        if let known = childrenByType[first] { return known.children(for: type) }
        var children = ChildrenByType()
        for index in document.children(of: set) {
            children.add(index, for: objectType(testedBy: document.selections[Int(index)]))
        }
        childrenByType[first] = children
        return children.children(for: type)
    }

    private mutating func objectType(testedBy selection: Selection) -> TypeID? {
        let condition: Name
        switch selection.kind {
        case .field: return nil
        case .inlineFragment: condition = selection.name.name
        case .fragmentSpread:
            condition = fragments[selection.name.name]?.typeCondition.name ?? .none
        }
        guard condition != .none, let type = type(of: condition),
            schema.schema[type].kind == .object
        else { return nil }
        return type
    }
}

/// The children of a large selection set by the object type that they are for.
struct ChildrenByType {
    /// Sets with fewer descendants are gone through.
    static let countMin = 64

    /// For any type, or for those of an interface or union.
    private var general: [Int32] = []
    private var particular: [TypeID: [Int32]] = [:]

    mutating func add(_ child: Int32, for type: TypeID?) {
        if let type {
            particular[type, default: []].append(child)
        } else {
            general.append(child)
        }
    }

    /// In the order of the text.
    func children(for type: TypeID) -> [Int32] {
        guard let own = particular[type] else { return general }
        guard !general.isEmpty else { return own }
        return (general + own).sorted()
    }
}
