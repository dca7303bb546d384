import TAO

/// Some orders of HOME in which chance moves what stands first: without them nothing could be learnt of posts
/// that the weights of the day put low, nor of how much a place alone is worth. What was served so says it in
/// its tracking token.
///
/// Which orders, and how they are moved, follows from the viewer and the moment, so an order that is made again
/// is the same.
enum Exploration {
    /// - Parameter share: of all orders, 0 to 1.
    static func isChosen(_ viewer: ObjectID, at time: Int64, share: Double) -> Bool {
        Double(seed(viewer, time) >> 11) / Double(1 << 53) < share
    }

    /// Moves the first items by swaps of two, each of which leaves the rule for variety at most as broken as it
    /// was: at most `RankedOrder.authorMax` posts of an author among `RankedOrder.window`. Suggestions change
    /// places with each other alone, so they stay apart.
    static func shuffle(
        _ items: inout [(candidate: RankedCandidate, rank: Int)], places: Int,
        _ viewer: ObjectID, at time: Int64
    ) {
        let count = min(places, items.count)
        if count < 2 { return }
        var random = SplitMix64(seed: seed(viewer, time).mixed)
        // What the last of them shares a window with.
        let reach = min(items.count, count + RankedOrder.window - 1)
        var broken = crowdedWindows(items[..<reach].map(\.candidate.author))
        for _ in 0..<swapsPerPlace * count {
            let (one, other) = (
                Int.random(in: 0..<count, using: &random),
                Int.random(in: 0..<count, using: &random)
            )
            guard items[one].candidate.isSuggested == items[other].candidate.isSuggested
            else { continue }
            items.swapAt(one, other)
            let after = crowdedWindows(items[..<reach].map(\.candidate.author))
            if after <= broken { broken = after } else { items.swapAt(one, other) }
        }
    }

    private static let swapsPerPlace = 8

    private static func seed(_ viewer: ObjectID, _ time: Int64) -> UInt64 {
        (UInt64(bitPattern: viewer.rawValue).mixed ^ UInt64(bitPattern: time)).mixed
    }

    /// How many posts too many of an author all windows have together.
    private static func crowdedWindows(_ authors: [ObjectID]) -> Int {
        var counts: [ObjectID: Int] = [:]
        var (extra, sum) = (0, 0)
        for (index, author) in authors.enumerated() {
            counts[author, default: 0] += 1
            if counts[author, default: 0] > RankedOrder.authorMax { extra += 1 }
            if index >= RankedOrder.window {
                let gone = authors[index - RankedOrder.window]
                if counts[gone, default: 0] > RankedOrder.authorMax { extra -= 1 }
                counts[gone, default: 0] -= 1
            }
            sum += extra
        }
        return sum
    }
}
