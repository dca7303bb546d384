import Jobs
import Postgres
import TAO

/// Removes an account and all it made, when the days in which it could come back are over.
///
/// The state is what is left, and the job itself: each run removes some hundred objects and adds
/// another job for the rest. First the account is marked, so that nothing brings it back, and last of all
/// go its rows and its USER object.
enum AccountRemoval: JobKind {
    static let name = "account.remove"
    static let queue = Queue.low
    /// A worker that is lost while it removes uses an attempt up.
    static var retries: JobRetries {
        var retries = JobRetries()
        retries.attemptsMax = 1_000
        return retries
    }

    static func orderKey(of account: ObjectID) -> String? { account.description }

    static func run(_ account: ObjectID, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        switch try await services.beginRemoval(of: account) {
        case .cancelled: return
        case .notDue:
            return try await postpone(account, milliseconds: 60_000, in: context)
        case .begun: break
        }
        let removal = ObjectRemoval(services)
        do {
            try await removeContent(of: account, removal)
            try await removal.dropRequests(of: account, withDeclined: true)
            try await removal.removeEdges(of: account)
            try await removal.removeInteractions(of: account)
            try await removal.remove(account)
        } catch is ObjectRemoval.Unfinished {
            try await context.end(with: [job(account).query])
        }
    }

    private static func removeContent(
        of account: ObjectID, _ removal: ObjectRemoval
    ) async throws {
        for type in [
            AssociationTypes.authored, AssociationTypes.drafts, AssociationTypes.pending,
            AssociationTypes.archived, AssociationTypes.activeStory,
            AssociationTypes.pendingStory, AssociationTypes.archivedStory,
            AssociationTypes.collections, AssociationTypes.taste,
        ] {
            try await removal.removeAll(over: type, from: account)
        }
        // What shows a photo and is in no list, such as a story that FAILED.
        try await removal.removeAll(over: AssociationTypes.uploaded, from: account) {
            object, removal in
            if let shown = object.ofKind(.media).map(Image.init)?[.parent], shown != account {
                try await removal.remove(shown)
            }
            try await removal.remove(object)
        }
        try await removal.removeAll(over: AssociationTypes.namedInStory, from: account) {
            object, removal in
            try await object.ofKind(.story).map(Story.init)?.forget(account, removal)
        }
        try await removal.removeAll(over: AssociationTypes.wrote, from: account) {
            object, removal in
            guard let comment = object.ofKind(.comment).map(Comment.init) else {
                return try await removal.remove(object)
            }
            try await comment.takeOut(removal)
        }
        try await removal.removeAll(over: AssociationTypes.namedIn, from: account) {
            object, removal in
            try await removal.removeName(of: account, from: object.id)
        }
    }
}

/// Ends the follow requests of an account that leaves, from either side.
enum RequestDrop: JobKind {
    static let name = "requests.drop"
    static let queue = Queue.default

    static func run(_ account: ObjectID, in context: JobContext<SocialServices>) async throws {
        do {
            try await ObjectRemoval(context.services).dropRequests(
                of: account, withDeclined: false)
        } catch is ObjectRemoval.Unfinished {
            try await context.end(with: [job(account).query])
        }
    }
}

extension SocialServices {
    enum RemovalState {
        case cancelled, notDue, begun
    }

    /// Marks an account that is due, so that nothing brings it back: its own hour of deletion is then
    /// `User.removing`.
    func beginRemoval(of account: ObjectID) async throws -> RemovalState {
        try await tao.deciding(limits) {
            guard let user = try await tao.stored.loadUnfiltered(User.self, [account])[0],
                let due = user[.deletionAt]
            else { return .cancelled }
            if due == User.removing { return .begun }
            if due > clock.milliseconds { return .notDue }
            var properties = Properties<User>(user.object.data)
            properties[.deletionAt] = User.removing
            var write = GraphWrite()
            write.update(account, properties, ifVersion: user.object.version)
            write.also(AccountStore.closing(account, User.removing))
            write.also(SessionStore.ending(.others(than: nil), of: account))
            _ = try await tao.commit(write)
            return .begun
        }
    }
}

