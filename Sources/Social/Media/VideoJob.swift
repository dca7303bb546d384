import Jobs
import Media
import TAO

extension MediaFlow {
    /// Makes the file of a video that plays everywhere, and its poster. The video is READY with them.
    func makeVideo(_ media: Image) async throws {
        guard let videos else { throw MediaError.video(.unavailable) }
        try await videos.working { work in
            let prepared = try await work.prepare(
                staging.filePath(mediaID: media.id.rawValue),
                declaredType: media[.contentType] ?? "")
            // The poster is a photo like any other.
            let poster = try await processor.process(
                prepared.poster, declaredType: SourceType.jpeg.contentType)
            try await store(poster, of: media.id)
            let file = try await keep(prepared.path, .mp4, of: media.id)
            let stored = StoredVideo(
                milliseconds: prepared.milliseconds, hasAudio: prepared.hasAudio,
                width: prepared.pixels.width, height: prepared.pixels.height,
                file: file.description)
            let ladder = try VideoLadder.job(media.id)
            try await finish(media.id, isReady: true, with: [ladder.query]) { video in
                video.show(StoredPicture(poster))
                video[.width] = stored.width
                video[.height] = stored.height
                video[.video] = stored
            }
            ring(ladder.queue)
        }
    }

    /// Makes the smallest bit rate of a video that is still missing, and at last the playlist of all.
    ///
    /// - Returns: whether another is missing.
    /// - Throws: `PermanentJobFailure` for what no further attempt helps.
    func makeRendition(of media: ObjectID) async throws -> Bool {
        guard let image = try await current(media), image.status == .ready,
            let video = image[.video]
        else { return false }
        guard let rung = video.nextRung else {
            try await addPlaylist(of: media)
            return false
        }
        guard let videos else { throw MediaError.video(.unavailable) }
        let made: StoredVideo.Rendition
        do {
            made = try await videos.working { work in
                try await rendition(rung, of: video, media, work)
            }
        } catch let error as MediaError where error.retrying == .never {
            throw PermanentJobFailure("a bit rate cannot be made: \(error)")
        }
        let changed = try await update(media) { photo, _ in
            guard var stored = photo[.video], stored.nextRung == rung else { return nil }
            stored.renditions.append(made)
            var changed = photo
            changed[.video] = stored
            return changed
        }
        // Removed meanwhile: what was stored of it has no row that names it.
        guard let changed else {
            try await removeFiles(of: media)
            return false
        }
        if changed[.video]?.nextRung != nil { return true }
        try await addPlaylist(of: media)
        return false
    }

    private func rendition(
        _ rung: VideoRung, of video: StoredVideo, _ media: ObjectID, _ work: VideoWork
    ) async throws -> StoredVideo.Rendition {
        guard let source = BlobName(video.file), try await blobs.contains(source) else {
            throw PermanentJobFailure("the file of a video is gone")
        }
        let encoded = try await work.encode(
            rung, of: blobs.path(of: source), pixels: video.pixels, hasAudio: video.hasAudio)
        let file = try await keep(encoded.path, .mp4, of: media)
        let playlist = try await keep(playlist: encoded.playlist(naming: file), of: media)
        return StoredVideo.Rendition(
            rung: rung.shortSidePixels, width: encoded.pixels.width,
            height: encoded.pixels.height, bitsPerSecond: encoded.bitsPerSecond,
            meanBitsPerSecond: encoded.meanBitsPerSecond, codecs: encoded.codecs,
            playlist: playlist.description)
    }

    /// The playlist of all bit rates. One bit rate has its own.
    private func addPlaylist(of media: ObjectID) async throws {
        guard let video = try await current(media)?[.video], video.renditions.count > 1,
            video.playlist == nil
        else { return }
        let entries = video.renditions.compactMap { rendition in
            BlobName(rendition.playlist).map {
                MasterPlaylist.Entry(
                    pixels: PixelSize(width: rendition.width, height: rendition.height),
                    bitsPerSecond: rendition.bitsPerSecond,
                    meanBitsPerSecond: rendition.meanBitsPerSecond, codecs: rendition.codecs,
                    name: $0)
            }
        }
        let name = try await keep(playlist: MasterPlaylist(entries).text, of: media)
        let changed = try await update(media) { photo, _ in
            var changed = photo
            changed[.video]?.playlist = name.description
            return changed
        }
        if changed == nil { try await removeFiles(of: media) }
    }

    private func keep(
        _ path: String, _ format: BlobFormat, of media: ObjectID
    ) async throws -> BlobName {
        let name = try await blobs.name(ofFile: path, format: format)
        try await blobUses.add([name], by: media.rawValue)
        try await blobs.take(path, as: name)
        return name
    }

    private func keep(playlist text: String, of media: ObjectID) async throws -> BlobName {
        let bytes = Array(text.utf8)
        let name = BlobName(hash: ContentHash(of: bytes), format: .playlist)
        try await blobUses.add([name], by: media.rawValue)
        try await blobs.put([BlobStore.Blob(name: name, bytes: bytes)])
        return name
    }
}
