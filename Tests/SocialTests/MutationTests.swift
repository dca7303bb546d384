import GraphQL
import TAO
import Testing

@testable import Social

/// What must hold before each mutation, as the list of all says.
@Suite struct `The table of mutations` {
    private static let rules = MutationList.all.rules

    @Test func `has every mutation of the schema`() throws {
        let schema = try buildSchema(
            Social.schemaSources(directory: `The schema and its resolvers`.folder))
        let mutation = try #require(schema.mutationType)
        #expect(Self.rules.map(\.name).sorted() == schema[mutation].fields.map(\.name).sorted())
    }

    @Test func `says who may run each, how often, and what a repetition does`() {
        for rules in Self.rules { print("  \(rules)") }
        for rules in Self.rules {
            if case .uncounted(let reason) = rules.rate { #expect(!reason.isEmpty, "\(rules)") }
            switch rules.access {
            case .anyone(let reason):
                #expect(!reason.isEmpty, "\(rules)")
                // Accounts are counted, and there need not be one.
                guard case .uncounted = rules.rate else {
                    Issue.record("\(rules.name) counts acts of nobody")
                    continue
                }
            case .anyViewer(let reason): #expect(!reason.isEmpty, "\(rules)")
            case .subject: break
            }
        }
    }

    @Test func `takes keys for what creates, and for nothing else`() {
        let keyed = Self.rules.filter(\.takesKey).map(\.name)
        let creating = Self.rules.map(\.name).filter { $0.hasSuffix("Create") }
        // A session is made anew each time: its tokens are told once.
        #expect(Set(keyed) == Set(creating).subtracting(["sessionCreate"]))
    }
}

@Suite struct `Acts of one account` {
    private let account = ObjectID(rawValue: 1)

    @Test(arguments: Act.allCases)
    func `are bounded, each on its own`(act: Act) {
        let counts = RateCounts(limits: .standard)
        let bounds = act.bounds(.standard)
        let most = bounds.map(\.count).min() ?? 0
        for _ in 0..<most { #expect(counts.take(act, for: account, now: 0) == nil) }
        let wait = counts.take(act, for: account, now: 0)
        #expect(wait == bounds.map { Int($0.intervalMilliseconds) / 1_000 }.min())
        // Neither another account nor another act has less for it.
        #expect(counts.take(act, for: ObjectID(rawValue: 2), now: 0) == nil)
        for other in Act.allCases where other != act {
            #expect(counts.take(other, for: account, now: 0) == nil)
        }
    }

    @Test(arguments: Act.allCases)
    func `come back with time, and what is refused is not counted`(act: Act) throws {
        let counts = RateCounts(limits: .standard)
        var now: Int64 = 0
        // As fast as may be, for a day and more: the slowest of the bounds decides.
        for bound in act.bounds(.standard) {
            for _ in 0..<2 * bound.count {
                while let wait = counts.take(act, for: account, now: now) {
                    #expect(wait > 0)
                    now += Int64(wait) * 1_000
                }
            }
            #expect(now >= bound.intervalMilliseconds * Int64(bound.count - 1))
        }
    }

    @Test func `have all bounds kept`() {
        let counts = RateCounts(limits: .standard)
        let limits = SocialLimits.standard
        var count = 0
        // Asked every minute for a day.
        for minute in 0..<1_440 {
            for _ in 0..<limits.followsPerHourMax
            where counts.take(.follow, for: account, now: Int64(minute) * 60_000) == nil {
                count += 1
            }
        }
        #expect(count <= 2 * limits.followsPerDayMax, "a bucket full, and what came back")
        #expect(count > limits.followsPerDayMax)
    }

    @Test func `are forgotten when there are too many to remember`() {
        var limits = SocialLimits()
        limits.rateBucketsMax = 100
        let counts = RateCounts(limits: limits)
        for _ in 0..<10 { _ = counts.take(.post, for: account, now: 0) }
        for number in 2..<1_000 {
            _ = counts.take(.mark, for: ObjectID(rawValue: Int64(number)), now: 0)
            #expect(counts.count <= limits.rateBucketsMax + 1)
        }
        // Who has done most is still known.
        for _ in 10..<limits.postsPerHourMax { _ = counts.take(.post, for: account, now: 0) }
        #expect(counts.take(.post, for: account, now: 0) != nil)
    }
}

@Suite struct `A write` {
    private static let (one, other) = (ObjectID(rawValue: 1), ObjectID(rawValue: 2))

    private static let harmless: [@Sendable (inout GraphWrite) -> Void] = [
        { $0.addAssociation(one, AssociationTypes.likes, other) },
        { $0.deleteAssociation(one, AssociationTypes.likes, other) },
        { $0.addAssociation(one, AssociationTypes.requested, other) },
        { $0.addComment(other, on: one, by: one, "Hello", parent: nil, inReplyTo: nil) },
        { $0.claimName(namespace: NameSpaces.username, name: "eva", id: one) },
    ]
    private static let weighty: [@Sendable (inout GraphWrite) -> Void] = [
        { $0.addAssociation(one, AssociationTypes.follows, other) },
        { $0.deleteAssociation(one, AssociationTypes.blocks, other) },
        // From the other end.
        { $0.deleteAssociation(one, AssociationTypes.followedBy, other) },
        { $0.addAssociation(one, AssociationTypes.closeFriend, other) },
        {
            $0.changeAssociationType(
                one, AssociationTypes.requested, other, to: AssociationTypes.follows)
        },
        { $0.update(one, Properties<Post>(), ifVersion: 1) },
        { $0.deleteObject(one) },
    ]

    @Test func `says whether it may change who sees what`() {
        func mayChangeSight(_ changes: [@Sendable (inout GraphWrite) -> Void]) -> [Bool] {
            changes.map { change in
                var write = GraphWrite()
                change(&write)
                return write.mayChangeSight(.social(.standard))
            }
        }
        #expect(!mayChangeSight(Self.harmless).contains(true))
        #expect(!mayChangeSight(Self.weighty).contains(false))
    }
}