extension ObjectRemoval {
    /// Ends the follow requests of an account, from either side.
    ///
    /// - Parameter withDeclined: also those that were turned down.
    /// - Throws: `Unfinished`.
    func dropRequests(of account: ObjectID, withDeclined: Bool) async throws {
        try await dropRequests(AssociationTypes.requested, of: account, withDeclined) {
            (account, $0)
        }
        try await dropRequests(AssociationTypes.requestedBy, of: account, withDeclined) {
            ($0, account)
        }
        guard withDeclined else { return }
        // Who was turned down still has the request on its own side.
        try await dropRequests(AssociationTypes.declined, of: account, true) { ($0, account) }
        try await dropRequests(AssociationTypes.declinedBy, of: account, true) { (account, $0) }
    }

    /// - Parameter ends: who asks, and who is asked, by whom the list names.
    private func dropRequests(
        _ type: AssociationType, of account: ObjectID, _ withDeclined: Bool,
        _ ends: (ObjectID) -> (from: ObjectID, to: ObjectID)
    ) async throws {
        while true {
            let page = RangeQuery(account, type, limit: services.limits.objectsReadMax)
            let edges = try await tao.stored.lists([page])[0].associations
            if edges.isEmpty { return }
            for edge in edges {
                try spend()
                let (from, to) = ends(edge.id2)
                var write = GraphWrite()
                write.holdAccounts(from, to)
                try write.change(
                    [
                        .remove(AssociationTypes.requested),
                        .removeBack(AssociationTypes.requestedBy),
                    ],
                    from: from, to: to)
                if withDeclined { write.deleteAssociation(to, AssociationTypes.declined, from) }
                try await commit(write)
            }
        }
    }
}

extension User {
    /// In place of the time when an account will be gone: it is being removed, and nothing can stop it.
    static let removing: Int64 = 1

    /// The last of an account: its names, rows and settings with its object, in one write.
    func remove(in removal: ObjectRemoval) async throws {
        let services = removal.services
        var write = GraphWrite()
        write.deleteObject(id)
        write.deleteObject(OwnSettings.id(of: id))
        write.deleteObject(Inbox.id(of: id))
        write.deleteObject(SeenPosts.id(of: id))
        write.forgetLists(of: id)
        for name in Set((self[.renames]?.all.map(\.from) ?? []) + [username]).sorted() {
            write.releaseName(namespace: NameSpaces.username, name: name, id: id)
        }
        let account = try await services.accounts.account(id)
        let addresses = [account?.email, account?.pending?.email].compactMap { $0 }
        for query in addresses.map({ EmailStore.removal(of: $0, from: id) }) + [
            MailStore.removal(of: id),
            AccountStore.removal(of: id), TAO.countsRemoval(of: id),
            StoryDeadlineStore.removal(of: id), InteractionStore.removal(of: id),
            try NameRelease.job(id).withdrawal, try RequestApproval.job(id).withdrawal,
            try RequestDrop.job(id).withdrawal, try EdgeRemoval.job(id).withdrawal,
            try InboxFilling.job(id).withdrawal,
            try Pushing.job(Pulling.Stretch(author: id)).withdrawal,
        ] + SessionStore.removal(of: id) + IdempotencyStore.removal(of: id)
            + AuditStore.forgetting(id) + [AddressStore.removal(of: id)]
        {
            write.also(query)
        }
        try write.tell(AccountDeletionChanged(stage: .done), by: id)
        try await removal.commit(write)
    }
}

extension OwnSettings {
    func remove(in removal: ObjectRemoval) async throws {
        var write = GraphWrite()
        write.deleteObject(id)
        try await removal.commit(write)
    }
}
