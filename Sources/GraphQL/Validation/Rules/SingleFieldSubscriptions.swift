extension Rule {
    /// A subscription has one root field, no introspection field, and no condition on it.
    static let singleFieldSubscriptions = Rule("SingleFieldSubscriptions") { registration in
        registration.on(.operation) { index, walker in
            guard let operation = walker.operation(index), operation.operation == .subscription,
                let root = walker.schema.subscriptionType
            else { return }
            var collection = RootFieldCollection(root: root, limits: walker.limits)
            collection.collect(operation.selectionSet.range, deferredBy: nil, walker)
            collection.report(operation, walker)
        }
    }
}

/// The root fields of a subscription by response name.
/// https://spec.graphql.org/September2026/#CollectSubscriptionFields()
private struct RootFieldCollection {
    let root: TypeID
    private var visits: FragmentVisits
    /// The `@defer` directives under which each fragment was entered; nil for none.
    private var visited: [Name: Set<Int32?>] = [:]
    private var groups: [(name: Name, starts: [UInt32], field: Name)] = []
    private var groupIndices: [Name: Int] = [:]
    /// Start bytes of the `@skip` and `@include` directives.
    private var conditions: [UInt32] = []

    init(root: TypeID, limits: Limits) {
        self.root = root
        visits = FragmentVisits(limits: limits)
    }

    mutating func collect(_ range: NodeRange, deferredBy outer: Int32?, _ walker: Walker) {
        var index = range.lowerBound
        while index < range.upperBound, !walker.isStopped {
            let selection = walker.selection(index)
            let next = selection.end
            defer { index = next }
            if let condition = walker.document.condition(of: selection) {
                conditions.append(condition.start)
                continue
            }
            switch selection.kind {
            case .field: add(selection)
            case .inlineFragment:
                guard applies(selection.name.name, walker) else { continue }
                let deferral = walker.document.deferral(of: selection) ?? outer
                collect(index + 1..<selection.end, deferredBy: deferral, walker)
            case .fragmentSpread:
                collect(spread: selection, deferredBy: outer, walker)
            }
        }
    }

    private mutating func collect(
        spread: Selection, deferredBy outer: Int32?, _ walker: Walker
    ) {
        let name = spread.name.name
        guard let fragment = walker.fragments[name],
            applies(fragment.typeCondition.name, walker)
        else { return }
        let deferral = walker.document.deferral(of: spread) ?? outer
        let known = visited[name, default: []]
        guard !known.contains(nil), !known.contains(deferral), visits.next(walker) else { return }
        visited[name, default: []].insert(deferral)
        collect(fragment.selectionSet.range, deferredBy: deferral, walker)
    }

    private mutating func add(_ selection: Selection) {
        let name = selection.responseName
        if let index = groupIndices[name] {
            groups[index].starts.append(selection.start)
        } else {
            groupIndices[name] = groups.count
            groups.append((name, [selection.start], selection.name.name))
        }
    }

    /// Whether a type condition holds for the root type.
    private func applies(_ condition: Name, _ walker: Walker) -> Bool {
        guard condition != .none else { return true }
        guard let type = walker.type(named: condition) else { return false }
        return walker.schema.isPossible(root, of: type)
    }

    func report(_ operation: OperationDefinition, _ walker: Walker) {
        let name = operation.name.name
        let subject =
            name == .none ? "Anonymous Subscription" : "Subscription \"\(walker.shown(name))\""
        if !conditions.isEmpty {
            walker.report(
                "\(subject) must not use `@skip` or `@include` directives in the top level "
                    + "selection.", at: conditions)
            return
        }
        if groups.isEmpty {
            walker.report(
                "\(subject) must select one top level field.", at: operation.selectionSet.start)
        } else if groups.count > 1 {
            walker.report(
                "\(subject) must select only one top level field.",
                at: groups.dropFirst().flatMap(\.starts))
        }
        for group in groups where walker.document.text(group.field).hasPrefix("__") {
            walker.report(
                "\(subject) must not select an introspection top level field.", at: group.starts)
        }
    }
}

extension Document {
    /// The first `@skip`, else the first `@include`.
    fileprivate func condition(of selection: Selection) -> Directive? {
        directive("skip", in: selection.directives)
            ?? directive("include", in: selection.directives)
    }

    /// Index of the `@defer` that is not switched off where it is written.
    fileprivate func deferral(of selection: Selection) -> Int32? {
        let index = selection.directives.first {
            text(directives[Int($0)].name.name) == "defer"
        }
        guard let index else { return nil }
        guard let condition = argument("if", of: directives[Int(index)]) else { return index }
        let value = values[Int(condition.value)]
        return value.kind == .boolean && text(value.name) == "false" ? nil : index
    }
}
