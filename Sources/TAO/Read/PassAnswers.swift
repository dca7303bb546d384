import Memcached

/// What a pass has found out, in the order of its wants; nil is not known (yet). What could not be
/// read fails alone: all else of the pass is answered.
struct PassAnswers: Sendable {
    private enum Slot: Sendable {
        /// In the cache's reply and good, to be read when it is asked for.
        case hit
        case missing
        case item(CacheValue.Item)
        case failed(any Error)
    }

    /// What the cache said; nil if it was not asked.
    let reply: GetReply?
    private let keys: [ItemKey]
    /// None at all when everything was hit.
    private var slots: [Slot]
    /// By the numbers of the pass's ranges and edges.
    var pages: [Int: Result<AssociationPage, any Error>] = [:]
    var edges: [Int: Result<Association?, any Error>] = [:]

    /// - Parameter missed: all items that are not in the reply, or must not be taken from it.
    init(of keys: [ItemKey], reply: GetReply?, missed: [Pass.Missed]) {
        self.keys = keys
        self.reply = reply
        slots = missed.isEmpty ? [] : Array(repeating: .hit, count: keys.count)
        for missed in missed { slots[missed.item.rawValue] = .missing }
    }

    subscript(item: ItemIndex) -> CacheValue.Item? {
        get {
            let index = item.rawValue
            if index < slots.count {
                switch slots[index] {
                case .hit: break
                case .missing, .failed: return nil
                case .item(let item): return item
                }
            }
            guard case .hit(let value) = reply?[index] else { return nil }
            return CacheValue.item(keys[index], verified: value)
        }
        set {
            if slots.isEmpty { slots = Array(repeating: .hit, count: keys.count) }
            slots[item.rawValue] = newValue.map { .item($0) } ?? .missing
        }
    }

    /// Why an item is not known; what is known stays so.
    mutating func fail(_ item: ItemIndex, _ error: any Error) {
        let index = item.rawValue
        guard index < slots.count, case .missing = slots[index] else { return }
        slots[index] = .failed(error)
    }

    /// What has been found out about an item apart from the rest.
    mutating func take(_ item: ItemIndex, from other: PassAnswers) {
        if let found = other[item] {
            self[item] = found
        } else if let error = other.failure(item) {
            fail(item, error)
        }
    }

    /// The pages and edges of a read that failed.
    mutating func fail(_ read: StoreRead, _ error: any Error) {
        for (index, _) in read.pages { pages[index] = .failure(error) }
        for (index, _) in read.edges { edges[index] = .failure(error) }
    }

    func failure(_ item: ItemIndex) -> (any Error)? {
        let index = item.rawValue
        guard index < slots.count, case .failed(let error) = slots[index] else { return nil }
        return error
    }

    /// A list that a range or an edge may be found in.
    enum List {
        case here(EdgeList)
        case missing
        /// Not one of the pass's items.
        case elsewhere
    }

    func list(_ item: ItemIndex) -> List {
        if item == .elsewhere { return .elsewhere }
        return knownList(item).map { .here($0) } ?? .missing
    }

    /// The same as the subscript for an item that is a list, without a detour.
    func knownList(_ item: ItemIndex) -> EdgeList? {
        if slots.isEmpty {
            guard case .hit(let value) = reply?[item.rawValue] else { return nil }
            return EdgeList(verified: value)
        }
        if case .list(let list) = self[item] { return list }
        return nil
    }
}
