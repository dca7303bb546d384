import Testing

@testable import GraphQL

@Suite struct `The cost of an operation` {
    private static let parts = """
         fragment UserChip on User { id username avatar { url } }
         fragment PostCard on Post {
           id caption author { ...UserChip }
           media { ... on Image { url width } ... on Video { url poster { url } } }
           location { id name } likedByFollowed { totalCount users { id username } }
         }
        """

    private static func engine(limits: Limits = .unlimited) throws -> Engine {
        try InventedWorld.engine(try buildSchema([Source(photoSchemaText)]), limits: limits)
    }

    private static func cost(_ text: String, _ variables: [InputField] = []) throws -> Int {
        var text = text
        if text.contains("...PostCard") {
            text += parts
        } else if text.contains("...UserChip") {
            text += parts.split(separator: "fragment PostCard")[0]
        }
        return try engine().prepare(Request(source: Source(text), variables: variables)).cost.points
    }

    @Test(arguments: [
        // The operations of a photo app, with the numbers that its budget was planned with.
        (
            """
            { viewer { user { ...UserChip }
              storyTrays(first: 20) { nodes { id preview { url } author { ...UserChip } } }
              feed { items(first: 20) {
                edges { cursor reason node { ...PostCard } } pageInfo { endCursor } } }
              notifications(first: 1) { unreadCount } } }
            """, 404
        ),
        (
            "{ viewer { feed { items { edges { node { ...PostCard } } pageInfo { endCursor } } } } }",
            322
        ),
        (
            """
            { user(username: "a") { ...UserChip viewerRelationship { isBlocked }
              knownFollowers { totalCount users { username } } storyTray { id }
              posts(first: 24) { nodes { id
                media { ... on Image { url } ... on Video { poster { url } } } } } } }
            """, 224
        ),
        (
            """
            { post(shortcode: "a") { ...PostCard comments(first: 20) { totalCount
              edges { node { id text author { ...UserChip }
                replies(first: 3) { nodes { id author { ...UserChip } } } } } } } }
            """, 256
        ),
        (
            """
            { viewer { notifications(first: 30) { unreadCount nodes { id actors { ...UserChip }
              ... on LikeNotification { subject { id } }
              ... on CommentNotification { comment { text post { id } } } } } } }
            """, 571
        ),
        (
            """
            { viewer { user { followers(first: 100) { nodes { followers(first: 100) { nodes {
              followers(first: 100) { nodes { id } } } } } } } } }
            """, 1_010_102
        ),
        // Each rule by itself.
        ("{ __typename }", 0),
        ("{ limits { tokens } }", 0),
        ("{ node(id: 1) { id } }", 1),
        ("{ viewer { user { id followers { pageInfo { endCursor } } } } }", 2),
        ("{ viewer { user { followers(first: 0) { nodes { avatar { url } } } } } }", 2),
        ("{ viewer { user { followers(first: -5) { nodes { avatar { url } } } } } }", 2),
        ("{ viewer { user { posts(last: 7) { nodes { id } } } } }", 9),
        ("{ viewer { user { posts(first: 3, last: 7) { nodes { id } } } } }", 9),
        ("{ viewer { user { posts(first: 3) { nodes { id } edges { node { id } } } } } }", 8),
        ("{ viewer { user { posts(first: null) { nodes { id } } } } }", 22),
        ("{ nodes(ids: [1, 2, 3]) { id } }", 3),
        ("{ nodes(ids: 1) { ... on User { avatar { url } } ... on Image { url } } }", 2),
        (
            "{ search(query: \"a\") { users(first: 5) { nodes { id } } posts(first: 2) { nodes { id } } } }",
            27
        ),
        ("{ post(shortcode: \"a\") { insights { tokens } } }", 6),
        (
            "{ user(username: \"a\") { knownFollowers(first: 10) { users { avatar { url } } } } }",
            22
        ),
        // Three of 0.1, and moods of 0.5: one, and four in a list.
        ("{ cheap { name } }", 1),
        ("{ cheap { mood moods } }", 8),
        ("{ find { id } }", 1),
        ("{ find(tags: [\"a\", \"b\"]) { id } }", 5),
        ("{ find(by: {id: 1}) { id } }", 1),
        ("{ find(by: {fullText: \"a\", and: [{fullText: \"b\"}, {id: 1}]}) { id } }", 15),
        ("{ find(in: {fullText: \"a\"}) { id } }", 8),
        // A mutation's ten include its payload; an error list of unknown length counts as one.
        ("mutation { postLike(id: 1) { post { id } } }", 11),
        ("mutation { postLike(id: 1) { post { id } userErrors { code } } }", 12),
        ("mutation { commentCreate(text: \"\") { commentEdge { node { id } } post { id } } }", 13),
        ("mutation { storiesMarkSeen(ids: []) { post { id } } }", 3),
        // Fields that merge are one; aliases are not.
        ("{ limits { tokens } viewer { user { id } } viewer { user { avatar { url } } } }", 3),
        ("{ a: viewer { user { id } } b: viewer { user { id } } }", 4),
        // Introspection is made of objects too.
        ("{ __schema { types { fields { name } } } }", 3),
        ("{ __schema { queryType { name } } __type(name: \"Query\") { name } }", 3),
    ])
    func `is known before it runs`(text: String, points: Int) throws {
        #expect(try Self.cost(text) == points)
    }

