extension Rule {
    /// Introspection does not go through more than a few lists: what each of them multiplies would
    /// make the response of a short query very long.
    static let maxIntrospectionDepth = Rule("MaxIntrospectionDepth") { registration in
        var search: IntrospectionSearch?
        var skippedEnd: Int32 = 0
        registration.on(.field) { index, walker in
            guard index >= skippedEnd else { return }
            let selection = walker.selection(index)
            let name = walker.document.text(selection.name.name)
            guard name == "__schema" || name == "__type" else { return }
            search = search ?? IntrospectionSearch(walker)
            guard search?.isTooDeep(index, walker) == true else { return }
            walker.report("Maximum introspection depth exceeded", at: selection.start)
            skippedEnd = selection.end
        }
    }
}

/// Looks for lists in lists. A fragment is entered again only with more lists around it than
/// before, so it is entered a few times at most.
private struct IntrospectionSearch {
    /// Most lists around each fragment when it was entered, -1 before.
    private var enteredDepth: [Int]
    private var pending: [(range: NodeRange, depth: Int)] = []

    init(_ walker: Walker) {
        enteredDepth = .init(repeating: -1, count: walker.fragments.fragments.count)
    }

    mutating func isTooDeep(_ field: Int32, _ walker: Walker) -> Bool {
        let before = enteredDepth
        pending = [(field..<walker.selection(field).end, 0)]
        while let (range, depth) = pending.popLast() {
            guard check(range, depth, walker) else {
                // What was entered has not been searched to its end.
                enteredDepth = before
                return true
            }
        }
        return false
    }

    private mutating func check(_ range: NodeRange, _ depth: Int, _ walker: Walker) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let selection = walker.selection(index)
            switch selection.kind {
            case .fragmentSpread: enter(selection.name.name, depth, walker)
            case .inlineFragment: pending.append((index + 1..<selection.end, depth))
            case .field:
                let isList = Self.lists.contains(walker.document.text(selection.name.name))
                let inner = depth + (isList ? 1 : 0)
                if inner > walker.limits.introspectionListsMax { return false }
                if selection.hasSelectionSet {
                    pending.append((index + 1..<selection.end, inner))
                }
            }
            index = selection.end
        }
        return true
    }

    private static let lists: Set = ["fields", "interfaces", "possibleTypes", "inputFields"]

    private mutating func enter(_ name: Name, _ depth: Int, _ walker: Walker) {
        guard let fragment = walker.fragments.index(of: name), enteredDepth[fragment] < depth else {
            return
        }
        enteredDepth[fragment] = depth
        pending.append((walker.fragments.fragments[fragment].selectionSet.range, depth))
    }
}
