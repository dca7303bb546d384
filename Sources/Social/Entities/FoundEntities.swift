import GraphQL
import TAO

/// What was found in a text, and may be as much as is allowed.
struct FoundEntities {
    let stretches: [EntityParser.Stretch]
    /// Each once, in the order of the text.
    let hashtags: [String]
    let mentions: [String]

    /// - Parameters:
    ///   - text: as it is stored.
    ///   - path: where it stands in the input.
    /// - Throws: for too many hashtags or mentions. Names are counted, not accounts, so that who writes one
    ///   too many learns nothing of them.
    init<Code: EntityErrorCode>(
        in text: String?, _ limits: SocialLimits, at path: InputPath, _ code: Code.Type
    ) throws(UserError<Code>) {
        stretches = text.map { EntityParser.stretches(in: $0, limits) } ?? []
        hashtags = stretches.compactMap {
            if case .hashtag(let name) = $0.kind { name } else { nil }
        }.unique()
        mentions = stretches.compactMap {
            if case .mention(let name) = $0.kind { name } else { nil }
        }.unique()
        if hashtags.count > limits.hashtagsPerPostMax {
            throw .tooManyHashtags(limits, at: path)
        }
        if mentions.count > limits.mentionsPerTextMax {
            throw UserError(
                .tooManyEntities, "A text mentions at most \(limits.mentionsPerTextMax) accounts.",
                at: path, limit: limits.mentionsPerTextMax)
        }
    }

    /// - Parameters:
    ///   - hashtags: the ids of names.
    ///   - mentions: those that are mentioned in truth.
    fileprivate func resolved(
        hashtags: [String: ObjectID], mentions: [String: ObjectID]
    ) -> TextEntities {
        TextEntities(
            items: stretches.compactMap { stretch in
                let target: TextEntities.Target? =
                    switch stretch.kind {
                    case .hashtag(let name): hashtags[name].map { .hashtag($0) }
                    case .mention(let name): mentions[name].map { .mention($0) }
                    case .link: .link
                    }
                return target.map {
                    TextEntities.Item(
                        target: $0, offset: stretch.range.lowerBound, length: stretch.range.count)
                }
            })
    }
}

/// Codes of mutations that take texts with hashtags and mentions.
protocol EntityErrorCode: InvalidErrorCode {
    static var tooManyEntities: Self { get }
}

extension PostErrorCode: EntityErrorCode {}
extension CommentErrorCode: EntityErrorCode {
    static var tooManyEntities: CommentErrorCode { .invalid }
}

extension UserError where Code: EntityErrorCode {
    static func tooManyHashtags(_ limits: SocialLimits, at path: InputPath) -> UserError {
        UserError(
            .tooManyEntities, "There may be \(limits.hashtagsPerPostMax) hashtags at most.",
            at: path, limit: limits.hashtagsPerPostMax)
    }
}

/// A text as it was stored before.
struct EarlierText {
    let text: String
    let entities: TextEntities

    /// Whom the names in it have meant: an account that has another name by now is still meant by the old one.
    fileprivate var mentions: [String: ObjectID] {
        let scalars = Array(text.unicodeScalars)
        var mentions: [String: ObjectID] = [:]
        for item in entities.items {
            guard case .mention(let id) = item.target, item.offset + item.length <= scalars.count
            else { continue }
            let stretch = scalars[item.offset..<item.offset + item.length].dropFirst()
            mentions[String(String.UnicodeScalarView(stretch)).lowercased()] = id
        }
        return mentions
    }
}

extension RequestContext {
    /// What is found in a text stands for. Hashtags come into being; accounts are mentioned that the viewer
    /// sees and that let it do so.
    ///
    /// - Parameter earlier: what the text takes the place of.
    func resolve<Kind: Mutation>(
        _ found: FoundEntities, after earlier: EarlierText? = nil, for kind: Kind.Type
    ) async throws -> TextEntities {
        let hashtags = try await hashtags(named: found.hashtags, for: kind)
        return try await resolve(
            found, after: earlier,
            hashtags: Dictionary(uniqueKeysWithValues: zip(found.hashtags, hashtags)))
    }

    /// The same where the hashtags are known already.
    func resolve(
        _ found: FoundEntities, after earlier: EarlierText?, hashtags: [String: ObjectID]
    ) async throws -> TextEntities {
        found.resolved(
            hashtags: hashtags, mentions: try await mentioned(found.mentions, after: earlier))
    }

    private func mentioned(
        _ names: [String], after earlier: EarlierText?
    ) async throws -> [String: ObjectID] {
        if names.isEmpty { return [:] }
        let kept = earlier?.mentions ?? [:]
        let new = names.filter { kept[$0] == nil }
        let holders = try await graph.ids(named: new, in: NameSpaces.username)
        let ids = kept.merging(zip(new, holders).compactMap { name, id in id.map { (name, $0) } }) {
            kept, _ in kept
        }
        let candidates = names.compactMap { name in ids[name].map { (name: name, id: $0) } }
        let permitted = try await permit(
            [WriteRule<User>.notBlockedByViewer, .mayBeNamed], onEach: candidates.map(\.id))
        var mentioned: [String: ObjectID] = [:]
        for (candidate, user) in zip(candidates, permitted) {
            guard case .success(let user) = user,
                kept[candidate.name] != nil || user.holds(candidate.name, now: now, limits)
            else { continue }
            mentioned[candidate.name] = user.id
        }
        return mentioned
    }
}
