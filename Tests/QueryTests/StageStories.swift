import GraphQL
import TAO
import Testing

@testable import Social

extension Stage {
    /// A photo of an account that nothing shows.
    func photo(
        of name: String, _ status: MediaStatus, _ failure: FailureCode? = nil
    ) async throws -> (id: ObjectID, text: String) {
        let owner = named(name).object
        let id = try await newID(owner.shard)
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.contentType] = "image/jpeg"
        if status == .ready { photo.show(.invented(1)) }
        photo[.status] = status
        photo[.failureCode] = failure
        photo[.failure] = failure.map { _ in "It failed." }
        var write = GraphWrite()
        write.addUpload(id, photo, by: owner)
        _ = try await services(.off).tao.commit(write)
        return (id, text(of: .media, id))
    }

    func text(of type: NodeType, _ id: ObjectID) -> String {
        GlobalIDs(key: Self.secrets.globalIDKey).text(NodeID(type, id))
    }

    /// Runs a mutation, of which nothing fails.
    func mutate(
        _ mutation: String, _ input: String, _ shows: String = "", as viewer: String = "alice",
        through cache: Cache = .off
    ) async throws -> String {
        let query =
            "mutation { r: \(mutation)(input: { \(input) }) { \(shows) userErrors { code field } } }"
        return try await json(query, as: viewer, through: cache)
    }

    /// A story that alice makes of a photo, as far as that is READY.
    func story(
        _ status: MediaStatus = .ready, _ input: String = "audience: EVERYONE",
        as viewer: String = "alice", through cache: Cache = .off
    ) async throws -> (id: String, photo: ObjectID) {
        let photo = try await photo(of: viewer, status)
        let answer = try await mutate(
            "storyCreate", "mediaId: \"\(photo.text)\", \(input)", "story { id }", as: viewer,
            through: cache)
        return (try #require(JSONText.strings("id", in: answer).first, "\(answer)"), photo.id)
    }

    /// What becomes of a photo that is processed.
    func settle(
        _ photo: ObjectID, _ status: MediaStatus, _ failure: FailureCode? = nil,
        by services: SocialServices
    ) async throws {
        _ = try await services.media.update(photo) { old, _ in
            var photo = old
            if status == .ready { photo.show(.invented(1)) }
            photo[.status] = status
            photo[.failureCode] = failure
            photo[.failure] = failure.map { _ in "It failed." }
            return photo
        }
        if let parent = try await services.media.current(photo)?[.parent] {
            try await services.media.publishIfReady(parent)
        }
    }
}
