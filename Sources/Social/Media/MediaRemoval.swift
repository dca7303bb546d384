import Jobs
import TAO

extension Image {
    /// With its files, save for those that another photo shows. A worker that stores them at the same
    /// moment has changed the photo, or finds it gone and removes what it has stored
    /// (`MediaFlow.process`).
    func remove(in removal: ObjectRemoval) async throws {
        let media = removal.services.media
        try await removal.tao.deciding(removal.services.limits) {
            guard let image = try await media.current(id) else { return }
            try await media.removeFiles(of: id)
            var write = GraphWrite()
            write.removeUpload(image)
            for job in try MediaFlow.withdrawals(of: image) { write.also(job.withdrawal) }
            try await removal.commit(write)
        }
    }
}
