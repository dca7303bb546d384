import TAO

extension Post {
    /// With the comments below it, whoever wrote them.
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeAll(over: AssociationTypes.hasComment, from: id)
        try await removal.removeAll(over: AssociationTypes.hasAnswer, from: id)
        try await removal.removeEdges(of: id)
        for photo in media { try await removal.remove(photo) }
        var write = GraphWrite()
        write.deleteAssociation(author, AssociationTypes.authored, id)
        write.deleteAssociation(author, AssociationTypes.pending, id)
        for audience in Audience.allCases {
            write.deleteAssociation(author, AssociationTypes.posted(to: audience), id)
        }
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }
}
