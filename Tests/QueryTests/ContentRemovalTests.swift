import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What its author deletes is gone at once, and soon with all that hung on it.
@Suite(.timeLimit(.minutes(3))) struct `Deleted content` {
    private func mutate(
        _ mutation: String, _ id: String, as viewer: String, on stage: Stage,
        through cache: Stage.Cache
    ) async throws -> String {
        try await stage.json(
            "mutation { r: \(mutation)(input: { \(id) }) { userErrors { code } } }", as: viewer,
            through: cache)
    }

    /// A like and a comment that come when the post has gone.
    private func bringWhatWasOnItsWay(
        to post: String, on stage: Stage, _ services: SocialServices
    ) async throws {
        let (frank, post) = (stage.named("frank").object, stage.named(post).object)
        var late = GraphWrite()
        late.addAssociation(frank, AssociationTypes.likes, post)
        late.addComment(
            try await stage.newID(1), on: post, by: frank, "Late", parent: nil, inReplyTo: nil)
        _ = try await services.tao.commit(late)
    }

    /// As if the time had come until which the job waits.
    private func beginRemoval(on stage: Stage) async throws {
        let requests = Int64(Limits.standard.executionMillisecondsMax)
        #expect(SocialLimits.standard.contentRemovalMilliseconds > requests)
        let begun = try await stage.database.query(
            """
            UPDATE jobs SET run_at = now() WHERE kind = 'content.remove'
                AND run_at > now() + \(Double(requests) / 1_000) * interval '1 second'
            """)
        #expect(begun.affected == 1, "it waits until no request is left that has seen it")
    }

    @Test(
        .crosses(\SocialLimits.contentRemovalMilliseconds),
        arguments: [("post", "alice.post.5"), ("story", "alice.story.1")])
    func `is seen by nobody from then on, and leaves nothing`(
        _ type: String, _ name: String
    ) async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let named = "\(type)Id: \"\(stage.id(name))\""
        if type == "post" {
            for (viewer, mutation, id) in [
                ("bob", "postSave", named), ("frank", "postDislike", named),
                ("alice", "postPin", named),
                ("alice", "commentPin", "commentId: \"\(stage.id("comment.1"))\""),
            ] {
                let answer = try await mutate(mutation, id, as: viewer, on: stage, through: cache)
                #expect(answer.contains(#""userErrors":[]"#), "\(mutation): \(answer)")
            }
        }
        let other = try await mutate("\(type)Delete", named, as: "bob", on: stage, through: cache)
        #expect(other.contains("NOT_ALLOWED"))
        let deleted = try await mutate(
            "\(type)Delete", named, as: "alice", on: stage, through: cache)
        #expect(deleted.contains(#""userErrors":[]"#), "\(deleted)")
        for viewer in ["alice", "bob"] {
            let answer = try await stage.json(
                """
                { node(id: "\(stage.id(name))") { id } viewer { savedPosts { nodes { id } } }
                  user(username: "alice") { posts { nodes { caption } } storyTray { stories { id } } } }
                """, as: viewer, through: cache)
            let isShown = answer.contains(stage.id(name))
            #expect(!isShown, "\(answer)")
            #expect(answer.contains("Last light") == (type == "story"), "\(answer)")
        }
        let again = try await mutate("\(type)Delete", named, as: "alice", on: stage, through: cache)
        #expect(again.contains("NOT_FOUND"))

        let id = stage.named(name).object.rawValue
        let photo = stage.named(name + (type == "post" ? ".photo.1" : ".photo")).object.rawValue
        let services = try await stage.services(cache)
        if type == "post" { try await bringWhatWasOnItsWay(to: name, on: stage, services) }
        try await beginRemoval(on: stage)
        let isGone = try await stage.work(services) {
            try await stage.database.query(
                """
                SELECT 1 FROM objects WHERE id IN (\(id), \(photo))
                UNION ALL SELECT 1 FROM associations WHERE id1 IN (\(id), \(photo))
                    OR id2 IN (\(id), \(photo))
                UNION ALL SELECT 1 FROM association_counts WHERE id1 IN (\(id), \(photo))
                UNION ALL SELECT 1 FROM jobs WHERE state IN (0, 1)
                """
            ).isEmpty
        }
        #expect(isGone)
        let orphans = try await stage.database.query(
            """
            SELECT 1 FROM associations a LEFT JOIN objects o ON o.id = a.id1
                LEFT JOIN objects e ON e.id = a.id2
            WHERE a.type IN (13, 14, 15, 60) AND (o.id IS NULL OR e.id IS NULL)
            """)
        #expect(orphans.isEmpty, "comments")
        for report in [
            try await Verifier(services.tao, repairs: false).counts(),
            try await Verifier(services.tao, repairs: false).inverses(),
        ] {
            #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        }
    }
}
