import Demo
import GraphQL
import Media
import TAO
import TestSupport
import Testing

@testable import Social

@Suite struct `Cursors of lists` {
    private let cursors = Cursors(key: (1, 2))
    private let list = ListName(\PostFields.comments).of(ObjectID(rawValue: 77))
    private let position = ListPosition(section: 3, time: -5, id: ObjectID(rawValue: .max))

    @Test func `give back the place they were made for`() throws {
        #expect(try cursors.position(cursors.text(position, in: list), in: list) == position)
    }

    @Test func `are refused by other lists`() {
        let text = cursors.text(position, in: list)
        for other in [
            ListName(\CommentFields.replies).of(list.owner),
            ListName(\PostFields.comments).of(ObjectID(rawValue: 78)),
        ] {
            #expect(throws: GraphQLError.self) { try cursors.position(text, in: other) }
        }
    }

    @Test func `are refused when a letter is changed`() {
        let text = cursors.text(position, in: list)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(throws: GraphQLError.self) { try cursors.position(changed, in: list) }
        }
    }

    @Test(arguments: ["", "A", String(repeating: "A", count: 60), "=", "🙂"])
    func `are refused when they are made up`(text: String) {
        let error = #expect(throws: GraphQLError.self) {
            try cursors.position(text, in: list)
        }
        #expect(error?.extensions.first?.value == .string("BAD_USER_INPUT"))
    }

    @Test func `are the same for the same place`() {
        #expect(cursors.text(position, in: list) == cursors.text(position, in: list))
    }

    /// A place changed in one bit, sealed under the same nonce, would change one bit of the cursor.
    @Test func `show nothing of the place`() throws {
        for bit in 0..<63 {
            var other = position
            other.id = ObjectID(rawValue: position.id.rawValue ^ 1 << Int64(bit))
            let first = try #require(Base64URL.decode(cursors.text(position, in: list)))
            let second = try #require(Base64URL.decode(cursors.text(other, in: list)))
            let differing = zip(first, second).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
            // Half of 360 bits, give or take eight standard deviations.
            #expect((104...256).contains(differing))
        }
    }

    @Test func `of another key are refused`() {
        let text = Cursors(key: (1, 3)).text(position, in: list)
        #expect(throws: GraphQLError.self) { try cursors.position(text, in: list) }
    }
}

@Suite struct `Page arguments` {
    private func page(_ values: [(String, InputValue)]) throws(GraphQLError) -> PageArguments {
        let order = InputField(name: "orderBy", value: .enum("NEWEST"))
        let given = values.map { InputField(name: $0.0, value: $0.1) } + [order]
        guard let arguments = try? PostCommentsArguments(Arguments(values: given)) else {
            throw GraphQLError("These are no arguments.")
        }
        return try PageArguments(arguments, limits: .standard)
    }

    @Test(.crosses(\SocialLimits.pageItemsDefault)) func `default to the first twenty`() throws {
        let page = try page([])
        #expect(page.count == 20)
        #expect(!page.isBackward)
    }

    @Test func `go backwards with last or before`() throws {
        #expect(try page([("last", .int(3))]).isBackward)
        #expect(try page([("before", .string("x"))]).isBackward)
        #expect(try !page([("after", .string("x"))]).isBackward)
    }

    @Test(
        arguments: [
            [("first", .int(0))], [("first", .int(101))], [("first", .int(-1))],
            [("last", .int(0))], [("last", .int(101))], [("first", .int(1)), ("last", .int(1))],
            [("first", .int(1)), ("before", .string("x"))],
            [("last", .int(1)), ("after", .string("x"))],
            [("after", .string("x")), ("before", .string("x"))],
        ] as [[(String, InputValue)]])
    func `are refused when they make no sense`(values: [(String, InputValue)]) {
        #expect(throws: GraphQLError.self) { try page(values) }
    }

    @Test func `reach up to a hundred`() throws {
        #expect(try page([("first", .int(100))]).count == 100)
        #expect(try page([("last", .int(100))]).count == 100)
    }
}

@Suite struct `Merging newest first` {
    private func page(_ times: [Int64], hasMore: Bool = false) -> AssociationPage {
        AssociationPage(
            associations: times.map {
                Association(
                    id1: ObjectID(rawValue: 1), type: 9, id2: ObjectID(rawValue: $0 * 10),
                    time: $0)
            }, hasMore: hasMore)
    }

    private func merged(_ pages: [AssociationPage]) -> [Int64] {
        var merge = KWayMerge(pages)
        var times: [Int64] = []
        while let edge = merge.next() { times.append(edge.time) }
        return times
    }

    @Test func `takes from all lists in order`() {
        #expect(
            merged([page([9, 5, 1]), page([]), page([8, 7, 2]), page([6])])
                == [9, 8, 7, 6, 5, 2, 1])
    }

    @Test func `stops where the next edge is unknown`() {
        #expect(merged([page([9, 5], hasMore: true), page([8, 3])]) == [9, 8, 5])
    }

    @Test func `agrees with sorting`() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<200 {
            let lists = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                (0..<Int.random(in: 0...9, using: &random))
                    .map { _ in Int64.random(in: 0...40, using: &random) }
                    .sorted(by: >)
            }
            #expect(merged(lists.map { page($0) }) == lists.flatMap { $0 }.sorted(by: >))
        }
    }
}

@Suite struct `Values computed once` {
    @Test func `are shared by all who ask`() async throws {
        let calls = Counter()
        let once = Once {
            await calls.count()
            await Task.yield()
            return 42
        }
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await once.value } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 42, count: 50))
        #expect(await calls.value == 1)
        #expect(try await once.value == 42)
    }

    @Test func `fail for all who ask`() async {
        struct Failure: Error {}
        let once = Once<Int> { throw Failure() }
        await #expect(throws: Failure.self) { try await once.value }
        await #expect(throws: Failure.self) { try await once.value }
    }

    private actor Counter {
        var value = 0
        func count() { value += 1 }
    }
}
