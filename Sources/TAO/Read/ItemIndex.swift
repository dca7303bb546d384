/// Which of the items that a pass asks for: of `RequestMemo.Wants.items`, of `Pass.keys` and of the
/// cache's reply to them. A type of its own, since the same item has another number in a flight
/// (`SeatNumber`) and another place in each question that is about a part of the items.
struct ItemIndex: Hashable, Sendable {
    let rawValue: Int

    init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Not one of this pass's items.
    static var elsewhere: ItemIndex { ItemIndex(-1) }
}

extension RequestMemo.Wants {
    func key(_ item: ItemIndex) -> ItemKey { items[item.rawValue] }
}
