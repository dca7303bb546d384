/// What is asked for, and where it is known: all under the memo's lock.
extension RequestMemo.State {
    /// The pass being filled.
    private mutating func beginWants() -> Int {
        if let wants { return wants.pass }
        let pass = stages.count
        wants = RequestMemo.Wants(pass: pass)
        stages.append(.running)
        answers.append(nil)
        return pass
    }

    // Each `want` returns the number of a key and adds the pass that brings its answer to `passes`.

    mutating func want(object id: ObjectID, _ passes: inout [Int]) -> Int {
        let number = objects.number(of: id)
        if mustAsk(objects[number], &passes) { objects[number] = ask(.object(id), &passes) }
        return number
    }

    mutating func want(list key: AssociationListKey, _ passes: inout [Int]) -> Int {
        let number = lists.number(of: key)
        if mustAsk(lists[number], &passes) { lists[number] = ask(.list(key), &passes) }
        return number
    }

    mutating func want(name key: NameKey, _ passes: inout [Int]) -> Int {
        let number = names.number(of: key)
        if mustAsk(names[number], &passes) { names[number] = ask(.name(key), &passes) }
        return number
    }

    /// A list that is to be counted. That of a type that is not counted tells its count only while
    /// it is whole: one that was cut short is read again.
    mutating func want(
        count key: AssociationListKey, isCounted: Bool, _ passes: inout [Int]
    ) -> Int {
        let number = want(list: key, &passes)
        if isCounted { return number }
        if let list = self.list(number), list.isCut {
            lists[number] = ask(.list(key), &passes)
        }
        if let pass = wants?.pass, lists[number].pass == pass {
            wants?.counts.append(lists[number].item)
        }
        return number
    }

    /// A number for the list, and one for the page unless the list is known to answer.
    mutating func want(range query: RangeQuery, _ passes: inout [Int]) -> (list: Int, page: Int) {
        let list = want(list: query.list, &passes)
        if self.list(list)?.answers(query) == true { return (list, -1) }
        let number = pages.number(of: query)
        if !isKnown(page: number), mustAsk(pages[number], isItem: false, &passes) {
            let pass = beginWants()
            pages[number] = MemoPlace(pass: pass, index: wants?.ranges.count ?? 0)
            let item = lists[list].pass == pass ? lists[list].item : .elsewhere
            wants?.ranges.append((query, item))
            note(pass, &passes)
        }
        return (list, number)
    }

    /// A number for the list, and one for the edge unless the list is known to answer.
    mutating func want(edge key: AssociationKey, _ passes: inout [Int]) -> (list: Int, edge: Int) {
        let list = want(list: key.list, &passes)
        if self.list(list)?.find(key) != nil { return (list, -1) }
        let number = edges.number(of: key)
        if !isKnown(edge: number), mustAsk(edges[number], isItem: false, &passes) {
            let pass = beginWants()
            edges[number] = MemoPlace(pass: pass, index: wants?.edges.count ?? 0)
            let item = lists[list].pass == pass ? lists[list].item : .elsewhere
            wants?.edges.append((key, item))
            note(pass, &passes)
        }
        return (list, number)
    }

    /// Whether no pass was asked yet, or in vain; one that was and has not answered is noted.
    /// - Parameter isItem: a pass that has ended knows all its items, save for those that failed, but
    ///   not every page and edge.
    private func mustAsk(
        _ place: MemoPlace, isItem: Bool = true, _ passes: inout [Int]
    ) -> Bool {
        guard place.pass >= 0 else { return true }
        switch stages[place.pass] {
        case .running:
            note(place.pass, &passes)
            return false
        case .ended: return !isItem || failure(place) != nil
        }
    }

    private func isKnown(page number: Int) -> Bool {
        if case .success = page(number) { true } else { false }
    }

    private func isKnown(edge number: Int) -> Bool {
        if case .success = edge(number) { true } else { false }
    }

    private mutating func ask(_ item: ItemKey, _ passes: inout [Int]) -> MemoPlace {
        let pass = beginWants()
        note(pass, &passes)
        let index = wants?.items.count ?? 0
        wants?.items.append(item)
        return MemoPlace(pass: pass, index: index)
    }

    private func note(_ pass: Int, _ passes: inout [Int]) {
        if !passes.contains(pass) { passes.append(pass) }
    }

    // MARK: Answers

    // Each throws why it is not known: `CancellationError` if it was not found out.

    func object(_ number: Int) throws -> Object? {
        guard case .object(let object) = item(objects[number]) else {
            throw reason(objects[number])
        }
        return object
    }

    func name(_ number: Int) throws -> ObjectID? {
        guard case .name(let id) = item(names[number]) else { throw reason(names[number]) }
        return id
    }

    func count(_ key: AssociationListKey, _ number: Int) throws -> Int {
        guard let list = list(number) else { throw reason(lists[number]) }
        guard let count = list.count else { throw GraphError.notCounted(key) }
        return count
    }

    func page(_ query: RangeQuery, _ place: (list: Int, page: Int)) throws -> AssociationPage {
        if let page = list(place.list)?.page(query) { return page }
        guard let page = page(place.page) else { throw reason(lists[place.list]) }
        return try page.get()
    }

    func edge(_ key: AssociationKey, _ place: (list: Int, edge: Int)) throws -> Association? {
        if let known = list(place.list)?.find(key) { return known }
        guard let edge = edge(place.edge) else { throw reason(lists[place.list]) }
        return try edge.get()
    }

    // Each is nil unless it is known.

    private func list(_ number: Int) -> EdgeList? {
        let place = lists[number]
        return place.pass >= 0 ? answers[place.pass]?.list(place.item) : nil
    }

    private func page(_ number: Int) -> Result<AssociationPage, any Error>? {
        guard number >= 0, pages[number].pass >= 0 else { return nil }
        return answers[pages[number].pass]?.page(pages[number].index)
    }

    private func edge(_ number: Int) -> Result<Association?, any Error>? {
        guard number >= 0, edges[number].pass >= 0 else { return nil }
        return answers[edges[number].pass]?.edge(edges[number].index)
    }

    private func item(_ place: MemoPlace) -> CacheValue.Item? {
        place.pass >= 0 ? answers[place.pass]?.item(place.item) : nil
    }

    private func failure(_ place: MemoPlace) -> (any Error)? {
        place.pass >= 0 ? answers[place.pass]?.failure(place.item) : nil
    }

    private func reason(_ place: MemoPlace) -> any Error { failure(place) ?? CancellationError() }

    /// Keeps what a pass has found out, and gives those that wait for it, in their order.
    mutating func end(_ pass: Int, _ found: PassAnswers) -> [RequestMemo.Waiter] {
        stages[pass] = .ended
        answers[pass] = RequestMemo.Kept(found)
        let ready = waiters.filter { $0.pass == pass }
        waiters.removeAll { $0.pass == pass }
        return ready
    }
}
