import Jobs
import TAO

extension Image {
    /// With its files, save for those that another photo shows.
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.services.media.removeFiles(of: id)
        var write = GraphWrite()
        if let owner { write.deleteAssociation(owner, AssociationTypes.uploaded, id) }
        write.deleteObject(id)
        write.also(try ImageProcessing.job(id).withdrawal)
        try await removal.commit(write)
    }
}
