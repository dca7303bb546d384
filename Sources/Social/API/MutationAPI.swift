// Made from Schema/mutation.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Everything that can be changed. The fields of one document run in order. What
/// takes a password costs as much as the time that hashing it takes.
extension MutationRoot: ObjectResult {
    static let typeName = "Mutation"

    /// One for each field.
    static let mutations: [any Mutation.Type] = [
        AccountRegister.self,
        AccountUpdate.self,
        AccountDelete.self,
        AccountDeletionCancel.self,
        PasswordChange.self,
        SessionCreate.self,
        SessionRefresh.self,
        SessionRevoke.self,
        SessionRevokeOthers.self,
        SettingsUpdate.self,
        UserFollow.self,
        UserUnfollow.self,
        FollowRequestApprove.self,
        FollowRequestDecline.self,
        FollowerRemove.self,
        UserBlock.self,
        UserUnblock.self,
        UserMute.self,
        UserUnmute.self,
        UserRestrict.self,
        UserUnrestrict.self,
        CloseFriendsUpdate.self,
        FavoritesUpdate.self,
        MediaUploadCreate.self,
        MediaUploadComplete.self,
        PostCreate.self,
        PostLike.self,
        PostUnlike.self,
        CommentCreate.self,
        CommentLike.self,
        CommentUnlike.self,
        StoryCreate.self,
        StoriesMarkSeen.self,
        UserSuspend.self,
        UserUnsuspend.self,
        UserVerify.self,
        UserUnverify.self,
        UserRoleChange.self,
    ]
}
