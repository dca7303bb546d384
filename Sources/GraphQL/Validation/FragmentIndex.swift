/// The fragment definitions of a document, by name. Of several with one name the last counts.
struct FragmentIndex {
    let fragments: [FragmentDefinition]
    private let definitionIndices: [Int32]
    /// Index in `fragments` by `Name.id`, -1 where there is none; empty without fragments.
    private let indices: [Int32]

    init(_ document: Document) {
        var fragments: [FragmentDefinition] = []
        var definitionIndices: [Int32] = []
        var indices: [Int32] = []
        for (index, definition) in document.definitions.enumerated() {
            guard case .fragment(let fragment) = definition else { continue }
            if indices.isEmpty { indices = .init(repeating: -1, count: document.names.count) }
            indices[Int(fragment.name.name.id)] = Int32(fragments.count)
            fragments.append(fragment)
            definitionIndices.append(Int32(index))
        }
        self.fragments = fragments
        self.definitionIndices = definitionIndices
        self.indices = indices
    }

    var isEmpty: Bool { fragments.isEmpty }

    /// Index in `fragments` of the fragment of this name.
    func index(of name: Name) -> Int? {
        guard !indices.isEmpty, indices[Int(name.id)] >= 0 else { return nil }
        return Int(indices[Int(name.id)])
    }

    subscript(name: Name) -> FragmentDefinition? {
        index(of: name).map { fragments[$0] }
    }

    /// Index in `Document.definitions` of one of `fragments`.
    func definitionIndex(of fragment: Int) -> Int32 { definitionIndices[fragment] }
}

/// Counts how often a rule enters fragments on behalf of one operation.
struct FragmentVisits {
    private var left: Int

    init(limits: Limits) {
        left = limits.fragmentVisitsMax
    }

    /// Whether one more visit is within the limit; ends validation if not.
    mutating func next(_ walker: Walker) -> Bool {
        left -= 1
        if left < 0 {
            walker.abort(
                "Document contains an operation that spreads more than "
                    + "\(walker.limits.fragmentVisitsMax) fragments.")
        }
        return left >= 0
    }
}

extension Walker {
    /// The spreads in a selection set at any depth. Those of one level come before those of its
    /// inner levels, of which the last comes first: so the reference implementation orders them.
    func spreads(in set: SelectionSet) -> [Int32] {
        var spreads: [Int32] = []
        var pending = [set.range]
        while let range = pending.popLast() {
            var index = range.lowerBound
            while index < range.upperBound {
                let selection = document.selections[Int(index)]
                if selection.kind == .fragmentSpread {
                    spreads.append(index)
                } else if index + 1 < selection.end {
                    pending.append(index + 1..<selection.end)
                }
                index = selection.end
            }
        }
        return spreads
    }

    /// The fragments that some spreads name, each once, as indices in `fragments`.
    func distinctFragments(_ spreads: [Int32]) -> [Int] {
        var known: Set<Int> = []
        return spreads.compactMap { spread in
            fragments.index(of: selection(spread).name.name)
                .flatMap { known.insert($0).inserted ? $0 : nil }
        }
    }

    /// The fragments that a selection set reaches through spreads, each once, nearest first, as
    /// indices in `fragments`.
    func fragmentsReached(from set: SelectionSet) -> [Int] {
        guard !fragments.isEmpty else { return [] }
        var visits = FragmentVisits(limits: limits)
        var reached: [Int] = []
        var known: Set<Int> = []
        var spread = distinctFragments(spreads(in: set))
        var next = 0
        while true {
            for fragment in spread where known.insert(fragment).inserted {
                guard visits.next(self) else { return [] }
                reached.append(fragment)
            }
            visitShared(spread.count)
            guard next < reached.count, !isStopped else { return reached }
            spread = spreads(inFragment: reached[next])
            next += 1
        }
    }
}
