/// What the lists at hand leave open.
struct Unanswered {
    /// Pages and edges to be read from PostgreSQL.
    var read = StoreRead()
    /// Lists of which more is to be read.
    var cut: [ItemIndex] = []

    /// Whether a list that was cut short is read again for more. Once: then it is not cut any more.
    fileprivate mutating func deepens(_ item: ItemIndex, _ list: EdgeList) -> Bool {
        guard list.isCut else { return false }
        if cut.contains(item) { return true }
        guard cut.count < TAOLimits.deepenedListsMax else { return false }
        cut.append(item)
        return true
    }
}

extension Pass {
    /// Pages and edges that no list at hand answers. A list that is still to be read may or may not
    /// answer them; asking for both at once saves a round trip, except for a page that begins at the
    /// head of the list, which the list nearly always answers.
    /// - Parameter isLast: whether all lists have been read, as far as may be.
    func unanswered(_ answers: PassAnswers, isLast: Bool) -> Unanswered {
        var unanswered = Unanswered()
        for (index, (query, item)) in wants.ranges.enumerated() where answers.pages[index] == nil {
            switch answers.list(item) {
            case .here(let list):
                if list.answers(query) { continue }
                if !isLast, unanswered.deepens(item, list), isHead(query) { continue }
            case .missing:
                // One that could not be read says why.
                if isLast ? answers.failure(item) != nil : isHead(query) { continue }
            case .elsewhere: break
            }
            unanswered.read.pages.append((index, query))
        }
        for (index, (key, item)) in wants.edges.enumerated() where answers.edges[index] == nil {
            if case .here(let list) = answers.list(item) {
                if list.find(key) != nil { continue }
                if !isLast { _ = unanswered.deepens(item, list) }
            }
            unanswered.read.edges.append((index, key))
        }
        if isLast { return unanswered }
        for item in wants.counts {
            if case .here(let list) = answers.list(item), list.count == nil {
                _ = unanswered.deepens(item, list)
            }
        }
        return unanswered
    }

    private func isHead(_ query: RangeQuery) -> Bool {
        query.isHead(of: loader.backends.types.associations[query.type])
    }

    /// How many edges the questions need of each list that is read.
    var neededEdges: Int {
        if !wants.counts.isEmpty { return TAOLimits.cachedEdgesMax }
        return wants.ranges.reduce(0) { needed, want in
            guard want.list != .elsewhere, isHead(want.query) else { return needed }
            // The one behind tells whether there are more within these times.
            let behind = want.query.times == nil ? 0 : 1
            return max(needed, want.query.offset + want.query.limit + behind)
        }
    }
}
