import Postgres
import TAO

/// A story that was published and has to be looked after when it is over.
struct StoryDeadline: Sendable, Equatable {
    let story: ObjectID
    let author: ObjectID
    /// Unix milliseconds.
    let publishedAt: Int64
}

/// Rows of `story_deadlines`: which published stories have to be looked after, one for each.
///
/// A row goes last, when all is done, so it is never forgotten. Several workers take different rows; one
/// that is lost with some leaves them to others when its lease has passed.
struct StoryDeadlineStore: Sendable {
    let database: Database

    /// How far a story has come.
    enum Stage: Int16, CaseIterable, Sendable {
        /// It is watched, or its day has just passed.
        case active = 0
        /// Its day is over, and it is still kept who has seen it.
        case over = 1
    }

    /// To be run in the transaction that publishes it.
    static func insertion(of story: ObjectID, by author: ObjectID, publishedAt: Int64) -> Query {
        """
        INSERT INTO story_deadlines (story, author, published_at)
        VALUES (\(story.rawValue), \(author.rawValue), \(publishedAt))
        ON CONFLICT (story) DO NOTHING
        """
    }

    /// Of an account that goes with all its stories.
    static func removal(of author: ObjectID) -> Query {
        "DELETE FROM story_deadlines WHERE author = \(author.rawValue)"
    }

    /// Gives rows of a stage to the caller, those of the oldest stories first.
    ///
    /// - Parameters:
    ///   - time: only stories that were published then or before, in Unix milliseconds.
    ///   - lease: for so long no one else is given them.
    func claim(
        _ stage: Stage, publishedUntil time: Int64, limit: Int, leaseMilliseconds lease: Int64
    ) async throws -> [StoryDeadline] {
        let rows = try await database.query(
            """
            WITH due AS MATERIALIZED (
                SELECT story FROM story_deadlines
                WHERE stage = \(stage.rawValue) AND published_at <= \(time)
                    AND leased_until <= now()
                ORDER BY published_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            UPDATE story_deadlines AS taken
            SET leased_until = now() + \(Double(lease)) * interval '1 millisecond'
            FROM due WHERE taken.story = due.story
            RETURNING taken.story, taken.author, taken.published_at
            """)
        return rows.map { row in
            StoryDeadline(
                story: ObjectID(row.int64(0)), author: ObjectID(row.int64(1)),
                publishedAt: row.int64(2))
        }
    }

    /// Keeps a row for longer.
    func extend(_ story: ObjectID, leaseMilliseconds lease: Int64) async throws {
        _ = try await database.query(
            """
            UPDATE story_deadlines
            SET leased_until = now() + \(Double(lease)) * interval '1 millisecond'
            WHERE story = \(story.rawValue)
            """)
    }

    /// The story is over; what is left is to be done later, by anyone.
    static func advance(_ story: ObjectID) -> Query {
        """
        UPDATE story_deadlines SET stage = \(Stage.over.rawValue), leased_until = now()
        WHERE story = \(story.rawValue)
        """
    }

    /// All is done.
    func remove(_ story: ObjectID) async throws {
        _ = try await database.query(
            "DELETE FROM story_deadlines WHERE story = \(story.rawValue)")
    }
}
