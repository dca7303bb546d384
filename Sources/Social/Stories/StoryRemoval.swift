import TAO

extension Story {
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        try await removal.remove(media)
        var write = GraphWrite()
        write.unlist(self)
        for account in Properties<Story>(object.data).named {
            write.deleteAssociation(account, AssociationTypes.namedInStory, id)
        }
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }

    /// Forgets an account that goes.
    func forget(_ account: ObjectID, _ removal: ObjectRemoval) async throws {
        try await removal.tao.deciding(removal.services.limits) {
            var write = GraphWrite()
            write.deleteAssociation(account, AssociationTypes.namedInStory, id)
            if let story = try await removal.tao.stored.loadUnfiltered(Story.self, [id])[0] {
                var properties = Properties<Story>(story.object.data)
                properties[.mentions] = properties[.mentions]?.filter { $0 != account }
                properties[.hiddenFrom] = properties[.hiddenFrom]?.filter { $0 != account }
                write.update(id, properties, ifVersion: story.object.version)
            }
            try await removal.commit(write)
        }
    }
}
