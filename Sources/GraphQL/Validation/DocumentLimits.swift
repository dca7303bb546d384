extension Walker {
    /// Refuses documents that ask for too much before any rule looks at them.
    func isWithinLimits() -> Bool {
        guard fragments.isEmpty || FragmentNesting(self).isWithinLimit(self) else {
            abort(
                "Document nests selections more than \(limits.nestingMax) levels deep through "
                    + "its fragments.")
            return false
        }
        return true
    }
}

/// How deep selections nest when fragments are put in their places.
///
/// The parser bounds the nesting of each definition. Rules and executor also follow spreads, and
/// some of them recurse, so this must be bounded too. Spreads that close a cycle do not count: a
/// rule reports them.
private struct FragmentNesting {
    private struct Level {
        var depth = 0
        var spreads: [(fragment: Int, depth: Int)] = []
    }

    private var levels: [Level] = []
    /// Nil until it is known.
    private var depths: [Int?]

    init(_ walker: Walker) {
        depths = .init(repeating: nil, count: walker.fragments.fragments.count)
        levels = walker.fragments.fragments.map { Self.level(of: $0.selectionSet, walker) }
        for fragment in levels.indices where depths[fragment] == nil { measure(fragment) }
    }

    func isWithinLimit(_ walker: Walker) -> Bool {
        for depth in depths where (depth ?? 0) > walker.limits.nestingMax { return false }
        for case .operation(let operation) in walker.document.definitions {
            let level = Self.level(of: operation.selectionSet, walker)
            if depth(of: level) > walker.limits.nestingMax { return false }
        }
        return true
    }

    private static func level(of set: SelectionSet, _ walker: Walker) -> Level {
        var level = Level()
        var pending = [(range: set.range, depth: 1)]
        while let (range, depth) = pending.popLast() {
            level.depth = max(level.depth, depth)
            var index = range.lowerBound
            while index < range.upperBound {
                let selection = walker.selection(index)
                if selection.kind != .fragmentSpread {
                    if index + 1 < selection.end {
                        pending.append((index + 1..<selection.end, depth + 1))
                    }
                } else if let fragment = walker.fragments.index(of: selection.name.name) {
                    level.spreads.append((fragment, depth))
                }
                index = selection.end
            }
        }
        return level
    }

    private func depth(of level: Level) -> Int {
        level.spreads.reduce(level.depth) { depth, spread in
            max(depth, spread.depth + (depths[spread.fragment] ?? 0))
        }
    }

    /// Measures a fragment and all it spreads, innermost first, without recursion.
    private mutating func measure(_ fragment: Int) {
        var path = [(fragment: fragment, next: 0)]
        var isOnPath: Set = [fragment]
        while let (fragment, next) = path.last {
            let spreads = levels[fragment].spreads
            if next < spreads.count {
                path[path.count - 1].next += 1
                let inner = spreads[next].fragment
                if depths[inner] == nil, isOnPath.insert(inner).inserted { path.append((inner, 0)) }
            } else {
                depths[fragment] = depth(of: levels[fragment])
                isOnPath.remove(fragment)
                path.removeLast()
            }
        }
    }
}
