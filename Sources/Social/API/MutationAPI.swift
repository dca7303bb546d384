// Made from Schema/mutation.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Everything that can be changed. The fields of one document run in order. What
/// takes a password costs as much as the time that hashing it takes.
extension MutationRoot: ObjectResult {
    static let typeName = "Mutation"
}
