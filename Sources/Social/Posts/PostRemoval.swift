import TAO

extension Post {
    /// With the comments below it, whoever wrote them.
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeAll(over: AssociationTypes.hasComment, from: id)
        try await removal.removeAll(over: AssociationTypes.commented, from: id)
        try await removal.removeAll(over: AssociationTypes.heldBack, from: id)
        try await removal.removeEdges(of: id)
        // One that another post shows by now is not its own any more.
        let photos = try await removal.tao.stored.loadUnfiltered(Image.self, media)
        for photo in photos.compactMap(\.self) where photo[.parent] == id {
            try await photo.remove(in: removal)
        }
        var write = GraphWrite()
        for type in [
            AssociationTypes.authored, AssociationTypes.pending, AssociationTypes.drafts,
            AssociationTypes.archived, AssociationTypes.pinnedPost,
        ] + Audience.allCases.map(AssociationTypes.posted) {
            write.deleteAssociation(author, type, id)
        }
        write.deleteObject(id)
        write.deleteObject(Reception.id(of: id))
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }
}
