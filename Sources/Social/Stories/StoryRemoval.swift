import TAO

extension Story {
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        try await removal.remove(media)
        var write = GraphWrite()
        write.deleteAssociation(author, AssociationTypes.activeStory, id)
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }
}
