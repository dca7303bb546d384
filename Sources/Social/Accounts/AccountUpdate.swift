import GraphQL
import TAO

/// `accountUpdate`: changes the profile. What is not given stays.
enum AccountUpdate: ViewerMutation {
    typealias Output = Ref<User>

    static let access = Access.anyViewer(because: "It is the viewer's own.")
    static let texts = [
        TextRule<AccountUpdate>(\.displayName, at: Input.Path.displayName, "A name") {
            text, limits throws(BrokenTextRule) in
            try TextRules.text(text, .line, codePointsMax: limits.displayNameCodePointsMax)
        },
        TextRule<AccountUpdate>(\.biography, at: Input.Path.biography, "A biography") {
            text, limits throws(BrokenTextRule) in
            try TextRules.text(text, codePointsMax: limits.biographyCodePointsMax)
        },
        TextRule<AccountUpdate>(\.website, at: Input.Path.website, "A website") {
            text, limits throws(BrokenTextRule) in
            try WebAddress.kept(text, charactersMax: limits.websiteCharactersMax)
        },
    ]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: AccountUpdateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        let rename = try Rename(input.username, context)
        let avatar = try AvatarChange(input.avatarMediaId, context)
        try await context.deciding {
            let stored = try await context.stored([viewer] + [avatar.photo].compactMap { $0 })
            guard let user = stored[0]?.ofKind(.user).map(User.init) else {
                throw GraphQLError.unauthenticated
            }
            var profile = Properties<User>(user.object.data)
            profile.change(.displayName, input.displayName)
            profile.change(.biography, input.biography)
            profile.change(.website, input.website)
            var write = GraphWrite()
            let name = try rename?.apply(to: &profile, of: user, in: &write, context)
            try await avatar.apply(
                to: &profile, of: viewer, given: stored.dropFirst().first ?? nil, in: &write,
                context)
            if profile.record != user.object.data {
                write.update(viewer, profile, ifVersion: user.object.version)
                try write.tell(
                    AccountChanged(from: Properties(user.object.data), to: profile), by: viewer)
            }
            if write.isEmpty { return }
            do {
                try await context.commit(write, claiming: name)
            } catch GraphError.nameTaken {
                throw Rename.taken
            }
        }
        return Ref(id: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<AccountUpdate>) {
        payload.field(\.user) { $0.output }
    }
}

extension Properties<User> {
    fileprivate mutating func change(_ field: RecordField<User, String>, _ change: Change<String>) {
        switch change {
        case .keep: break
        case .clear: self[field] = nil
        case .set(let value): self[field] = value
        }
    }
}
