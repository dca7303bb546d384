import GraphQL

extension MutationList {
    /// Every field of the type Mutation, with what its payload holds.
    static var all: MutationList {
        var list = MutationList()
        list.add(AccountRegister.self) { payload in
            payload.field(\.viewer) { $0.output?.viewer }
            payload.field(\.tokens) { $0.output?.tokens }
        }
        list.add(PasswordChange.self) { $0.field(\.viewer) { $0.output } }
        list.add(SessionCreate.self) { payload in
            payload.field(\.viewer) { $0.output?.viewer }
            payload.field(\.tokens) { $0.output?.tokens }
        }
        list.add(SessionRefresh.self) { $0.field(\.tokens) { $0.output } }
        list.add(SessionRevoke.self) { payload in
            payload.field(\.revokedSessionId) { payload, context in
                payload.output.map { context.globalID(.session, $0) }
            }
        }
        list.add(SessionRevokeOthers.self) { $0.field(\.revokedCount) { $0.output } }

        list.add(UserFollow.self) { $0.field(\.user) { $0.output } }
        list.add(UserUnfollow.self) { $0.field(\.user) { $0.output } }
        list.add(FollowRequestApprove.self) { payload in
            payload.field(\.follower) { $0.output?.follower }
            payload.field(\.deletedFollowRequestId) { payload, context in
                payload.output.map { context.globalID($0.request) }
            }
        }
        list.add(FollowRequestDecline.self) { payload in
            payload.field(\.deletedFollowRequestId) { payload, context in
                payload.output.map { context.globalID($0) }
            }
        }
        list.add(FollowerRemove.self) { $0.field(\.user) { $0.output } }
        list.add(UserBlock.self) { $0.field(\.user) { $0.output } }
        list.add(UserUnblock.self) { $0.field(\.user) { $0.output } }
        list.add(UserMute.self) { $0.field(\.user) { $0.output } }
        list.add(UserUnmute.self) { $0.field(\.user) { $0.output } }
        list.add(UserRestrict.self) { $0.field(\.user) { $0.output } }
        list.add(UserUnrestrict.self) { $0.field(\.user) { $0.output } }
        list.add(CloseFriendsUpdate.self) { payload in
            payload.read(\.totalCount) { try await $0.count(in: $1) }
            payload.read(\.users) { try await $0.users(in: $1) }
        }
        list.add(FavoritesUpdate.self) { payload in
            payload.read(\.totalCount) { try await $0.count(in: $1) }
            payload.read(\.users) { try await $0.users(in: $1) }
        }

        list.add(MediaUploadCreate.self) { $0.field(\.upload) { $0.output } }
        list.add(MediaUploadComplete.self) { payload in
            payload.read(\.media) { try await $1.images([$0.id])[0].map(AnyMedia.image) }
        }

        list.add(PostCreate.self) { $0.field(\.post) { $0.output } }
        list.add(PostLike.self) { $0.field(\.post) { $0.output } }
        list.add(PostUnlike.self) { $0.field(\.post) { $0.output } }

        list.add(CommentCreate.self) { payload in
            payload.read(\.commentEdge) { try await $1.edge(of: $0.comment) }
            payload.field(\.post) { $0.output?.post }
        }
        list.add(CommentLike.self) { $0.field(\.comment) { $0.output } }
        list.add(CommentUnlike.self) { $0.field(\.comment) { $0.output } }

        list.add(StoryCreate.self) { payload in
            payload.field(\.story) { $0.output?.story }
            payload.read(\.storyTray) { try await $1.storyTrays(of: [$0.author])[0] }
        }
        list.add(StoriesMarkSeen.self) { payload in
            payload.read(\.storyTrays) { try await $1.storyTrays(of: $0).compactMap { $0 } }
        }
        return list
    }
}
