import TAO
import Testing

@testable import Demo
@testable import Social

/// What is tried with something hidden is answered with the same bytes as what is tried with something
/// that never was, by every mutation, to every asker.
@Suite(.timeLimit(.minutes(10))) struct `What mutations tell of what is hidden` {
    @Test(arguments: PrivacyWorld.askers)
    func `is what they tell of nothing`(asker: String?) async throws {
        let stripped = PrivacyWorld.whole.without(whatIsHiddenFrom: asker)
        let stages = [try await PrivacyWorld.whole.stage(), try await stripped.stage()]
        let hidden = try await hiddenIDs(from: asker, stripped, on: stages[0])
        let elsewhere = stages[0].id("author.post.1")
        let mine = stages[0].id(asker == "secret" ? "secret.post.1" : "open.post.1")
        let photo = stages[0].id("author.avatar")
        let shown = stages[0].id(
            asker == "secret" ? "secret.post.1.photo.1" : "open.post.1.photo.1")
        let shelf = stages[0].id("\(asker ?? "open").collection.1")
        var count = 0
        for row in PrivacyTable.mutations {
            for input in row.inputs {
                for (variable, ids) in hidden where input.contains("$\(variable)") {
                    for id in ids {
                        let filled = input.replacing("$elsewhere", with: "\"\(elsewhere)\"")
                            .replacing("$shelf", with: "\"\(shelf)\"")
                            .replacing("$mine", with: "\"\(mine)\"")
                            .replacing("$shown", with: "\"\(shown)\"")
                            .replacing("$photo", with: "\"\(photo)\"")
                            .replacing("$\(variable)", with: "\"\(id)\"")
                        try await expectSame(row.name, filled, row.shows, by: asker, on: stages)
                        count += 1
                    }
                }
            }
        }
        #expect(count > 25)
    }

    private func expectSame(
        _ name: String, _ input: String, _ shows: String, by asker: String?, on stages: [Stage]
    ) async throws {
        let plain: Set = [
            "totalCount", "revokedSessionId", "deletedFollowRequestId", "deletedCommentId",
            "deletedPostId", "deletedStoryId", "deletedCollectionId",
        ]
        let shown = shows.split(separator: " ").map { field in
            plain.contains(String(field)) ? "\(field)" : "\(field) { __typename }"
        }
        let mutation = """
            mutation { result: \(name)(input: { \(input) }) {
              \(shown.joined(separator: " ")) userErrors { field message code retryAfter limit } } }
            """
        var answers: [String] = []
        for stage in stages {
            let answer = try await stage.ask(
                mutation, as: asker.map { stage.named($0).object },
                of: try await PrivacyWorld.services(stage))
            #expect(answer.failures == [], "\(name)(\(input))")
            answers.append(answer.json)
        }
        #expect(answers[0] == answers[1], "\(name)(\(input)) by \(asker ?? "anonymous")")
    }

    /// Some global ids of what is hidden, by the names of variables.
    private func hiddenIDs(
        from asker: String?, _ stripped: PrivacyWorld, on stage: Stage
    ) async throws -> [String: [String]] {
        // What an asker has written, and what is below its own posts, it may take away unseen.
        let own = PrivacyWorld.whole.commentsOfOrBelow(asker)
        let there = stripped.namesOfWhatIsThere(asker)
        let hidden = PrivacyWorld.whole.small.names.filter {
            !there.contains($0.key) && !$0.key.hasSuffix(".settings")
                && !own.contains($0.value.object)
        }
        let types: [String: NodeType] = [
            "user": .user, "post": .post, "comment": .comment, "story": .story, "media": .media,
            "request": .followRequest, "collection": .collection,
        ]
        var ids = types.mapValues { type in
            let names = hidden.filter { $0.value.type == type }.keys.sorted()
            return stride(from: 0, to: names.count, by: max(1, names.count / 4))
                .map { stage.id(names[$0]) }
        }
        // Moderators act on suspended accounts, which they do not see either.
        ids["moderated"] = ids["user"]?.filter { $0 != stage.id("suspended") }
        // Of an account that does not ask.
        ids["session"] = [try await session(of: asker == "open" ? "secret" : "open", on: stage)]
        return ids
    }

    private func session(of name: String, on stage: Stage) async throws -> String {
        let answer = try await stage.ask(
            """
            mutation { sessionCreate(input: { login: "\(name)", password: "\(Stage.password)" }) {
              viewer { sessions(first: 1) { nodes { id } } } } }
            """)
        let path = ["data", "sessionCreate", "viewer", "sessions", "nodes", "0", "id"]
        return try #require(try JSONText.value(answer.json, at: path) as? String)
    }
}
