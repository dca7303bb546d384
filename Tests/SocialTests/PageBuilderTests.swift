import Demo
import GraphQL
import Media
import TAO
import TestSupport
import Testing

@testable import Social

/// A list in memory, newest first, of which some items are hidden.
private struct ModelList {
    struct Item {
        var position: ListPosition
        var isVisible: Bool
    }

    /// In the order of the list.
    var items: [Item] = []

    /// Times repeat, so that ids decide.
    mutating func insert(id: Int64, hidden share: Double, _ random: inout SeededRandom) {
        let time = Int64.random(in: 0..<12, using: &random)
        items.append(
            Item(
                position: ListPosition(time: time, id: ObjectID(rawValue: id)),
                isVisible: random.share() >= share))
        items.sort { $0.position.precedes($1.position) }
    }

    var visible: [Int64] { items.filter(\.isVisible).map(\.position.id.rawValue) }

    /// What a read behind a place gives.
    func read(
        behind place: ListPosition?, _ count: Int, isBackward: Bool
    ) -> (items: [PageBuilder<Int64>.Candidate], hasMore: Bool) {
        let order = isBackward ? items.reversed() : items
        let rest = order.filter { item in
            place.map {
                isBackward
                    ? item.position.precedes($0) : $0.precedes(item.position)
            } ?? true
        }
        return (
            rest.prefix(count).map { ($0.position, $0.isVisible ? $0.position.id.rawValue : nil) },
            rest.count > count
        )
    }
}

@Suite struct `A page` {
    private static let list = ListName(\PostFields.comments).of(ObjectID(rawValue: 1))

    private func arguments(_ count: Int, isBackward: Bool) throws -> PageArguments {
        var given = PostCommentsArguments()
        if isBackward { given.last = count } else { given.first = count }
        return try PageArguments(given, limits: .standard)
    }

    @Test(.crosses(\SocialLimits.pageItemsMax), arguments: [false, true])
    func `has 1 to so many items`(isBackward: Bool) throws {
        let most = SocialLimits.standard.pageItemsMax
        for count in [1, most] {
            #expect(try arguments(count, isBackward: isBackward).count == count)
        }
        for count in [-1, 0, most + 1] {
            let error = #expect(throws: GraphQLError.self) {
                try arguments(count, isBackward: isBackward)
            }
            #expect(error?.code == "BAD_USER_INPUT")
        }
    }

    /// One page, and how many reads it took.
    private func page(
        of list: ModelList, _ count: Int, from place: ListPosition?, isBackward: Bool
    ) throws -> (page: Page<Int64>, reads: Int) {
        let arguments = try arguments(count, isBackward: isBackward)
        var builder = PageBuilder<Int64>(
            arguments, from: place, readMax: SocialLimits.standard.pageItemsReadMax)
        var reads = 0
        while let wanted = builder.wanted {
            let part = list.read(behind: builder.reached, wanted, isBackward: isBackward)
            builder.take(part.items, hasMore: part.hasMore)
            reads += 1
        }
        return (builder.page(of: Self.list), reads)
    }

    /// All pages in the order of the list; `between` is called between two of them.
    private func pages(
        of list: ModelList, _ count: Int, isBackward: Bool,
        between: (inout ModelList) -> Void = { _ in }
    ) throws -> [[Int64]] {
        var list = list
        var pages: [[Int64]] = []
        var place: ListPosition?
        while true {
            let page = try page(of: list, count, from: place, isBackward: isBackward).page
            let nodes = page.items.map(\.node)
            pages = isBackward ? [nodes] + pages : pages + [nodes]
            let hasMore = isBackward ? page.hasPrevious : page.hasNext
            #expect((isBackward ? page.hasNext : page.hasPrevious) == (place != nil))
            guard hasMore else { return pages }
            // No page before the end is short.
            #expect(nodes.count == count)
            place = isBackward ? page.items.first?.position : page.items.last?.position
            between(&list)
        }
    }

    @Test(arguments: [1, 7, 100], [false, true])
    func `shows all that is visible once, in order, and knows the end`(
        count: Int, isBackward: Bool
    ) throws {
        for seed in 1...150 {
            var random = SeededRandom(seed: UInt64(seed))
            var list = ModelList()
            let hidden = [0, 0.1, 0.5, 0.95, 1][seed % 5]
            for id in 0..<Int64(random.share() * 250) {
                list.insert(id: id, hidden: hidden, &random)
            }
            let pages = try pages(of: list, count, isBackward: isBackward)
            #expect(pages.flatMap { $0 } == list.visible)
            #expect(pages.count == max(1, (list.visible.count + count - 1) / count))
        }
    }

    /// Wherever in the page it begins, if that is not within the last items of a large one.
    @Test(arguments: [1, 2, 3, 7, 20, 100])
    func `crosses a hidden stretch in one read more`(count: Int) throws {
        for before in 0...count - count / 8 {
            var list = ModelList()
            for index in 0..<before + 500 + count + 1 {
                let isHidden = index >= before && index < before + 500
                let position = ListPosition(
                    time: Int64(10_000 - index), id: ObjectID(rawValue: Int64(index + 1)))
                list.items.append(ModelList.Item(position: position, isVisible: !isHidden))
            }
            let (page, reads) = try page(of: list, count, from: nil, isBackward: false)
            #expect(page.items.count == count)
            #expect(reads == 2, "\(before)")
        }
    }

    @Test(arguments: [1, 7, 100], [false, true])
    func `neither skips nor repeats while the list changes`(
        count: Int, isBackward: Bool
    ) throws {
        for seed in 1...40 {
            var random = SeededRandom(seed: UInt64(seed))
            var list = ModelList()
            for id in 0..<Int64(200) { list.insert(id: id, hidden: 0.3, &random) }
            var throughout = Set(list.visible)
            var next: Int64 = 1_000
            let seen = try pages(of: list, count, isBackward: isBackward) { list in
                for _ in 0..<3 {
                    list.insert(id: next, hidden: 0.3, &random)
                    next += 1
                    let gone = list.items.remove(
                        at: Int.random(in: 0..<list.items.count, using: &random))
                    throughout.remove(gone.position.id.rawValue)
                }
            }.flatMap { $0 }
            #expect(Set(seen).count == seen.count, "repeated")
            #expect(throughout.isSubset(of: seen), "skipped")
        }
    }

    @Test(.crosses(\SocialLimits.pageItemsReadMax), arguments: [0, 1])
    func `skips so many hidden items by each further read`(beyond: Int) throws {
        let most = SocialLimits.standard.pageItemsReadMax
        var list = ModelList()
        for index in 0..<Int64(most + beyond + 2) {
            list.items.append(
                ModelList.Item(
                    position: ListPosition(time: -index, id: ObjectID(rawValue: index)),
                    isVisible: index >= most + beyond))
        }
        // The first read of a page of one item is of two, and the second must find two more.
        let (page, reads) = try page(of: list, 1, from: nil, isBackward: false)
        #expect(page.items.count == 1)
        #expect(reads == 2 + beyond)
    }

    @Test(arguments: [1, 20, 100], [false, true])
    func `skips 500 hidden items with one more read`(count: Int, isBackward: Bool) throws {
        var list = ModelList()
        for index in 0..<Int64(700) {
            list.items.append(
                ModelList.Item(
                    position: ListPosition(time: -index, id: ObjectID(rawValue: index)),
                    isVisible: !(100..<600).contains(index)))
        }
        let place = list.items[isBackward ? 600 : 99].position
        let (page, reads) = try page(of: list, count, from: place, isBackward: isBackward)
        #expect(page.items.count == count)
        #expect(reads == 2)
    }
}
