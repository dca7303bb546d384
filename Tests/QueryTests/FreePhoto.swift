import TAO

@testable import Social

extension Stage {
    /// The global id of a new photo, READY, that nothing shows.
    func freePhoto(of name: String = "alice") async throws -> String {
        let owner = named(name).object
        let id = try await newID(owner.shard)
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.contentType] = "image/jpeg"
        photo.show(.invented(1))
        photo[.status] = .ready
        var write = GraphWrite()
        write.addUpload(id, photo, by: owner)
        _ = try await services(.off).tao.commit(write)
        return GlobalIDs(key: Self.secrets.globalIDKey).text(NodeID(.media, id))
    }
}
