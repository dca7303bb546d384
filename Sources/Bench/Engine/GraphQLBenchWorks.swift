import GraphQL

/// What `tintype bench graphql` measures: the same documents, schema and data as its peers.
struct GraphQLBenchWorks {
    struct Work {
        let name: String
        let run: () async throws -> Void
    }

    let all: [Work]

    private final class Context: Sendable {}

    private struct Query: ObjectResult {
        static let typeName = "Query"
        let feed: [Post]
    }

    private final class Post: ObjectResult {
        static let typeName = "Post"
        let id: String
        let caption: String
        let likeCount: Int
        let commentCount: Int
        let createdAt = "2026-01-01T00:00:00.000Z"
        let viewerHasLiked: Bool

        init(_ number: Int) {
            id = "post-\(number)"
            caption = "Caption number \(number)"
            likeCount = number * 3
            commentCount = number
            viewerHasLiked = number % 2 == 0
        }
    }

    private static let sdl = """
        type Query { feed: [Post!]! }
        type Post {
          id: ID!
          caption: String
          likeCount: Int!
          commentCount: Int!
          createdAt: String!
          viewerHasLiked: Boolean!
        }
        """
    /// 85 bytes.
    private static let small =
        "query Feed { feed { id caption likeCount commentCount } all: feed { viewerHasLiked }}"
    private static let feed =
        "query Feed { feed { id caption likeCount commentCount createdAt viewerHasLiked } }"
    private static let large: String = {
        var text = "query Large {\n"
        var number = 0
        while text.utf8.count < 120_000 {
            text += "  page\(number): feed { id caption likeCount ...Rest }\n"
            number += 1
        }
        return text + "}\nfragment Rest on Post { createdAt }\n"
    }()

    init() throws {
        let schema = try buildSchema(Self.sdl)
        let small = Source(Self.small)
        let large = Source(Self.large)
        let smallDocument = try parse(small)
        let introspection = Source(Self.introspection2021)
        let introspectionDocument = try parse(introspection)
        let few = try Self.engine(schema, posts: 20)
        let many = try Self.engine(schema, posts: 1000)
        all = [
            Work(name: "parse-small") { _ = try parse(small) },
            Work(name: "parse-large") { _ = try parse(large, limits: .unlimited) },
            Work(name: "validate-small") { _ = try validate(smallDocument, against: schema) },
            Work(name: "validate-introspection") {
                _ = try validate(introspectionDocument, against: schema)
            },
            Work(name: "feed-20") { try await Self.execute(Source(Self.feed), digest: 1, on: few) },
            Work(name: "feed-1000") {
                try await Self.execute(Source(Self.feed), digest: 1, on: many)
            },
            Work(name: "introspection") {
                try await Self.execute(introspection, digest: 2, on: few)
            },
        ]
    }

    private static func engine(_ schema: Schema, posts: Int) throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        let feed = (0..<posts).map(Post.init)
        resolvers.root(Query(feed: feed)) { query in
            query.field("feed") { $0.feed }
        }
        resolvers.type(Post.self) { post in
            post.field("id") { $0.id }
            post.field("caption") { $0.caption }
            post.field("likeCount") { $0.likeCount }
            post.field("commentCount") { $0.commentCount }
            post.field("createdAt") { $0.createdAt }
            post.field("viewerHasLiked") { $0.viewerHasLiked }
        }
        return Engine(try ExecutableSchema(schema, resolvers))
    }

    private static func execute(_ source: Source, digest: UInt8, on engine: Engine) async throws {
        let hash = DocumentHash(digest: repeatElement(digest, count: 32))
        let response = await engine.execute(
            Request(source: source, hash: hash), context: Context(),
            report: maskErrors(as: "Internal error."))
        guard response.hasData, response.errorCount == 0 else {
            throw GraphQLError("The benchmark's own query failed.")
        }
    }

    /// What peers are told, as one line of JSON.
    func peerInput() -> [UInt8] {
        let documents = [
            "small": Self.small, "large": Self.large, "feed": Self.feed,
            "introspection": Self.introspection2021,
        ]
        var json = JSONWriter()
        json.value(
            .object([
                InputField(name: "sdl", value: .string(Self.sdl)),
                InputField(
                    name: "documents",
                    value: .object(
                        documents.map { InputField(name: $0.key, value: .string($0.value)) })),
            ]))
        return json.bytes
    }

    /// The introspection query without what graphql-js 16 and graphql-go do not know.
    private static let introspection2021 = """
        query IntrospectionQuery {
          __schema {
            queryType { name }
            mutationType { name }
            subscriptionType { name }
            types { ...FullType }
            directives { name description locations args { ...InputValue } }
          }
        }
        fragment FullType on __Type {
          kind name description
          fields(includeDeprecated: true) {
            name description
            args { ...InputValue }
            type { ...TypeRef }
            isDeprecated deprecationReason
          }
          inputFields { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type {
          kind name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name
            ofType { kind name ofType { kind name ofType { kind name } } } } } } }
        }
        """
}
