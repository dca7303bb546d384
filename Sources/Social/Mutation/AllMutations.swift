import GraphQL

extension Resolvers<RequestContext> {
    /// Every field of the type Mutation, with what its payload holds.
    mutating func registerMutations() {
        mutations { mutation in
            mutation.add(AccountRegister.self) { payload in
                payload.field(\.viewer) { $0.output?.viewer }
                payload.field(\.tokens) { $0.output?.tokens }
            }
            mutation.add(SessionCreate.self) { payload in
                payload.field(\.viewer) { $0.output?.viewer }
                payload.field(\.tokens) { $0.output?.tokens }
            }
            mutation.add(SessionRefresh.self) { $0.field(\.tokens) { $0.output } }

            mutation.add(UserFollow.self) { $0.field(\.user) { $0.output } }
            mutation.add(UserUnfollow.self) { $0.field(\.user) { $0.output } }

            mutation.add(MediaUploadCreate.self) { $0.field(\.upload) { $0.output } }
            mutation.add(MediaUploadComplete.self) { payload in
                payload.field(\.media) { ($0.output ?? nil).map(AnyMedia.image) }
            }

            mutation.add(PostCreate.self) { $0.field(\.post) { $0.output ?? nil } }
            mutation.add(PostLike.self) { $0.field(\.post) { $0.output } }
            mutation.add(PostUnlike.self) { $0.field(\.post) { $0.output } }

            mutation.add(CommentCreate.self) { payload in
                payload.field(\.commentEdge) { $0.output?.edge }
                payload.field(\.post) { $0.output?.post }
            }
            mutation.add(CommentLike.self) { $0.field(\.comment) { $0.output } }
            mutation.add(CommentUnlike.self) { $0.field(\.comment) { $0.output } }

            mutation.add(StoryCreate.self) { payload in
                payload.field(\.story) { $0.output?.story }
                payload.field(\.storyTray) { $0.output?.tray }
            }
            mutation.add(StoriesMarkSeen.self) { $0.field(\.storyTrays) { $0.output } }
        }
    }
}
