import Memcached

/// What memcached says about one key when it is asked once more.
struct CacheAnswer: Sendable {
    /// Garbage, too, where there is nothing or the server does not answer: nothing to be waited for.
    let found: CacheValue.Found
    /// Of what was found, if it was asked for.
    var swap: SwapToken?
}

/// What it says about some items of a pass, in their order.
struct CacheAnswers: RandomAccessCollection {
    /// nil when there is no cache.
    let reply: GetReply?
    let items: [ItemIndex]
    let pass: Pass

    var startIndex: Int { 0 }
    var endIndex: Int { items.count }

    subscript(position: Int) -> CacheAnswer {
        guard let reply, case .hit(let value) = reply[position] else {
            return CacheAnswer(found: .garbage)
        }
        return CacheAnswer(
            found: CacheValue.find(pass.wants.key(items[position]), in: value),
            swap: reply.swapToken(position))
    }
}
