/// Documents with every production of the grammar, written untidily on purpose, and how they are
/// printed.
enum KitchenSink {
    static let messyQuery = ##"""
        # Everything an executable document can hold.
        "The feed, described."
        query Feed(
          "How many posts" $first: Int! = 10 @deprecated, $after: String
          $filters: [[FilterInput!]!] = [[{tags: ["sunset", "sea", "sand"], since: 1.5e3, mood: CALM, ok: true, none: null}]]
          $empty: FilterInput = {}, $list: [Int] = []
        ) @live(every: 5) @trace {
          viewer { id, ... on User @include(if: $first) { name } ...Photo @skip(if: false) ... @defer(label: "later") { bio }
            ... { on } }
          newest: posts(first: $first, after: $after, filters: $filters, search: "a \"quoted\" \\ text \u00e9\u{1F305}\uD83C\uDF05") {
            edges { cursor node { caption(style: """
                Two lines,
                  one indented
              """) } }
            pageInfo { }
          }
          short(int: -1, float: -0.5E+3, enum: RED, object: { nested: { list: [1 2 3] } }, variable: $after, block: """one line""")
          query mutation subscription fragment: type
        }

        mutation { like(post: 4) @client { post { likes { count } } } }

        subscription OnLike($post: ID!) { liked(post: $post) { by { name } } }

        """
        A fragment,
        described.
        """
        fragment Photo on Photo @cached(seconds: 60) { url(size: { width: 640, height: 480 }) ...fragment }

        fragment fragment on on { __typename true: false null }

        { anonymous }

        query { named: query }
        query ($only: Variables) { a }
        query @only(directives: [true]) { a }
        """##

    static let printedQuery = ##"""
        "The feed, described."
        query Feed(
        "How many posts"
        $first: Int! = 10 @deprecated
        $after: String
        $filters: [[FilterInput!]!] = [
          [
            {
              tags: ["sunset", "sea", "sand"]
              since: 1.5e3
              mood: CALM
              ok: true
              none: null
            }
          ]
        ]
        $empty: FilterInput = {  }
        $list: [Int] = []
        ) @live(every: 5) @trace {
          viewer {
            id
            ... on User @include(if: $first) {
              name
            }
            ...Photo @skip(if: false)
            ... @defer(label: "later") {
              bio
            }
            ... {
              on
            }
          }
          newest: posts(
            first: $first
            after: $after
            filters: $filters
            search: "a \"quoted\" \\ text é🌅🌅"
          ) {
            edges {
              cursor
              node {
                caption(style: """
                Two lines,
                  one indented
                """)
              }
            }
            pageInfo {}
          }
          short(
            int: -1
            float: -0.5E+3
            enum: RED
            object: { nested: { list: [1, 2, 3] } }
            variable: $after
            block: """one line"""
          )
          query
          mutation
          subscription
          fragment: type
        }

        mutation {
          like(post: 4) @client {
            post {
              likes {
                count
              }
            }
          }
        }

        subscription OnLike($post: ID!) {
          liked(post: $post) {
            by {
              name
            }
          }
        }

        """
        A fragment,
        described.
        """
        fragment Photo on Photo @cached(seconds: 60) {
          url(size: { width: 640, height: 480 })
          ...fragment
        }

        fragment fragment on on {
          __typename
          true: false
          null
        }

        {
          anonymous
        }

        {
          named: query
        }

        query ($only: Variables) {
          a
        }

        query @only(directives: [true]) {
          a
        }
        """##

    static let messySchema = ##"""
        """The schema."""
        schema @link(url: "https://example.org/spec") { query: Query, mutation: Mutation subscription: Subscription }

        extend schema @more
        extend schema { query: Query }
        extend schema @more { subscription: Other }

        "A point in time" scalar DateTime @specifiedBy(url: "https://example.org/time")
        extend scalar DateTime @more

