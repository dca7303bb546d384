/// The fields of a selection set by response name, inline fragments put in their places, and the
/// fragments that it spreads.
final class FieldCollection {
    let id: Int32
    private(set) var groups: [(name: Name, fields: [Int32])] = []
    /// Indices in `walker.fragments`, each once.
    private(set) var fragments: [Int] = []
    private var groupIndices: [Name: Int] = [:]

    init(_ set: SelectionSet, _ walker: Walker) {
        id = set.range.lowerBound
        var known: Set<Int> = []
        // Inline fragments lie between their siblings, so going straight on visits their fields in
        // the order of the text; only the inside of fields is passed over.
        var index = set.range.lowerBound
        while index < set.range.upperBound {
            let selection = walker.selection(index)
            switch selection.kind {
            case .field:
                add(index, selection.responseName)
                index = selection.end
            case .fragmentSpread:
                if let fragment = walker.fragments.index(of: selection.name.name),
                    known.insert(fragment).inserted
                {
                    fragments.append(fragment)
                }
                index += 1
            case .inlineFragment: index += 1
            }
        }
    }

    private func add(_ field: Int32, _ name: Name) {
        if let index = groupIndices[name] {
            groups[index].fields.append(field)
        } else {
            groupIndices[name] = groups.count
            groups.append((name, [field]))
        }
    }

    subscript(name: Name) -> [Int32]? { groupIndices[name].map { groups[$0].fields } }
}

/// Pairs that were compared, and whether only as parts of objects of different types, which tells
/// less.
struct ComparedPairs {
    private struct Pair: Hashable {
        let one: Int32
        let other: Int32
    }

    private var areExclusive: [Pair: Bool] = [:]

    func contains(_ one: Int32, _ other: Int32, _ areExclusive: Bool) -> Bool {
        guard let known = self.areExclusive[Pair(one: one, other: other)] else { return false }
        return areExclusive || !known
    }

    /// Returns false if the pair was compared as thoroughly before.
    mutating func insert(_ one: Int32, _ other: Int32, _ areExclusive: Bool) -> Bool {
        guard !contains(one, other, areExclusive) else { return false }
        self.areExclusive[Pair(one: one, other: other)] = areExclusive
        return true
    }
}
