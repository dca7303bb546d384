import GraphQL
import TAO

/// What a new story names, besides its photo.
struct StoryNames: Sendable {
    var mentions: [ObjectID] = []
    var hiddenFrom: [ObjectID] = []
    var post: ObjectID?
}

extension WriteRule<Post> {
    /// One that can be seen by others than its author.
    static var mayShare: WriteRule { .only(\.isPublished) }
}

extension RequestContext {
    private typealias Path = StoryCreateInput.Path
    /// Objects that were named, and what is wrong with them.
    private typealias Named = (ids: [ObjectID], errors: [UserError<PostErrorCode>])

    /// - Throws: every mistake at once: accounts and posts that are not there, or do not want it.
    func named(in input: StoryCreateInput) async throws -> StoryNames {
        async let mentions = mentions(input.mentionUserIds ?? [])
        async let hidden = hidden(input.hideFromUserIds ?? [])
        async let post = post(input.sharedPostId)
        let found = try await (mentions: mentions, hidden: hidden, post: post)
        try UserErrors(errors: found.mentions.errors + found.hidden.errors + found.post.errors)
            .throwIfAny()
        return StoryNames(
            mentions: found.mentions.ids, hiddenFrom: found.hidden.ids, post: found.post.ids.first)
    }

    private func mentions(_ given: [ID]) async throws -> Named {
        let max = limits.storyMentionsMax
        guard given.count <= max else {
            let message = "A story mentions at most \(max) accounts."
            return (
                [], [UserError(.tooManyEntities, message, at: Path.mentionUserIds, limit: max)]
            )
        }
        return try await accounts(
            given, at: Path.mentionUserIds, [.notBlockedByViewer, .mayBeNamed])
    }

    private func hidden(_ given: [ID]) async throws -> Named {
        let max = limits.storyHiddenFromMax
        guard given.count <= max else {
            let message = "A story is hidden from at most \(max) accounts."
            return ([], [UserError(.invalid, message, at: Path.hideFromUserIds, limit: max)])
        }
        return try await accounts(given, at: Path.hideFromUserIds, [.other])
    }

    /// Accounts that keep the rules, each once.
    private func accounts(
        _ given: [ID], at path: InputPath, _ rules: [WriteRule<User>]
    ) async throws -> Named {
        let ids = given.map { object($0, .user) }
        var found = try await permit(rules, onEach: ids.compactMap { $0 })[...]
        var errors: [UserError<PostErrorCode>] = []
        for (index, id) in ids.enumerated() {
            guard case .failure(let refusal) = id == nil ? .failure(.notFound) : found.removeFirst()
            else { continue }
            let place = path.item(index)
            errors.append(
                refusal == .notAllowed
                    ? UserError(.tagNotAllowed, "This account does not allow it.", at: place)
                    : UserError(refusal, of: User.self, at: place))
        }
        return (ids.compactMap { $0 }.unique(), errors)
    }

    private func post(_ given: ID?) async throws -> Named {
        guard let given else { return ([], []) }
        guard let post = object(given, .post),
            case .success = try await permit([WriteRule<Post>.mayShare], on: post)
        else { return ([], [UserError(.notFound, of: Post.self, at: Path.sharedPostId)]) }
        return ([post], [])
    }
}
