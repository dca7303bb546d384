import Jobs

extension Social {
    /// All background work of the product. What is not in this list is never done.
    package static let jobKinds: [any JobKind<SocialServices>.Type] = [
        AccountRemoval.self,
        CommentRemoval.self,
        ContentRemoval.self,
        EdgeRemoval.self,
        ImageProcessing.self,
        MailDelivery.self,
        NameRelease.self,
        PasswordResetMail.self,
        PostPublication.self,
        RequestApproval.self,
        RequestDrop.self,
        UnusedMediaRemoval.self,
    ]
}
