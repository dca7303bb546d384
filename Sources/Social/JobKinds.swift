import Jobs

extension Social {
    /// All background work of the product. What is not in this list is never done.
    package static let jobKinds: [any JobKind<SocialServices>.Type] = [
        AccountRemoval.self,
        EdgeRemoval.self,
        ImageProcessing.self,
        NameRelease.self,
        RequestApproval.self,
        RequestDrop.self,
    ]
}