    @Test(arguments: [
        (
            "query ($n: Int) { viewer { user { posts(first: $n) { nodes { id } } } } }",
            [
                (InputValue?.none, 22), (.null, 22), (.int(3), 5), (.int(0), 2), (.int(-1), 2),
                (.int(Int(Int32.max)), 2 + Int(Int32.max)),
            ]
        ),
        (
            "query ($n: [ID!] = []) { nodes(ids: $n) { id } }",
            [
                (nil, 0), (.list([.int(1), .int(2)]), 2), (.string("a"), 1),
            ]
        ),
        (
            "query ($n: By) { find(by: $n) { id } }",
            [
                (nil, 1),
                (.object([InputField(name: "fullText", value: .string("a"))]), 8),
                (
                    .object([
                        InputField(
                            name: "and",
                            value: .list([
                                .object([InputField(name: "fullText", value: .null)]), .object([]),
                            ]))
                    ]), 8
                ),
            ]
        ),
        (
            "query ($n: String) { find(by: {fullText: $n, and: [{fullText: $n}]}) { id } }",
            [
                (nil, 1), (.null, 15), (.string("a"), 15),
            ]
        ),
        ("query ($n: [String!]) { find(tags: $n) { id } }", [(nil, 1), (.list([]), 5)]),
    ])
    func `follows the variables`(text: String, cases: [(value: InputValue?, points: Int)]) throws {
        for (value, points) in cases {
            let variables = value.map { [InputField(name: "n", value: $0)] } ?? []
            #expect(try Self.cost(text, variables) == points)
        }
    }

    @Test func `above the limit is refused with both numbers, at the limit it runs`() async throws {
        let engine = try Self.engine(limits: .standard)
        func body(_ first: Int) async throws -> String {
            let text = "{ viewer { user { followers(first: \(first)) { nodes { id } } } } }"
            let response = await engine.execute(
                Request(source: Source(text)), context: InventedWorld.Context(),
                report: maskErrors(as: "Internal error."))
            return String(decoding: response.body, as: UTF8.self)
        }
        #expect(
            try await body(999)
                == #"{"errors":[{"message":"The operation costs 1001 points; at most 1000 are allowed. Ask for fewer items or fields at once.","extensions":{"code":"COST_LIMIT","requestedQueryCost":1001,"maximumQueryCost":1000}}]}"#
        )
        #expect(try await body(998).contains(#""data":"#))
    }

    @Test func `is told with each answer`() async throws {
        let schema = try Self.engine().schema
        for (reportsCost, told) in [
            (true, #","extensions":{"cost":{"requestedQueryCost":1,"maximumQueryCost":1000}}}"#),
            (false, "}}"),
        ] {
            let engine = Engine(schema, reportsCost: reportsCost)
            let response = await engine.execute(
                Request(source: Source("{ viewer { __typename } }")),
                context: InventedWorld.Context(), report: maskErrors(as: ""))
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(
                text == #"{"data":{"viewer":{"__typename":"Viewer"}}"#
                    + told.dropFirst(reportsCost ? 0 : 1))
        }
    }

    @Test(arguments: ["", "(first: 1, last: 2)"])
    func `is not known where exactly one slicing argument is asked for`(arguments: String) throws {
        let error = #expect(throws: GraphQLErrors.self) {
            try Self.cost("{ viewer { user { id } } either\(arguments) { id } }")
        }
        #expect(
            error?.errors == [
                GraphQLError(
                    "Field \"either\" must be given exactly one of the arguments \"first\", \"last\".",
                    locations: [SourceLocation(line: 1, column: 26)])
            ])
        #expect(try Self.cost("{ either(last: 4) { id } }") == 4)
    }

    @Test func `saturates`() throws {
        let levels = 40
        let page = "followers(first: 2147483647) { nodes { id "
        let text =
            "{ viewer { user { " + String(repeating: page, count: levels)
            + String(repeating: "} }", count: levels) + " } } }"
        #expect(try Self.cost(text) == 1_000_000_000_000_000)
    }

    @Test func `of fragments that double is added up in linear time`() throws {
        let levels = 60
        let fragments = (0..<levels).map {
            "fragment F\($0) on User { a: storyTray { author { ...F\($0 + 1) } } "
                + "b: storyTray { author { ...F\($0 + 1) } } }"
        }
        let text =
            "{ viewer { user { ...F0 } } } \(fragments.joined(separator: " ")) "
            + "fragment F\(levels) on User { id }"
        // Exponential work would not end while this machine lasts.
        #expect(try Self.cost(text) == 1_000_000_000_000_000)
    }
}

@Suite struct `Cost directives that make no sense` {
    @Test(arguments: [
        ("a: Int @cost(weight: \"much\")", "@cost of Query.a is no weight: much"),
        ("a: Int @cost(weight: \"-1\")", "@cost of Query.a is no weight: -1"),
        ("a: Int @cost(weight: \"nan\")", "@cost of Query.a is no weight: nan"),
        ("a: Int @cost(weight: \"1e300\")", "@cost of Query.a is no weight: 1e300"),
        ("a(b: Int @cost(weight: \"\")): Int", "@cost of Query.a(b:) is no weight: "),
        ("a: Int @listSize(assumedSize: 3)", "@listSize of Query.a is on no list"),
        (
            "a: [Int] @listSize(slicingArguments: [\"first\"])",
            "@listSize of Query.a names no argument of it: first"
        ),
        (
            "a: Query @listSize(assumedSize: 1, sizedFields: [\"b\"])",
            "@listSize of Query.a names no field of its type: b"
        ),
        ("a: [Int] @listSize(assumedSize: -3)", "@listSize of Query.a assumes fewer than no items"),
    ])
    func `keep a schema from being executed`(field: String, mistake: String) throws {
        let directives = photoSchemaText.split(separator: "interface Node")[0]
        let schema = try buildSchema([Source("\(directives) type Query { \(field) }")])
        let error = #expect(throws: SchemaMismatch.self) { try InventedWorld.engine(schema) }
        #expect(error?.costMistakes == [mistake])
    }
}
