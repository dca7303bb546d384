import Testing

@testable import Social

@Suite struct `A fair queue` {
    /// Adds elements by their paths, such as `a1 a1 b1`; each is named by its path and number.
    private func queue(_ paths: String, max: Int = 100) -> FairQueue<Character, String> {
        var queue = FairQueue<Character, String>(countMax: max)
        for (number, path) in paths.split(separator: " ").enumerated() {
            _ = queue.add("\(path).\(number)", id: UInt64(number), path: Array(path))
        }
        return queue
    }

    private func drain(_ queue: FairQueue<Character, String>) -> String {
        var queue = queue
        var order: [String] = []
        while let element = queue.next() { order.append(element) }
        return order.joined(separator: " ")
    }

    @Test func `serves those of one line in the order in which they came`() {
        #expect(drain(queue("a1 a1 a1")) == "a1.0 a1.1 a1.2")
        #expect(drain(queue("")) == "")
    }

    @Test func `lets addresses take turns, however much one asks`() {
        #expect(drain(queue("a1 a1 a1 b1 c1 b1")) == "a1.0 b1.3 c1.4 a1.1 b1.5 a1.2")
    }

    @Test func `lets the accounts of an address take turns`() {
        #expect(drain(queue("a1 a1 a1 a2 a3")) == "a1.0 a2.3 a3.4 a1.1 a1.2")
    }

    /// An address with many accounts has one turn all the same.
    @Test func `counts an address once`() {
        #expect(drain(queue("a1 a2 a3 b1 b1")) == "a1.0 b1.3 a2.1 b1.4 a3.2")
    }

    @Test func `starves nobody, though others keep coming back`() {
        var queue = queue("a1 a1 b1 c1")
        var served: [String] = []
        for round in 10..<20 {
            guard let next = queue.next() else { break }
            served.append(next)
            if next.hasPrefix("b") || next.hasPrefix("c") {
                _ = queue.add(next, id: UInt64(round), path: Array(next.prefix(2)))
            }
        }
        #expect(served.prefix(4) == ["a1.0", "b1.2", "c1.3", "a1.1"])
    }

    @Test func `cuts the longest line when it is full`() {
        var full = queue("a1 a1 a2 b1", max: 4)
        #expect(full.add("b1.new", id: 9, path: ["b", "1"]) == "a1.1")
        // Two of each address are left: the newcomer makes its own the longest.
        #expect(full.add("b2.new", id: 10, path: ["b", "2"]) == "b1.new")
        #expect(full.add("a3.new", id: 11, path: ["a", "3"]) == "a3.new")
        #expect(full.count == 4)
        #expect(full.add("c1.new", id: 12, path: ["c", "1"]) == "b2.new")
    }

    @Test func `forgets those who leave`() {
        var queue = queue("a1 b1 a1")
        #expect(queue.remove(id: 0) == "a1.0")
        #expect(queue.remove(id: 0) == nil)
        #expect(queue.remove(id: 7) == nil)
        #expect(drain(queue) == "a1.2 b1.1")
    }
}

@Suite struct `Shares of what is scarce` {
    private typealias Claim = Shares<String>.Claim

    @Test func `are taken up to the limit of each holder and of all`() throws {
        var shares = Shares<String>(totalMax: 3)
        let alice = [Claim("alice", max: 2), Claim("home", max: 3)]
        try shares.take(alice)
        try shares.take(alice)
        #expect(throws: Shares<String>.Refusal.shareTaken("alice")) { try shares.take(alice) }
        try shares.take([Claim("bob", max: 2)])
        #expect(throws: Shares<String>.Refusal.full) { try shares.take([Claim("carol", max: 2)]) }
        shares.giveBack(alice)
        try shares.take([Claim("carol", max: 2)])
        #expect(shares.total == 3)
    }

    @Test func `are not remembered once they are given back`() throws {
        var shares = Shares<String>(totalMax: 10)
        let claims = [Claim("a", max: 1), Claim("b", max: 1)]
        try shares.take(claims)
        #expect(throws: Shares<String>.Refusal.self) { try shares.take([Claim("a", max: 1)]) }
        #expect(shares.holderCount == 2)
        shares.giveBack(claims)
        #expect(shares.holderCount == 0)
        #expect(shares.total == 0)
    }
}
