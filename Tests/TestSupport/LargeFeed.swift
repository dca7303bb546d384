import Foundation
import Postgres
import TAO

/// Rows of authors who are followed by all viewers and have very many posts, put into a database
/// faster than the product's writes would.
///
/// Of the posts only their places in lists exist; a test stores the newest, which a feed shows.
package struct LargeFeed: Sendable {
    /// Numbers of the types of associations.
    package struct Types: Sendable {
        package var follows: Int16
        package var authored: Int16

        package init(follows: Int16, authored: Int16) {
            self.follows = follows
            self.authored = authored
        }
    }

    package let authorCount: Int
    package let postsEach: Int
    /// The account of which all authors are copies; it is none of them.
    package let model: ObjectID
    /// When the newest post was published; every other one is a millisecond older than the one
    /// before it. Milliseconds since 1970.
    package let newest: Int64

    package init(authorCount: Int, postsEach: Int, model: ObjectID, newest: Int64) {
        self.authorCount = authorCount
        self.postsEach = postsEach
        self.model = model
        self.newest = newest
    }

    /// Numbers of authors and of the posts of each from an environment variable such as `7000x300`.
    package static func size(from variable: String, else other: (Int, Int)) -> (Int, Int) {
        let text = ProcessInfo.processInfo.environment[variable] ?? ""
        let numbers = text.split(separator: "x").compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : other
    }

    /// What one millisecond adds to an id.
    private static let step = ObjectID(
        milliseconds: ObjectID.epochMilliseconds + 1, shard: 0, sequence: 0
    ).rawValue

    package func author(_ number: Int) -> ObjectID {
        ObjectID(model.rawValue + Int64(number + 1) * Self.step)
    }

    /// The newest post has the number 0, and is of author 0.
    package func post(_ number: Int) -> ObjectID {
        ObjectID(milliseconds: newest - Int64(number), shard: 7, sequence: 0)
    }

    package func author(ofPost number: Int) -> ObjectID { author(number % authorCount) }

    package func store(
        in database: Database, followedBy viewers: [ObjectID], types: Types
    ) async throws {
        try await storeAuthors(in: database, types)
        for viewer in viewers { try await storeFollows(of: viewer, in: database, types) }
        // A few at a time: a statement has a time limit.
        for begin in stride(from: 0, to: postsEach, by: 5) {
            try await storePosts(begin..<min(begin + 5, postsEach), in: database, types)
        }
        _ = try await database.query("ANALYZE")
    }

    private func storeAuthors(in database: Database, _ types: Types) async throws {
        let (first, last) = (model.rawValue, Int64(authorCount) - 1)
        _ = try await database.pipeline([
            """
            INSERT INTO objects (id, type, version, data)
            SELECT \(first) + (n + 1) * \(Self.step), type, version, data
            FROM objects, generate_series(0, \(last)) AS n WHERE id = \(first)
            """,
            """
            INSERT INTO association_counts (id1, type, slot, count)
            SELECT \(first) + (n + 1) * \(Self.step), \(types.authored), 0, \(Int64(postsEach))
            FROM generate_series(0, \(last)) AS n
            """,
        ])
    }

    private func storeFollows(
        of viewer: ObjectID, in database: Database, _ types: Types
    ) async throws {
        let (first, last) = (model.rawValue, Int64(authorCount) - 1)
        _ = try await database.pipeline([
            """
            INSERT INTO associations (id1, type, id2, time, data)
            SELECT \(viewer.rawValue), \(types.follows), \(first) + (n + 1) * \(Self.step), n, ''
            FROM generate_series(0, \(last)) AS n
            """,
            """
            INSERT INTO association_counts (id1, type, slot, count)
            VALUES (\(viewer.rawValue), \(types.follows), 0, \(Int64(authorCount)))
            """,
        ])
    }

    private func storePosts(
        _ numbers: Range<Int>, in database: Database, _ types: Types
    ) async throws {
        let (authors, latest) = (Int64(authorCount), post(0).rawValue)
        let (low, high) = (Int64(numbers.lowerBound), Int64(numbers.upperBound) - 1)
        _ = try await database.query(
            """
            INSERT INTO associations (id1, type, id2, time, data)
            SELECT \(model.rawValue) + (n + 1) * \(Self.step), \(types.authored),
                \(latest) - (m * \(authors) + n) * \(Self.step),
                \(newest) - (m * \(authors) + n), ''
            FROM generate_series(0, \(authors) - 1) AS n, generate_series(\(low), \(high)) AS m
            """)
    }
}
