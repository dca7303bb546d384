import GraphQL
import TAO

/// What a post says beside its photos: its caption with what is found in it, hashtags, and where it was made.
/// `keep` leaves what is there.
struct PostWords {
    var caption: Change<String>
    var hashtags: Change<[String]>
    var location: Change<PostLocationInput>
}

extension PostWords {
    init(_ input: PostCreateInput) {
        caption = input.caption.map { .set($0) } ?? .keep
        hashtags = input.hashtags.map { .set($0) } ?? .keep
        location = input.location.map { .set($0) } ?? .keep
    }

    init(_ input: PostUpdateInput) {
        caption = input.caption
        hashtags = input.hashtags
        location = input.location
    }

    // The inputs that have these fields call them alike.
    fileprivate typealias Path = PostUpdateInput.Path
}

extension RequestContext {
    /// Puts the words of a post into its record. Hashtags and places that nobody knows come into being.
    ///
    /// - Throws: `UserError<PostErrorCode>`.
    func say<Kind: Mutation>(
        _ words: PostWords, in post: inout Properties<Post>, for kind: Kind.Type
    ) async throws where Kind.Code == PostErrorCode {
        typealias Path = PostWords.Path
        let given = try given(words.hashtags.value ?? [])
        let text = words.caption.value.flatMap { $0 == post[.caption] ? nil : $0 }
        let found = try FoundEntities(in: text, limits, at: Path.caption, Kind.Code.self)
        // All at once, so that those that come into being take one write.
        let names = (found.hashtags + given).unique()
        let ids = Dictionary(
            uniqueKeysWithValues: zip(names, try await hashtags(named: names, for: kind)))
        if case .clear = words.caption {
            post[.caption] = nil
            post[.entities] = nil
        } else if let text {
            let earlier = post[.caption].flatMap { text in
                post[.entities].map { EarlierText(text: text, entities: $0) }
            }
            post[.entities] = try await resolve(found, after: earlier, hashtags: ids)
            post[.caption] = text
        }
        switch words.hashtags {
        case .keep: break
        case .clear: post[.givenHashtags] = nil
        case .set: post[.givenHashtags] = given.isEmpty ? nil : given.compactMap { ids[$0] }
        }
        if post.hashtags.count > limits.hashtagsPerPostMax {
            throw UserError<PostErrorCode>.tooManyHashtags(
                limits, at: words.hashtags.value == nil ? Path.caption : Path.hashtags)
        }
        switch words.location {
        case .keep: break
        case .clear: post[.location] = nil
        case .set(let place):
            post[.location] = try await self.place(place, at: Path.location, for: kind)
        }
    }

    /// The names of hashtags in the form in which they are kept, each once.
    private func given(_ names: [String]) throws -> [String] {
        let path = PostWords.Path.hashtags
        guard names.count <= limits.hashtagsPerPostMax else {
            throw UserError<PostErrorCode>.tooManyHashtags(limits, at: path)
        }
        var errors = UserErrors<PostErrorCode>()
        let kept = names.enumerated().compactMap { index, text -> String? in
            let name = HashtagName.kept(text, limits)
            if name == nil {
                errors.errors.append(
                    UserError(.invalid, HashtagName.rules(limits), at: path.item(index)))
            }
            return name
        }
        try errors.throwIfAny()
        return kept.unique()
    }
}
