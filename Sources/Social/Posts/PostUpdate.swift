import GraphQL
import TAO

/// `postUpdate`: changes a post or a draft.
enum PostUpdate: SubjectMutation {
    typealias Output = Ref<Post>

    static let subject = Subject<PostUpdate, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.owner]
    static let texts = [
        TextRule<PostUpdate>(\.caption, at: Input.Path.caption, "A caption") {
            text, limits throws(BrokenTextRule) in
            try TextRules.text(text, codePointsMax: limits.captionCodePointsMax)
        }
    ]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: PostUpdateInput, on post: Post, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        try await context.deciding {
            guard let stored = try await context.stored(Post.self, post.id),
                stored.status != .removed
            else { throw subject.error(.notFound) }
            var draft = PostDraft(stored)
            draft.apply(input)
            var write = GraphWrite()
            if let media = draft.given(input.media, at: Input.Path.media) {
                let photos = try await context.arrange(media, of: stored, in: &write)
                draft.show(photos, hasChangedTexts: !write.isEmpty)
                draft.tag(
                    try await context.tags(
                        media, of: photos.map(\.id), at: Input.Path.media, in: stored))
            }
            try draft.errors.throwIfAny()
            try await draft.say(PostWords(input), in: context)
            guard draft.hasChanged || !write.isEmpty else { return }
            try write.update(stored, draft.finished(at: context.services.clock.milliseconds))
            try await context.commit(write)
        }
        return Ref(id: post.id)
    }

    static func register(_ payload: inout PayloadResolvers<PostUpdate>) {
        payload.field(\.post) { $0.output }
    }
}

/// A post as its author wants to have it.
private struct PostDraft {
    private let stored: Post
    private var post: Properties<Post>
    /// Whether what it shows or says has changed.
    private var isEdited = false
    var errors = UserErrors<PostErrorCode>()

    private typealias Path = PostUpdateInput.Path

    init(_ stored: Post) {
        self.stored = stored
        post = Properties(stored.object.data)
    }

    mutating func apply(_ input: PostUpdateInput) {
        switch input.commentPolicy {
        case .keep: break
        case .clear: post[.commentPolicy] = nil
        case .set(let policy): post[.commentPolicy] = policy
        }
        if let value = given(input.hideCounts, at: Path.hideCounts) {
            post[.hidesCounts] = value ? true : nil
        }
        if let value = given(input.isSensitive, at: Path.isSensitive) {
            post[.isSensitive] = value ? true : nil
        }
        if let value = given(input.shareCaptureInfo, at: Path.shareCaptureInfo) {
            post[.sharesCaptureInfo] = value ? true : nil
        }
        if let value = given(input.audience, at: Path.audience) { post[.audience] = value }
        if let license = given(input.license, at: Path.license) {
            if license.isAsWide(as: stored.license) {
                edit(.license, license)
            } else {
                refuse("A Creative Commons licence can be widened only.", Path.license)
            }
        }
    }

    mutating func show(_ photos: [Image], hasChangedTexts: Bool) {
        edit(.media, photos.map(\.id))
        post.note(videos: photos.map(\.isVideo))
        if hasChangedTexts { isEdited = true }
    }

    mutating func tag(_ tags: MediaTags) {
        edit(.tags, tags.items.isEmpty ? nil : tags)
    }

    mutating func say(_ words: PostWords, in context: RequestContext) async throws {
        let before = post
        try await context.say(words, in: &post, for: PostUpdate.self)
        if post.record != before.record { isEdited = true }
    }

    private mutating func edit<Value: RecordValue & Equatable>(
        _ field: RecordField<Post, Value>, _ value: Value?
    ) {
        if post[field] == value { return }
        post[field] = value
        isEdited = true
    }

    var hasChanged: Bool { post.record != stored.object.data }

    /// - Parameter now: milliseconds since 1970.
    func finished(at now: Int64) -> Properties<Post> {
        var post = post
        if stored.status == .draft {
            post[.movedAt] = now
        } else if isEdited {
            post[.editedAt] = now
        }
        return post
    }

    /// nil for what stays, and for null, which is a mistake.
    mutating func given<Value>(_ change: Change<Value>, at path: InputPath) -> Value? {
        if case .clear = change { refuse("This cannot be null.", path) }
        return change.value
    }

    private mutating func refuse(_ message: String, _ path: InputPath) {
        errors.errors.append(UserError(.invalid, message, at: path))
    }
}

extension License {
    /// What it asks of those who use the pictures; nil if they have to ask first.
    private var terms: Set<String>? {
        switch self {
        case .allRightsReserved: nil
        case .ccBy: ["BY"]
        case .ccBySa: ["BY", "SA"]
        case .ccByNd: ["BY", "ND"]
        case .ccByNc: ["BY", "NC"]
        case .ccByNcSa: ["BY", "NC", "SA"]
        case .ccByNcNd: ["BY", "NC", "ND"]
        case .cc0: []
        }
    }

    /// Whether it allows all that another one has allowed, which cannot be taken back: section 6 of the
    /// Creative Commons licences, https://creativecommons.org/licenses/by/4.0/legalcode
    fileprivate func isAsWide(as other: License) -> Bool {
        guard let given = other.terms else { return true }
        return terms?.isSubset(of: given) ?? false
    }
}
