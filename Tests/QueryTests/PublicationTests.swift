import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Posts that are not shown at once: drafts, and those with a time.
@Suite(.timeLimit(.minutes(3))) struct `Publication` {
    /// A photo of alice's that nothing shows.
    private func freePhoto(on stage: Stage) async throws -> String {
        let items = (1...2).map { "{ mediaId: \"\(stage.id("alice.post.2.photo.\($0)"))\" }" }
        let answer = try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id("alice.post.2"))",
              media: [\(items.joined(separator: ","))] }) { userErrors { code } } }
            """)
        #expect(answer.contains(#""userErrors":[]"#))
        return stage.id("alice.post.2.photo.3")
    }

    private func create(
        _ input: String, on stage: Stage
    ) async throws -> (
        id: String, status: String
    ) {
        let photo = try await freePhoto(on: stage)
        let answer = try await stage.json(
            """
            mutation { postCreate(input: { media: [{ mediaId: "\(photo)" }], \(input) }) {
              post { id status publishedAt } userErrors { code field } } }
            """)
        let id = try #require(JSONText.strings("id", in: answer).first, "\(answer)")
        return (id, try #require(JSONText.strings("status", in: answer).first))
    }

    private func mutate(_ text: String, on stage: Stage) async throws -> String {
        try await stage.json("mutation { r: \(text) { post { status } userErrors { code } } }")
    }

    private func time(_ clock: MovableClock, hours: Double) -> String {
        let time = clock.wallClock.milliseconds + Int64(hours * 3_600_000)
        return "\"\(DateTime(milliseconds: time).text)\""
    }

    private func sees(_ viewer: String, _ id: String, on stage: Stage) async throws -> Bool {
        try await stage.json("{ node(id: \"\(id)\") { id } }", as: viewer)
            != #"{"data":{"node":null}}"#
    }

    @Test func `waits for a draft's author`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let draft = try await create(#"caption: "A", isDraft: true"#, on: stage)
        #expect(draft.status == "DRAFT")
        #expect(try await sees("alice", draft.id, on: stage))
        #expect(try await !sees("carol", draft.id, on: stage))
        let drafts =
            "{ viewer { drafts { nodes { caption editedAt } } pendingPosts { nodes { caption } } } }"
        #expect(try await stage.json(drafts).contains(#""drafts":{"nodes":[{"caption":"A""#))
        _ = try await mutate(
            "postUpdate(input: { postId: \"\(draft.id)\", caption: \"B\" })", on: stage)
        let changed = try await stage.json(drafts)
        #expect(changed.contains(#"[{"caption":"B","editedAt":null}]"#), "\(changed)")
        #expect(
            try await mutate("postPublish(input: { postId: \"\(draft.id)\" })", on: stage)
                .contains("PUBLISHED"))
        #expect(try await sees("carol", draft.id, on: stage))
        #expect(try await stage.json(drafts).contains(#""drafts":{"nodes":[]}"#))
        #expect(
            try await mutate("postPublish(input: { postId: \"\(draft.id)\" })", on: stage)
                .contains("WRONG_STATUS"))
    }

    @Test(.crosses(\SocialLimits.scheduleMillisecondsMax))
    func `comes at its time, once, and not before`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let post = try await create("publishAt: \(time(clock, hours: 2))", on: stage)
        #expect(post.status == "SCHEDULED")
        #expect(try await !sees("carol", post.id, on: stage))
        let services = try await stage.services(.off)
        func status() async throws -> String {
            try await stage.json("{ node(id: \"\(post.id)\") { ... on Post { status } } }")
        }
        // The job has come and waits.
        let waits = try await stage.work(services) {
            try await stage.database.query(
                "SELECT 1 FROM jobs WHERE kind = 'post.publish' AND run_at > now() + interval '1 minute'"
            ).count == 1
        }
        #expect(waits)
        #expect(try await status().contains("SCHEDULED"))
        let later = time(clock, hours: 3)
        #expect(
            try await mutate(
                "postPublish(input: { postId: \"\(post.id)\", publishAt: \(later) })", on: stage
            ).contains("SCHEDULED"))
        clock.advance(hours: 2.5)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let isLeft = try await stage.work(services) {
            try await stage.database.query(
                "SELECT 1 FROM jobs WHERE state = 0 AND run_at <= now() OR state = 1"
            ).isEmpty
        }
        #expect(isLeft)
        #expect(try await status().contains("SCHEDULED"), "it has another time by now")
        // An hour of downtime.
        clock.advance(hours: 1.5)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        #expect(try await stage.work(services) { try await status().contains("PUBLISHED") })
        #expect(try await sees("carol", post.id, on: stage))
        let published = try await stage.json(
            "{ node(id: \"\(post.id)\") { ... on Post { publishedAt } } }")
        #expect(published.contains(later), "at its time: \(published)")
        for (hours, isTaken) in [(75.0 * 24 - 1, true), (75.0 * 24 + 1, false), (-1, false)] {
            let answer = try await stage.json(
                """
                mutation { postCreate(input: { media: [{ mediaId: "\(stage.id("alice"))" }],
                  publishAt: \(time(clock, hours: hours)) }) { userErrors { code } } }
                """)
            #expect(answer.contains(isTaken ? "BAD_MEDIA" : "INVALID"), "\(hours): \(answer)")
        }
    }
}
