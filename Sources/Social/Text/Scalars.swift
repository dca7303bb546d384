// The Swift types of the schema's own scalars, as the generated side calls them.

typealias DateTimeScalar = DateTime
/// Absolute, as text: only the server's side makes them.
typealias URLScalar = String
typealias CountScalar = Int
