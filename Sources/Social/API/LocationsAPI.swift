// Made from Schema/locations.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A place.
extension Location: SchemaObject {
    static let typeName = "Location"
    static let fields = LocationFields()
}

/// Fields of `Location`.
struct LocationFields: NodeFields {
    typealias Parent = Location

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Name; where nobody gave one, the coordinates, e.g. `37.422, -122.084`.
    let name = Field<Parent, String, NoArguments>("name")
    /// Where it is, to about 100 m.
    let point = Field<Parent, GeoPoint, NoArguments>("point")
    /// Number of posts for everyone made there, those of private accounts included.
    let postCount = Field<Parent, CountScalar, NoArguments>("postCount")
    /// Public posts made there.
    let posts = Field<Parent, Connection<PostConnectionKind>, LocationPostsArguments>("posts")
}

/// Arguments of `Location.posts`.
struct LocationPostsArguments: Paging {
    var first: Int?
    var after: String?
    /// In which order.
    var orderBy: PostOrder = .newest
}

extension LocationPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        orderBy = try fields.read("orderBy")
    }
}

/// A point on earth (WGS 84).
extension GeoPoint: SchemaObject {
    static let typeName = "GeoPoint"
    static let fields = GeoPointFields()
}

/// Fields of `GeoPoint`.
struct GeoPointFields: Sendable {
    typealias Parent = GeoPoint

    /// Degrees north, -90 to 90.
    let latitude = Field<Parent, Double, NoArguments>("latitude")
    /// Degrees east, -180 to 180.
    let longitude = Field<Parent, Double, NoArguments>("longitude")
}

/// A point on earth (WGS 84).
struct GeoPointInput {
    /// Degrees north, -90 to 90.
    var latitude: Double
    /// Degrees east, -180 to 180.
    var longitude: Double
}

extension GeoPointInput: InputObject {
    init(fields: InputFields) throws {
        latitude = try fields.read("latitude")
        longitude = try fields.read("longitude")
    }
}

extension GeoPointInput {
    /// Where each field stands, for errors.
    enum Path {
        static let latitude = InputPath("latitude")
        static let longitude = InputPath("longitude")
    }
}

/// A place of a post: exactly one of these.
enum PostLocationInput: InputObject {
    /// A known place.
    case locationId(ID)
    /// A place that is not known yet; one of the same name within 100 m is taken instead.
    case newLocation(NewLocationInput)
    /// A point alone: the nearest known place within 100 m, else one named by its coordinates.
    case point(GeoPointInput)

    init(fields: InputFields) throws {
        switch fields.only {
        case "locationId"?:
            self = .locationId(try fields.read("locationId"))
        case "newLocation"?:
            self = .newLocation(try fields.read("newLocation"))
        case "point"?:
            self = .point(try fields.read("point"))
        default: throw InputMismatch()
        }
    }
}

extension PostLocationInput {
    /// Where each field stands, for errors.
    enum Path {
        static let locationId = InputPath("locationId")
        static let newLocation = InputPath("newLocation")
        static let point = InputPath("point")
    }
}

/// A place that is not known yet.
struct NewLocationInput {
    /// Name, up to 100 code points.
    var name: String
    /// Where it is.
    var point: GeoPointInput
}

extension NewLocationInput: InputObject {
    init(fields: InputFields) throws {
        name = try fields.read("name")
        point = try fields.read("point")
    }
}

extension NewLocationInput {
    /// Where each field stands, for errors.
    enum Path {
        static let name = InputPath("name")
        static let point = InputPath("point")
    }
}
