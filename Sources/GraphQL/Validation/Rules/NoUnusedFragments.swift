extension Rule {
    /// Every fragment is spread by an operation, or by another fragment that one spreads.
    static let noUnusedFragments = Rule("NoUnusedFragments") { registration in
        registration.on(.leaveDocument) { _, walker in
            guard !walker.fragments.isEmpty else { return }
            let used = usedFragments(walker)
            for (index, fragment) in walker.fragments.fragments.enumerated() {
                // Of several fragments with one name, all are used if the last is.
                let last = walker.fragments.index(of: fragment.name.name) ?? index
                guard !used[last] else { continue }
                let name = walker.shown(fragment.name.name)
                walker.report("Fragment \"\(name)\" is never used.", at: fragment.start)
            }
        }
    }
}

private func usedFragments(_ walker: Walker) -> [Bool] {
    let fragments = walker.fragments
    var used = [Bool](repeating: false, count: fragments.fragments.count)
    var pending: [NodeRange] = []
    for case .operation(let operation) in walker.document.definitions {
        pending.append(operation.selectionSet.range)
    }
    while let range = pending.popLast() {
        for index in range {
            let selection = walker.selection(index)
            guard selection.kind == .fragmentSpread,
                let fragment = fragments.index(of: selection.name.name), !used[fragment]
            else { continue }
            used[fragment] = true
            pending.append(fragments.fragments[fragment].selectionSet.range)
        }
    }
    return used
}
