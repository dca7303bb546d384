import Jobs

extension Social {
    /// All background work of the product. What is not in this list is never done.
    package static let jobKinds: [any JobKind<SocialServices>.Type] = [
        AccountRemoval.self,
        CommentRemoval.self,
        ContentRemoval.self,
        EdgeRemoval.self,
        FanOut.self,
        ImageProcessing.self,
        InboxBackfill.self,
        InboxFilling.self,
        InboxTrim.self,
        MailDelivery.self,
        NameRelease.self,
        PasswordResetMail.self,
        PhotoRemaking.self,
        PhotoWait.self,
        PostPublication.self,
        Pulling.self,
        Pushing.self,
        RequestApproval.self,
        RequestDrop.self,
        UnusedMediaRemoval.self,
        VideoLadder.self,
        VideoProcessing.self,
    ]

    /// Those that a process can do. One that sends no mail, or has no ffmpeg, leaves that to the processes that do: it
    /// would take a job only to find that it cannot do it.
    package static func jobKinds(
        for services: SocialServices
    ) -> [any JobKind<SocialServices>.Type] {
        let mails = [MailDelivery.name, PasswordResetMail.name]
        let videos = [VideoLadder.name, VideoProcessing.name]
        return jobKinds.filter { kind in
            (services.mailing != nil || !mails.contains(kind.name))
                && (services.media.videos != nil || !videos.contains(kind.name))
        }
    }
}
