extension Rule {
    /// The fields of the root type of a mutation or subscription are neither deferred nor
    /// streamed.
    static let deferStreamDirectiveOnRootField = Rule(
        "DeferStreamDirectiveOnRootField"
    ) { registration in
        var search = RootFieldSearch()
        registration.on(.operation) { index, walker in
            guard let operation = walker.operation(index), operation.operation != .query,
                let root = walker.schema.rootType(of: operation.operation)
            else { return }
            search.check(operation, root, walker)
        }
    }
}

private struct RootFieldSearch {
    /// Fragments without a mistake, which need not be entered for another operation.
    private var clean: Set<Name> = []
    private var visited: Set<Name> = []
    private var visits: FragmentVisits?
    private var place = ""

    mutating func check(_ operation: OperationDefinition, _ root: TypeID, _ walker: Walker) {
        guard walker.document.usesDirective("defer") || walker.document.usesDirective("stream")
        else { return }
        visited = []
        visits = FragmentVisits(limits: walker.limits)
        place = "\(operation.operation.rawValue) type \"\(walker.shown(root))\""
        if check(operation.selectionSet.range, walker) { clean.formUnion(visited) }
    }

    /// Returns whether there was no mistake.
    private mutating func check(_ range: NodeRange, _ walker: Walker) -> Bool {
        var isClean = true
        var index = range.lowerBound
        while index < range.upperBound, !walker.isStopped {
            let selection = walker.selection(index)
            switch selection.kind {
            case .field:
                isClean = allows("stream", on: selection, walker) && isClean
            case .inlineFragment:
                isClean = allows("defer", on: selection, walker) && isClean
                isClean = check(index + 1..<selection.end, walker) && isClean
            case .fragmentSpread:
                isClean = check(spread: selection, walker) && isClean
            }
            index = selection.end
        }
        return isClean
    }

    private mutating func check(spread: Selection, _ walker: Walker) -> Bool {
        let name = spread.name.name
        guard visited.insert(name).inserted, let fragment = walker.fragments[name] else {
            return true
        }
        let isClean = allows("defer", on: spread, walker)
        guard !clean.contains(name), visits?.next(walker) == true else { return isClean }
        return check(fragment.selectionSet.range, walker) && isClean
    }

    private func allows(_ name: String, on selection: Selection, _ walker: Walker) -> Bool {
        guard let directive = walker.document.directive(name, in: selection.directives) else {
            return true
        }
        walker.report(
            "\(name == "defer" ? "Defer" : "Stream") directive cannot be used on root \(place).",
            at: directive.start)
        return false
    }
}