        type Query
        type Post implements & Node & Described @key(fields: "id") {
          id: ID!
          "The caption" caption(style: Style = PLAIN @deprecated, "Most characters" length: Int): String @deprecated(reason: "no")
          comments(first: Int = 10, filter: CommentFilter = {authors: ["alice", "bob"], since: "2026-01-01", contains: "a longer text"}): [[Comment!]]!
          likes(by: [ID!]! = []): Int!
        }
        type Alone implements Node
        extend type Post implements Rated
        extend type Post @more
        extend type Post { rating: Float }
        extend type Post implements A & B @more { x: Y }

        interface Node { id: ID! }
        interface Described implements Node & Other @d { id: ID! }
        interface Empty
        extend interface Node @more { more: Int }
        extend interface Node implements X

        "Either" union Media @d = | Photo | Video
        union Nothing
        union One = Photo
        extend union Media = Story | Reel
        extend union Media @more

        enum Style @d { PLAIN, """Set in
        italics""" ITALIC @deprecated BOLD }
        enum Undefined
        extend enum Style { UNDERLINED }
        extend enum Style @more

        input CommentFilter @oneOf { authors: [ID!] = ["alice"], "Newer than" since: DateTime = null contains: String @d(a: {b: [1]}) }
        input Hollow
        extend input CommentFilter { likes: Int = 3 }
        extend input CommentFilter @more

        "How dear" directive @cost("""
        The weight
        """ weight: Float = 1.0, other: Int) @more repeatable on FIELD_DEFINITION | ARGUMENT_DEFINITION
        directive @d(a: In) on | SCHEMA | SCALAR | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | DIRECTIVE_DEFINITION | VARIABLE_DEFINITION
        directive @plain on QUERY | MUTATION | SUBSCRIPTION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT
        extend directive @cost @more @d
        """##

    static let printedSchema = ##"""
        """The schema."""
        schema @link(url: "https://example.org/spec") {
          query: Query
          mutation: Mutation
          subscription: Subscription
        }

        extend schema @more

        extend schema {
          query: Query
        }

        extend schema @more {
          subscription: Other
        }

        "A point in time"
        scalar DateTime @specifiedBy(url: "https://example.org/time")

        extend scalar DateTime @more

        type Query

        type Post implements Node & Described @key(fields: "id") {
          id: ID!
          "The caption"
          caption(
            style: Style = PLAIN @deprecated
            "Most characters"
            length: Int
          ): String @deprecated(reason: "no")
          comments(first: Int = 10, filter: CommentFilter = { authors: ["alice", "bob"], since: "2026-01-01", contains: "a longer text" }): [[Comment!]]!
          likes(by: [ID!]! = []): Int!
        }

        type Alone implements Node

        extend type Post implements Rated

        extend type Post @more

        extend type Post {
          rating: Float
        }

        extend type Post implements A & B @more {
          x: Y
        }

        interface Node {
          id: ID!
        }

        interface Described implements Node & Other @d {
          id: ID!
        }

        interface Empty

        extend interface Node @more {
          more: Int
        }

        extend interface Node implements X

        "Either"
        union Media @d = Photo | Video

        union Nothing

        union One = Photo

        extend union Media = Story | Reel

        extend union Media @more

        enum Style @d {
          PLAIN
          """
          Set in
          italics
          """
          ITALIC @deprecated
          BOLD
        }

        enum Undefined

        extend enum Style {
          UNDERLINED
        }

        extend enum Style @more

        input CommentFilter @oneOf {
          authors: [ID!] = ["alice"]
          "Newer than"
          since: DateTime = null
          contains: String @d(a: { b: [1] })
        }

        input Hollow

        extend input CommentFilter {
          likes: Int = 3
        }

        extend input CommentFilter @more

        "How dear"
        directive @cost(
          """The weight"""
          weight: Float = 1.0
          other: Int
        ) @more repeatable on FIELD_DEFINITION | ARGUMENT_DEFINITION

        directive @d(a: In) on SCHEMA | SCALAR | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | DIRECTIVE_DEFINITION | VARIABLE_DEFINITION

        directive @plain on QUERY | MUTATION | SUBSCRIPTION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT

        extend directive @cost @more @d
        """##
}
