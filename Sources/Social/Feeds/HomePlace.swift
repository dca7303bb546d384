import GraphQL
import TAO

/// A place in a scroll of HOME, as its cursors hold it. With what the scroll has shown so far its order can
/// be made again without repeating or missing anything, when memcached has lost it: no other copy of it is
/// needed, and no other gateway has to know of it.
///
///     section = 2 in the ranked part, 1 behind it
///     trail   = generatedAt, horizon: time, id, then the posts that were shown; behind the ranked part only
///               those of accounts that are not followed, as all others are newer than the place
struct HomePlace: Sendable {
    static let (ranked, later): (UInt8, UInt8) = (2, 1)
    private static let headCount = 3

    var generatedAt: Int64
    var horizon: AssociationCursor?
    var shown: [ObjectID]

    init(generatedAt: Int64, horizon: AssociationCursor?, shown: [ObjectID] = []) {
        (self.generatedAt, self.horizon, self.shown) = (generatedAt, horizon, shown)
    }

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for a place in another kind of list.
    init(_ position: ListPosition) throws {
        let words = position.trail.map { Array($0.ids) } ?? []
        guard words.count >= Self.headCount,
            position.section == Self.ranked || position.section == Self.later
        else { throw GraphQLError.badUserInput("The cursor does not belong to this list.") }
        generatedAt = words[0].rawValue
        horizon =
            words[1].rawValue == .min
            ? nil : AssociationCursor(time: words[1].rawValue, id2: words[2])
        shown = Array(words.dropFirst(Self.headCount))
    }

    var trail: Trail {
        Trail(
            [
                ObjectID(rawValue: generatedAt), ObjectID(rawValue: horizon?.time ?? .min),
                horizon?.id2 ?? ObjectID(rawValue: 0),
            ] + shown)
    }
}
