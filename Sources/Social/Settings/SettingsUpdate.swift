import GraphQL
import Jobs
import TAO

/// `settingsUpdate`: changes settings. What is not given stays.
enum SettingsUpdate: ViewerMutation {
    typealias Output = Viewer

    static let access = Access.anyViewer(because: "They are the viewer's own.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: SettingsUpdateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Viewer {
        try await requireAddress(for: input, of: viewer, in: context)
        try await context.deciding {
            let stored = try await context.stored([viewer, OwnSettings.id(of: viewer)])
            guard let user = stored[0]?.ofKind(.user).map(User.init) else {
                throw GraphQLError.unauthenticated
            }
            var draft = SettingsDraft(
                user: user, own: stored[1]?.ofKind(.settings).map(OwnSettings.init), context.limits)
            draft.apply(input)
            try draft.errors.throwIfAny()
            try await context.commit(draft, of: viewer)
        }
        return Viewer(id: viewer)
    }

    /// A digest is mailed to those alone who have shown that they read the address.
    /// - Throws: EMAIL_NOT_VERIFIED.
    private static func requireAddress(
        for input: SettingsUpdateInput, of viewer: ObjectID, in context: RequestContext
    ) async throws {
        guard input.notifications.value?.emailDigest.value == true else { return }
        guard let account = try await context.account(viewer) else {
            throw GraphQLError.unauthenticated
        }
        guard account.isEmailVerified else {
            throw UserError<Code>(
                .emailNotVerified, "Confirm your address first.",
                at: Input.Path.notifications + NotificationSettingsInput.Path.emailDigest)
        }
    }

    static func register(_ payload: inout PayloadResolvers<SettingsUpdate>) {
        payload.read(\.settings) { try await $1.settings(of: $0.id) }
    }
}

extension RequestContext {
    /// Writes what has changed. Going public approves the requests that are open.
    fileprivate func commit(_ draft: SettingsDraft, of viewer: ObjectID) async throws {
        var write = GraphWrite()
        if draft.user.record != draft.stored.user.object.data {
            write.update(viewer, draft.user, ifVersion: draft.stored.user.object.version)
            if draft.stored.user[.isPrivate] == true, draft.user[.isPrivate] != true {
                write.also(try RequestApproval.job(viewer).query)
            }
        }
        if let own = draft.stored.own {
            if draft.own.record != own.object.data {
                write.update(own.id, draft.own, ifVersion: own.object.version)
            }
        } else if !draft.own.record.isEmpty {
            var own = draft.own
            own[.account] = viewer
            write.add(OwnSettings.id(of: viewer), own)
        }
        if write.isEmpty { return }
        let isPrivate = draft.user[.isPrivate] == true
        let wasPrivate = draft.stored.user[.isPrivate] == true
        try write.tell(
            SettingsChanged(isPrivate: isPrivate == wasPrivate ? nil : isPrivate), by: viewer)
        do {
            try await commit(write)
        } catch GraphError.idTaken(let id) {
            // Another request has made them meanwhile: decide again.
            throw GraphError.versionConflict(id)
        }
    }
}
