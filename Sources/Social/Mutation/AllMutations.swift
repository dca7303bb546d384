import GraphQL

extension MutationList {
    /// Every field of the type Mutation, with what its payload holds.
    static var all: MutationList {
        var list = MutationList()
        list.addAccounts()
        list.addPeople()
        list.addMedia()
        list.addPosts()
        list.addComments()
        list.addStories()
        return list
    }

    private mutating func addAccounts() {
        add(AccountRegister.self) { payload in
            payload.field(\.viewer) { $0.output?.viewer }
            payload.field(\.tokens) { $0.output?.tokens }
        }
        add(PasswordChange.self) { $0.field(\.viewer) { $0.output } }
        add(SessionCreate.self) { payload in
            payload.field(\.viewer) { $0.output?.viewer }
            payload.field(\.tokens) { $0.output?.tokens }
        }
        add(SessionRefresh.self) { $0.field(\.tokens) { $0.output } }
        add(SessionRevoke.self) { payload in
            payload.field(\.revokedSessionId) { payload, context in
                payload.output.map { context.globalID(.session, $0) }
            }
        }
        add(SessionRevokeOthers.self) { $0.field(\.revokedCount) { $0.output } }
    }

    private mutating func addPeople() {
        add(UserFollow.self) { $0.field(\.user) { $0.output } }
        add(UserUnfollow.self) { $0.field(\.user) { $0.output } }
        add(FollowRequestApprove.self) { payload in
            payload.field(\.follower) { $0.output?.follower }
            payload.field(\.deletedFollowRequestId) { payload, context in
                payload.output.map { context.globalID($0.request) }
            }
        }
        add(FollowRequestDecline.self) { payload in
            payload.field(\.deletedFollowRequestId) { payload, context in
                payload.output.map { context.globalID($0) }
            }
        }
        add(FollowerRemove.self) { $0.field(\.user) { $0.output } }
        add(UserBlock.self) { $0.field(\.user) { $0.output } }
        add(UserUnblock.self) { $0.field(\.user) { $0.output } }
        add(UserMute.self) { $0.field(\.user) { $0.output } }
        add(UserUnmute.self) { $0.field(\.user) { $0.output } }
        add(UserRestrict.self) { $0.field(\.user) { $0.output } }
        add(UserUnrestrict.self) { $0.field(\.user) { $0.output } }
        add(CloseFriendsUpdate.self) { payload in
            payload.read(\.totalCount) { try await $0.count(in: $1) }
            payload.read(\.users) { try await $0.users(in: $1) }
        }
        add(FavoritesUpdate.self) { payload in
            payload.read(\.totalCount) { try await $0.count(in: $1) }
            payload.read(\.users) { try await $0.users(in: $1) }
        }
    }

    private mutating func addMedia() {
        add(MediaUploadCreate.self) { $0.field(\.upload) { $0.output } }
        add(MediaUploadComplete.self) { payload in
            payload.read(\.media) { try await $1.images([$0.id])[0].map(AnyMedia.image) }
        }
    }

    private mutating func addPosts() {
        add(PostCreate.self) { $0.field(\.post) { $0.output } }
        add(PostLike.self) { $0.field(\.post) { $0.output } }
        add(PostUnlike.self) { $0.field(\.post) { $0.output } }
    }

    private mutating func addComments() {
        add(CommentCreate.self) { payload in
            payload.read(\.commentEdge) { try await $1.edge(of: $0.comment) }
            payload.field(\.post) { $0.output?.post }
        }
        add(CommentLike.self) { $0.field(\.comment) { $0.output } }
        add(CommentUnlike.self) { $0.field(\.comment) { $0.output } }
    }

    private mutating func addStories() {
        add(StoryCreate.self) { payload in
            payload.field(\.story) { $0.output?.story }
            payload.read(\.storyTray) { try await $1.storyTrays(of: [$0.author])[0] }
        }
        add(StoriesMarkSeen.self) { payload in
            payload.read(\.storyTrays) { try await $1.storyTrays(of: $0).compactMap { $0 } }
        }
    }
}
