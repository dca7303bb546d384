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
        PostPublication.self,
        Pulling.self,
        Pushing.self,
        RequestApproval.self,
        RequestDrop.self,
        UnusedMediaRemoval.self,
    ]
}
