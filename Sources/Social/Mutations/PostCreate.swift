import GraphQL
import TAO

/// `postCreate`: makes a post. It is published at once if its photos are READY, else when they are.
enum PostCreate: Mutation {
    typealias Code = PostErrorCode
    static let name = "postCreate"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Post? {
        let viewerID = try context.requireViewer()
        let draft = try Draft(input, context)
        let id = try await context.once(
            input, name, conflict: .keyConflict, invalid: .badKey
        ) { claim in
            // On the shard of its author, so that a profile is read from one place.
            try await context.create(onShard: viewerID.shard) { id in
                let now = context.services.clock.milliseconds
                try await context.create(
                    ObjectTypes.post, id: id, showing: draft.media
                ) { isReady in
                    draft.record(by: viewerID, publishedAt: isReady ? now : nil)
                } finish: { write in
                    for query in claim(id) { write.also(query) }
                }
                return id
            }
        }
        return try await context.posts([id]).first ?? nil
    }

    /// What the author asks for, checked.
    private struct Draft {
        var media: [ChosenMedia] = []
        var caption: String?
        var audience: Audience

        init(_ input: MutationInput, _ context: RequestContext) throws {
            audience = input.string("audience").flatMap(Audience.init(name:)) ?? .everyone
            let limits = context.limits
            var errors = UserErrors<PostErrorCode>(errors: [])
            if let text = input.string("caption") {
                caption = TextRules.text(text, codePointsMax: limits.captionCodePointsMax)
                if caption == nil {
                    errors.errors.append(
                        UserError(
                            .invalid,
                            "A caption has at most \(limits.captionCodePointsMax) characters.",
                            field: "caption"))
                }
            }
            addMedia(input.list("media"), context, &errors)
            try errors.throwIfAny()
        }

        private mutating func addMedia(
            _ items: [MutationInput], _ context: RequestContext,
            _ errors: inout UserErrors<PostErrorCode>
        ) {
            let limits = context.limits
            guard (1...limits.carouselItemsMax).contains(items.count) else {
                errors.errors.append(
                    UserError(
                        .badMedia, "A post has 1 to \(limits.carouselItemsMax) photos.",
                        field: "media"))
                return
            }
            for (index, item) in items.enumerated() {
                do {
                    media.append(try chosen(item, "\(index)", context))
                } catch {
                    errors.errors.append(error)
                }
            }
        }

        private func chosen(
            _ item: MutationInput, _ index: String, _ context: RequestContext
        ) throws(UserError<PostErrorCode>) -> ChosenMedia {
            guard let id = item.id("mediaId", .media, in: context) else {
                throw UserError(
                    .badMedia, "There is no such upload of yours.",
                    field: "media", index, "mediaId")
            }
            guard !media.contains(where: { $0.id == id }) else {
                throw UserError(
                    .badMedia, "A photo can be in a post once.", field: "media", index, "mediaId")
            }
            let length = context.limits.altTextCodePointsMax
            var altText: String?
            if let text = item.string("altText") {
                altText = TextRules.text(text, codePointsMax: length)
                guard altText != nil else {
                    throw UserError(
                        .invalid, "An alternative text has at most \(length) characters.",
                        field: "media", index, "altText")
                }
            }
            return ChosenMedia(id: id, altText: altText, field: ["media", index, "mediaId"])
        }

        func record(by author: ObjectID, publishedAt: Int64?) -> Record {
            Record(
                postBy: author, media: media.map(\.id), caption: caption, audience: audience,
                publishedAt: publishedAt)
        }
    }
}

extension Record {
    /// A POST record; one without a time of publication waits for its photos.
    init(
        postBy author: ObjectID, media: [ObjectID], caption: String?, audience: Audience,
        publishedAt: Int64?
    ) {
        self.init()
        let status = publishedAt == nil ? PostStatus.processing : .published
        set(PostField.author, author)
        set(PostField.media, media)
        set(PostField.caption, caption?.isEmpty == true ? nil : caption)
        set(PostField.audience, audience.rawValue)
        set(PostField.status, status.rawValue)
        set(PostField.publishedAt, publishedAt)
    }
}

extension UserError<PostErrorCode> {
    static var keyConflict: Self {
        UserError(
            .idempotencyConflict, "This key was used with another input.", field: "idempotencyKey")
    }

    static var badKey: Self {
        UserError(.invalid, "The key must have 1 to 100 characters.", field: "idempotencyKey")
    }
}

extension Resolvers<RequestContext> {
    mutating func postPayloads() {
        payload(PostCreate.self) { $0.field("post") { $0.output ?? nil } }
    }
}
