import Foundation
import GraphQL

/// The product: a photo-sharing graph, and the resolvers that answer its schema.
package enum Social {
    /// The resolvers of every field in `Schema/`.
    package static func resolvers() -> Resolvers<RequestContext> {
        var resolvers = Resolvers(context: RequestContext.self)
        resolvers.registerScalars()
        resolvers.registerQuery()
        resolvers.registerMutations()
        resolvers.registerViewers()
        resolvers.registerSettings()
        for node in AnyNode.types { node.register(in: &resolvers) }
        resolvers.registerViewerRelationships()
        resolvers.registerMutes()
        resolvers.registerFailures()
        resolvers.registerEntities()
        resolvers.registerMediaTags()
        resolvers.registerPoints()
        resolvers.registerFeeds()
        resolvers.registerPageInfo()
        resolvers.registerUserErrors()
        resolvers.registerSessionTokens()
        resolvers.registerMediaUploads()
        resolvers.registerGuards()
        return resolvers
    }

    /// The files of a folder that describe the schema, in the order of their names.
    ///
    /// - Throws: what the file system says of a folder or file that cannot be read.
    package static func schemaSources(directory: String) throws -> [Source] {
        try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(".graphql") }
            .sorted()
            .map { name in
                let path = directory + "/" + name
                return Source(try String(contentsOfFile: path, encoding: .utf8), name: name)
            }
    }
}
