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
        EmailChange.self,
        EmailVerify.self,
        EmailVerificationResend.self,
        AccountDelete.self,
        AccountDeletionCancel.self,
        PasswordChange.self,
        PasswordResetRequest.self,
        PasswordReset.self,
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
        PostUpdate.self,
        PostPublish.self,
        PostDelete.self,
        PostArchive.self,
        PostUnarchive.self,
        PostPin.self,
        PostUnpin.self,
        PostLike.self,
        PostUnlike.self,
        PostDislike.self,
        PostUndislike.self,
        PostSave.self,
        PostUnsave.self,
        CommentCreate.self,
        CommentUpdate.self,
        CommentDelete.self,
        CommentPin.self,
        CommentUnpin.self,
        CommentLike.self,
        CommentUnlike.self,
        StoryCreate.self,
        StoryRetry.self,
        StoryDelete.self,
        StoriesMarkSeen.self,
        UserSuspend.self,
        UserUnsuspend.self,
        UserVerify.self,
        UserUnverify.self,
        UserRoleChange.self,
    ]
}
