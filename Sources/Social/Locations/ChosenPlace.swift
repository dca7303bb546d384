import GraphQL
import Postgres
import TAO

/// A place that a post is to have, as its input says.
enum ChosenPlace: Sendable {
    case known(ObjectID)
    /// A point, with a name in the form in which it is kept if one was given.
    case point(ExactPoint, name: String?)

    /// - Parameter path: where the input stands.
    /// - Throws: NOT_FOUND for an id that names no place, INVALID for what is no name or no point on earth.
    init(
        _ input: PostLocationInput, at path: InputPath, _ context: RequestContext
    ) throws(UserError<PostErrorCode>) {
        typealias Path = PostLocationInput.Path
        switch input {
        case .locationId(let id):
            guard let place = context.object(id, .location) else {
                throw Self.missing(at: path + Path.locationId)
            }
            self = .known(place)
        case .point(let point):
            self = .point(try Self.exact(point, at: path + Path.point), name: nil)
        case .newLocation(let new):
            let path = path + Path.newLocation
            let name = try Self.kept(new.name, at: path, context.limits)
            self = .point(
                try Self.exact(new.point, at: path + NewLocationInput.Path.point), name: name)
        }
    }

    private static func exact(
        _ input: GeoPointInput, at path: InputPath
    ) throws(UserError<PostErrorCode>) -> ExactPoint {
        if let point = ExactPoint(latitude: input.latitude, longitude: input.longitude) {
            return point
        }
        let isFaultNorth = !(-90...90).contains(input.latitude)
        throw UserError(
            .invalid, "A point is -90 to 90 degrees north, and -180 to 180 degrees east.",
            at: path + (isFaultNorth ? GeoPointInput.Path.latitude : GeoPointInput.Path.longitude))
    }

    private static func kept(
        _ name: String, at path: InputPath, _ limits: SocialLimits
    ) throws(UserError<PostErrorCode>) -> String {
        do throws(BrokenTextRule) {
            let name = try TextRules.text(
                name, .line, codePointsMax: limits.locationNameCodePointsMax)
            if name.isEmpty { throw .blank }
            return name
        } catch {
            throw UserError(
                error, of: "The name of a place", at: path + NewLocationInput.Path.name)
        }
    }

    fileprivate static func missing(at path: InputPath) -> UserError<PostErrorCode> {
        UserError(.notFound, "There is no such place.", at: path)
    }
}

extension RequestContext {
    /// The place that an input names: a known one; else that of the same name, or of any where none was
    /// given, within `nearbyMetersMax`; else a new one, which comes into being by a write of its own.
    ///
    /// - Parameter path: where the input stands.
    /// - Throws: `UserError<PostErrorCode>`, TOO_MANY if the viewer has brought too many into being.
    func place<Kind: Mutation>(
        _ input: PostLocationInput, at path: InputPath, for kind: Kind.Type
    ) async throws -> ObjectID where Kind.Code == PostErrorCode {
        switch try ChosenPlace(input, at: path, self) {
        case .known(let id):
            guard try await load(Location.self, id) != nil else {
                throw ChosenPlace.missing(at: path + PostLocationInput.Path.locationId)
            }
            return id
        case .point(let point, let name):
            for _ in 1..<limits.writeAttemptsMax {
                do {
                    return try await nearestOrNew(point, name, kind)
                } catch let error as PostgresError where PlaceStore.isKnown(error) {
                    // Another has just made it.
                }
            }
            return try await nearestOrNew(point, name, kind)
        }
    }

    private func nearestOrNew<Kind: Mutation>(
        _ point: ExactPoint, _ name: String?, _ kind: Kind.Type
    ) async throws -> ObjectID {
        if let known = try await nearest(to: point, named: name) { return known }
        return try await makePlace(at: point.kept, named: name, kind)
    }

    private func nearest(to point: ExactPoint, named name: String?) async throws -> ObjectID? {
        trips.append(sql: ["places"])
        return try await services.places.nearest(
            to: point, named: name, within: limits.nearbyMetersMax)
    }

    private func makePlace<Kind: Mutation>(
        at point: GeoPoint, named name: String?, _ kind: Kind.Type
    ) async throws -> ObjectID {
        let acts = acting(.newPlace).map { [rated(.newPlace, by: $0)] } ?? []
        try await take(acts, kind)
        // Neighbours lie apart: nobody reads them together.
        let shard = (point.north &* 31 &+ point.east) & (ObjectID.shardCount - 1)
        do {
            return try await create(onShard: shard) { id in
                var write = GraphWrite()
                write.addPlace(id, at: point, named: name)
                try await commit(write)
                return id
            }
        } catch {
            await giveBack(acts)
            throw error
        }
    }
}

extension GraphWrite {
    /// A place that there is not yet.
    ///
    /// - Parameter name: nil where nobody gave one.
    mutating func addPlace(_ id: ObjectID, at point: GeoPoint, named name: String?) {
        var place = Properties<Location>()
        place[.name] = name
        place[.north] = point.north
        place[.east] = point.east
        add(id, place)
        also(PlaceStore.insertion(id, at: point, named: name ?? point.text))
    }
}
