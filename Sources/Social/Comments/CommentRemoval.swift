import TAO

extension Comment {
    /// With its likes, and the edges to its replies: they go with the post.
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        var write = GraphWrite()
        write.deleteAssociation(post, AssociationTypes.hasComment, id)
        write.deleteAssociation(post, AssociationTypes.hasAnswer, id)
        if let parent { write.deleteAssociation(parent, AssociationTypes.hasReply, id) }
        write.deleteAssociation(author, AssociationTypes.wrote, id)
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }

    /// Removes it when its author goes. One with replies stays as a place that holds them, without
    /// text and author. Nobody answers it meanwhile, since nobody sees it.
    func takeOut(_ removal: ObjectRemoval) async throws {
        let replies = RangeQuery(id, AssociationTypes.hasReply, limit: 1)
        guard try await !removal.tao.stored.lists([replies])[0].associations.isEmpty else {
            return try await remove(in: removal)
        }
        var properties = Properties<Comment>(object.data)
        properties[.text] = nil
        properties[.author] = nil
        var write = GraphWrite()
        write.update(id, properties, ifVersion: object.version)
        write.deleteAssociation(author, AssociationTypes.wrote, id)
        try await removal.commit(write)
    }
}
