import GraphQL
import TAO

/// `closeFriendsUpdate`: adds and takes away close friends, who are not told. Whoever is taken away
/// loses sight of earlier posts for close friends, too.
enum CloseFriendsUpdate: MembersUpdate {
    static let type = AssociationTypes.closeFriend
    static let changedMax: any KeyPath<SocialLimits, Int> & Sendable = \.closeFriendsChangedMax
    static let plural = "close friends"
}

/// `favoritesUpdate`: adds and takes away favorites, who are not told.
enum FavoritesUpdate: MembersUpdate {
    static let type = AssociationTypes.favorite
    static let changedMax: any KeyPath<SocialLimits, Int> & Sendable = \.favoritesChangedMax
    static let plural = "favorite accounts"
}
