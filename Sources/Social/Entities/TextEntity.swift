import GraphQL
import TAO

/// A stretch of a text and what it stands for, as the viewer sees it.
struct TextEntity: Sendable {
    let offset: Int
    let length: Int
    /// nil for a link.
    let target: AnyTextEntityTarget?
    let url: String?
}

extension Resolvers<RequestContext> {
    mutating func registerEntities() {
        type(TextEntity.self) { entity in
            entity.field(\.offset) { $0.offset }
            entity.field(\.length) { $0.length }
            entity.field(\.target) { $0.target }
            entity.field(\.url) { $0.url }
        }
    }
}

extension RequestContext {
    /// What stands in texts, in their order. Hidden accounts are not mentioned: their names are plain text, as
    /// those that nobody has.
    func entities(
        of texts: [(text: String?, entities: TextEntities?)]
    ) async throws -> [Result<[TextEntity], any Error>] {
        async let hashtags = gather(texts.map { $0.entities?.hashtags ?? [] }) {
            try await self.load(Hashtag.self, each: $0)
        }
        async let users = gather(texts.map { $0.entities?.mentions ?? [] }) {
            try await self.load($0, listedBy: User.policyInLists)
        }
        return try await zip(texts, zip(hashtags, users)).map { text, found in
            Result {
                guard let entities = text.entities, let text = text.text else { return [] }
                var targets: [TextEntities.Target: AnyTextEntityTarget] = [:]
                for (id, hashtag) in zip(entities.hashtags, found.0) {
                    targets[.hashtag(id)] = try hashtag.get().map { .hashtag($0) }
                }
                for (id, user) in zip(entities.mentions, found.1) {
                    targets[.mention(id)] = try user.get().map { .user($0) }
                }
                return entities.shown(in: text, targets, limits)
            }
        }
    }
}

extension TextEntities {
    fileprivate func shown(
        in text: String, _ targets: [Target: AnyTextEntityTarget], _ limits: SocialLimits
    ) -> [TextEntity] {
        let hasLinks = items.contains { $0.target == .link }
        let scalars = hasLinks ? Array(text.unicodeScalars) : []
        return items.compactMap { item in
            let end = item.offset + item.length
            if item.target == .link, end <= scalars.count {
                let stretch = String(String.UnicodeScalarView(scalars[item.offset..<end]))
                let url = try? WebAddress.kept(stretch, charactersMax: limits.linkCharactersMax)
                return url.map {
                    TextEntity(offset: item.offset, length: item.length, target: nil, url: $0)
                }
            }
            return targets[item.target].map {
                TextEntity(offset: item.offset, length: item.length, target: $0, url: nil)
            }
        }
    }
}
