import GraphQL
import TAO

/// `closeFriendsUpdate`: adds and takes away close friends, who are not told. Whoever is taken away
/// loses sight of earlier posts for close friends, too.
enum CloseFriendsUpdate: MembersUpdate {
    static let type = AssociationTypes.closeFriend
    static let changedMax: any KeyPath<SocialLimits, Int> & Sendable = \.closeFriendsChangedMax
    static let plural = "close friends"

    static func register(_ payload: inout PayloadResolvers<CloseFriendsUpdate>) {
        payload.read(\.totalCount) { try await $0.count(in: $1) }
        payload.read(\.users) { try await $0.users(in: $1) }
    }
}

/// `favoritesUpdate`: adds and takes away favorites, who are not told.
enum FavoritesUpdate: MembersUpdate {
    static let type = AssociationTypes.favorite
    static let changedMax: any KeyPath<SocialLimits, Int> & Sendable = \.favoritesChangedMax
    static let plural = "favorite accounts"

    static func register(_ payload: inout PayloadResolvers<FavoritesUpdate>) {
        payload.read(\.totalCount) { try await $0.count(in: $1) }
        payload.read(\.users) { try await $0.users(in: $1) }
    }
}
