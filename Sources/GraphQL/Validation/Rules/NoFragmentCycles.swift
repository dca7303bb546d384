extension Rule {
    /// No fragment reaches itself through spreads.
    static let noFragmentCycles = Rule("NoFragmentCycles") { registration in
        var search: CycleSearch?
        registration.on(.fragmentDefinition) { index, walker in
            guard let fragment = walker.fragment(index) else { return }
            search = search ?? CycleSearch(walker)
            search?.start(at: fragment, walker)
        }
    }
}

/// A search in depth through the spreads of fragments. Each fragment is entered once, so the work
/// grows with the document; and it goes on after a cycle, to find them all.
private struct CycleSearch {
    private var isVisited: [Bool]
    /// Where a fragment that is being searched stands in `path`, else nil.
    private var pathIndex: [Int?]
    /// The spreads that lead from the first fragment to the current one.
    private var path: [Int32] = []
    private var steps: [Step] = []

    private struct Step {
        let fragment: Int
        let spreads: [Int32]
        var next = 0
    }

    init(_ walker: Walker) {
        let count = walker.fragments.fragments.count
        isVisited = .init(repeating: false, count: count)
        pathIndex = .init(repeating: nil, count: count)
    }

    mutating func start(at fragment: FragmentDefinition, _ walker: Walker) {
        // Of several fragments with one name only the last can be spread.
        guard let index = walker.fragments.index(of: fragment.name.name) else { return }
        enter(index, fragment.selectionSet, walker)
        while let step = steps.indices.last, !walker.isStopped {
            if steps[step].next < steps[step].spreads.count {
                follow(steps[step].spreads[steps[step].next], walker)
            } else {
                pathIndex[steps[step].fragment] = nil
                steps.removeLast()
                advance()
            }
        }
    }

    private mutating func enter(_ fragment: Int, _ set: SelectionSet, _ walker: Walker) {
        guard !isVisited[fragment] else { return advance() }
        isVisited[fragment] = true
        pathIndex[fragment] = path.count
        steps.append(Step(fragment: fragment, spreads: walker.spreads(in: set)))
    }

    /// Goes on to the spread behind the one that was followed.
    private mutating func advance() {
        guard let step = steps.indices.last else { return }
        steps[step].next += 1
        path.removeLast()
    }

    private mutating func follow(_ spread: Int32, _ walker: Walker) {
        path.append(spread)
        let name = walker.selection(spread).name.name
        guard let fragment = walker.fragments.index(of: name) else { return advance() }
        if let start = pathIndex[fragment] {
            report(path[start...], walker)
            advance()
        } else {
            enter(fragment, walker.fragments.fragments[fragment].selectionSet, walker)
        }
    }

    private func report(_ cycle: ArraySlice<Int32>, _ walker: Walker) {
        guard let last = cycle.last else { return }
        let name = walker.shown(walker.selection(last).name.name)
        let names = cycle.dropLast().map { "\"\(walker.shown(walker.selection($0).name.name))\"" }
        let via = excerpt(
            names.joined(separator: ", "), charactersMax: Limits.detailCharactersMax)
        walker.report(
            "Cannot spread fragment \"\(name)\" within itself"
                + (via.isEmpty ? "." : " via \(via)."),
            at: cycle.map { walker.selection($0).start })
    }
}
