import GraphQL
import TAO

// A top-level comment that the viewer may not see, and below which it sees a reply, is shown as an empty
// place, as one that was deleted: the reply is not lost, and nothing tells what is hidden.

extension Comment {
    /// The place of it, which holds its replies and tells nothing of it.
    func emptied() -> Comment {
        var place = Properties<Comment>()
        place[.post] = post
        place[.isDeleted] = true
        return Comment(
            object: Object(
                id: id, type: object.type, version: object.version, data: place.record))
    }
}

extension RequestContext {
    /// Comments as they stand in threads, in the order of the ids; nil where the viewer sees neither the
    /// comment nor a reply to it. Costs no more trips than `load` where the viewer sees all.
    func comments(
        inThreads ids: [ObjectID]
    ) async throws -> [Result<Comment?, any Error>] {
        let comments = try await load(Comment.self, each: ids)
        let hidden = zip(ids, comments).filter { $1.isNone }.map(\.0)
        if hidden.isEmpty { return comments }
        let places = try await places(of: hidden.unique())
        let needed = places.compactMap(\.self).map(\.id)
        let replies = try await firstVisible(
            Comment.self, over: AssociationTypes.hasReply, from: needed)
        let shown = Dictionary(
            zip(needed, replies).map { ($0, $1) }, uniquingKeysWith: { one, _ in one })
        return zip(ids, comments).map { id, comment in
            guard comment.isNone, let place = places.first(where: { $0?.id == id }) ?? nil else {
                return comment
            }
            return shown[id].map { reply in reply.map { $0 == nil ? nil : place } } ?? comment
        }
    }

    /// The top-level comments of replies that the viewer sees, and which therefore have a place each.
    func comments(
        above replies: [Comment]
    ) async throws -> [Result<Comment?, any Error>] {
        try await gather(replies.map(\.parent)) { ids in
            let comments = try await self.load(Comment.self, each: ids)
            if !comments.contains(where: \.isNone) { return comments }
            let places = try await self.places(of: ids)
            return zip(comments, places).map { $0.isNone ? .success($1) : $0 }
        }.map { $0 ?? .success(nil) }
    }

    /// Empty places in the stead of comments; nil for what is none, or not the beginning of a thread below a
    /// post that the viewer sees. All has been read to decide about them.
    private func places(of ids: [ObjectID]) async throws -> [Comment?] {
        let stored = try await graph.loadUnfiltered(each: ids).map { object in
            (try? object.get())?.ofKind(.comment).map(Comment.init)
        }
        let posts = try await gather(stored.map { $0?.parent == nil ? $0?.post : nil }) {
            try await self.load(Post.self, each: $0)
        }
        return zip(stored, posts).map { comment, post in
            (try? post?.get()) == nil ? nil : comment?.emptied()
        }
    }
}

extension Result where Success == Comment?, Failure == any Error {
    /// Whether there is nothing that the viewer sees.
    fileprivate var isNone: Bool {
        if case .success(nil) = self { true } else { false }
    }
}
