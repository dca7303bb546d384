/// Who asks for what, and who knows it: all under the memo's lock.
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

    /// A number for the list, and one for the page unless the list is known to answer.
    mutating func want(range query: RangeQuery, _ passes: inout [Int]) -> (list: Int, page: Int) {
        let list = want(list: query.list, &passes)
        if self.list(list)?.answers(query) == true { return (list, -1) }
        let number = pages.number(of: query)
        if page(number) == nil, mustAsk(pages[number], isKnown: false, &passes) {
            let pass = beginWants()
            pages[number] = MemoPlace(pass: pass, index: wants?.ranges.count ?? 0)
            let item = lists[list].pass == pass ? lists[list].index : -1
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
        if edge(number) == nil, mustAsk(edges[number], isKnown: false, &passes) {
            let pass = beginWants()
            edges[number] = MemoPlace(pass: pass, index: wants?.edges.count ?? 0)
            let item = lists[list].pass == pass ? lists[list].index : -1
            wants?.edges.append((key, item))
            note(pass, &passes)
        }
        return (list, number)
    }

    /// Whether nobody was asked yet; if somebody was and has not answered, it is noted.
    /// - Parameter isKnown: what it means when the pass has ended.
    private func mustAsk(
        _ place: MemoPlace, isKnown: Bool = true, _ passes: inout [Int]
    ) -> Bool {
        guard place.pass >= 0 else { return true }
        switch stages[place.pass] {
        case .running:
            note(place.pass, &passes)
            return false
        case .ended: return !isKnown
        case .failed: return true
        }
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

    // Each is nil unless it is known.

    func object(_ number: Int) -> Object?? {
        if case .object(let object) = item(objects[number]) { object } else { nil }
    }

    func list(_ number: Int) -> EdgeList? {
        let place = lists[number]
        return place.pass >= 0 ? answers[place.pass]?.list(place.index) : nil
    }

    func name(_ number: Int) -> ObjectID?? {
        if case .name(let id) = item(names[number]) { id } else { nil }
    }

    func page(_ number: Int) -> AssociationPage? {
        guard number >= 0, pages[number].pass >= 0 else { return nil }
        return answers[pages[number].pass]?.page(pages[number].index)
    }

    func edge(_ number: Int) -> Association?? {
        guard number >= 0, edges[number].pass >= 0 else { return nil }
        return answers[edges[number].pass]?.edge(edges[number].index)
    }

    private func item(_ place: MemoPlace) -> CacheValue.Item? {
        place.pass >= 0 ? answers[place.pass]?.item(place.index) : nil
    }

    /// Keeps what a pass has found out, and gives those who wait for it, in their order.
    mutating func end(
        _ pass: Int, _ result: Result<PassAnswers, any Error>
    ) -> [RequestMemo.Waiter] {
        switch result {
        case .success(let found):
            stages[pass] = .ended
            answers[pass] = RequestMemo.Kept(found)
        case .failure(let error):
            stages[pass] = .failed
            failures[pass] = error
        }
        let ready = waiters.filter { $0.pass == pass }
        waiters.removeAll { $0.pass == pass }
        return ready
    }
}
