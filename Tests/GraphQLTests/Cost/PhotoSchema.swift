@testable import GraphQL

/// What the cost of a photo product depends on: connections, sized lists, weights, unions.
let photoSchemaText = """
    directive @cost(weight: String!)
      on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
    directive @listSize(
      assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],
      requireOneSlicingArgument: Boolean = true
    ) on FIELD_DEFINITION

    interface Node { id: ID! }
    type PageInfo { endCursor: String, hasNextPage: Boolean! }

    type Query {
      viewer: Viewer
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]! @listSize(assumedSize: 100, slicingArguments: ["ids"])
      user(username: String!): User
      post(shortcode: String!): Post
      search(query: String!): Search! @cost(weight: "5")
      limits: Limits! @cost(weight: "0")
      cheap: [Cheap!]! @listSize(assumedSize: 3)
      either(first: Int, last: Int): [Post!]
        @listSize(assumedSize: 9, slicingArguments: ["first", "last"])
      find(by: By, in: [By!], tags: [String!] @cost(weight: "4")): Post
    }
    type Limits { tokens: Int! }
    type Cheap @cost(weight: "0.1") { name: String!, mood: Mood!, moods: [Mood!] @listSize(assumedSize: 4) }
    enum Mood @cost(weight: "0.5") { HAPPY SAD }
    input By { id: ID, fullText: String @cost(weight: "7"), and: [By!] }

    type Viewer {
      user: User!
      feed: Feed!
      storyTrays(first: Int): StoryTrayConnection!
      notifications(first: Int): NotificationConnection!
    }
    type User implements Node {
      id: ID!
      username: String!
      avatar: Image
      viewerRelationship: Relationship!
      knownFollowers(first: Int! = 3): KnownUsers!
        @listSize(slicingArguments: ["first"], sizedFields: ["users"])
      storyTray: StoryTray
      posts(first: Int, last: Int): PostConnection!
      followers(first: Int, after: String): UserConnection!
    }
    type Relationship { isBlocked: Boolean! }
    type KnownUsers { totalCount: Int!, users: [User!]! }
    type Image implements Node { id: ID!, url: String!, width: Int! }
    type Video implements Node { id: ID!, url: String!, poster: Image }
    union Media = Image | Video
    type Location { id: ID!, name: String! }
    type Feed { items(first: Int, after: String): FeedConnection! }
    type FeedConnection { edges: [FeedEdge!]!, pageInfo: PageInfo! }
    type FeedEdge { cursor: String!, reason: String, node: Post! }
    type Post implements Node {
      id: ID!
      caption: String
      author: User!
      media: [Media!]! @listSize(assumedSize: 4)
      location: Location
      likedByFollowed(first: Int! = 3): KnownUsers!
        @listSize(slicingArguments: ["first"], sizedFields: ["users"])
      comments(first: Int): CommentConnection!
      insights: Limits @cost(weight: "5")
    }
    type PostConnection { edges: [PostEdge!]!, nodes: [Post!]!, pageInfo: PageInfo! }
    type PostEdge { cursor: String!, node: Post! }
    type Comment implements Node {
      id: ID!, text: String!, author: User!, replies(first: Int): CommentConnection!
    }
    type CommentConnection {
      edges: [CommentEdge!]!, nodes: [Comment!]!, pageInfo: PageInfo!, totalCount: Int!
    }
    type CommentEdge { cursor: String!, node: Comment! }
    type StoryTray { id: ID!, preview: Image, author: User! }
    type StoryTrayConnection { nodes: [StoryTray!]! }
    type UserConnection { edges: [UserEdge!]!, nodes: [User!]!, pageInfo: PageInfo! }
    type UserEdge { cursor: String!, node: User! }
    interface Notification { id: ID!, actors: [User!]! }
    type LikeNotification implements Notification {
      id: ID!, actors: [User!]! @listSize(assumedSize: 8), subject: Node
    }
    type CommentNotification implements Notification {
      id: ID!, actors: [User!]! @listSize(assumedSize: 8), comment: CommentOfPost
    }
    type CommentOfPost { text: String!, post: Post! }
    type NotificationConnection { nodes: [Notification!]!, unreadCount: Int! }
    type Search {
      users(first: Int): UserConnection! @cost(weight: "5")
      posts(first: Int): PostConnection! @cost(weight: "10")
    }

    type Mutation {
      postLike(id: ID!): PostLikePayload!
      commentCreate(text: String!): CommentCreatePayload!
      storiesMarkSeen(ids: [ID!]!): PostLikePayload! @cost(weight: "2")
    }
    type PostLikePayload { post: Post, userErrors: [UserError!]! }
    type CommentCreatePayload { commentEdge: CommentEdge, post: Post, userErrors: [UserError!]! }
    type UserError { code: String!, message: String! }
    """
