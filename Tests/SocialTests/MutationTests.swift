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
                // There need not be an account that could be counted.
                if case .counted(let act) = rules.rate {
                    #expect(act.isOfAddress, "\(rules.name) counts acts of nobody")
                }
            case .anyViewer(let reason): #expect(!reason.isEmpty, "\(rules)")
            case .subject: break
            }
        }
    }

    @Test func `never counts what takes back`() {
        for rules in Self.rules {
            let takesBack = [Access.takesBack].contains { reason in
                if case .anyViewer(reason) = rules.access { true } else { false }
            }
            guard takesBack else { continue }
            guard case .uncounted = rules.rate else {
                Issue.record("\(rules.name) may be refused")
                continue
            }
        }
    }

    @Test func `takes keys for what creates, and for nothing else`() {
        let keyed = Self.rules.filter(\.takesKey).map(\.name)
        let creating = Self.rules.map(\.name).filter { $0.hasSuffix("Create") }
        // A session is made anew each time: its tokens are told once. An account is made as well.
        #expect(
            Set(keyed) == Set(creating).subtracting(["sessionCreate"]).union(["accountRegister"]))
    }
}

@Suite struct `The table of acts` {
    /// How often each may be done: counts and seconds.
    private static let table: [Act: [(Int, Int)]] = [
        .follow: [(60, 3_600), (400, 86_400)], .post: [(25, 3_600), (100, 86_400)],
        .story: [(100, 86_400)], .comment: [(60, 600)], .upload: [(100, 3_600)],
        .newHashtag: [(300, 86_400)], .newPlace: [(60, 86_400)], .mark: [(600, 3_600)],
        .view: [(3_600, 3_600)], .interaction: [(1_200, 3_600)], .sameText: [(3, 3_600)],
        .registration: [(3, 3_600)], .signIn: [(25, 300)], .signInByName: [(10, 3_600)],
        .signInByStranger: [(10, 3_600)], .signInInSession: [(10, 3_600)],
        .mailedToken: [(60, 3_600)], .passwordResetRequest: [(10, 3_600)],
    ]

    @Test(arguments: Act.allCases) func `says how often each may be done`(act: Act) throws {
        let expected = try #require(Self.table[act])
        #expect(act.rates(.standard, isNew: false) == expected.map { Rate($0, perSeconds: $1) })
    }

    @Test(arguments: Act.allCases)
    func `leaves a quarter to an account on its first day`(act: Act) throws {
        let expected = try #require(Self.table[act])
        let divisor = act.isOfAddress || act == .sameText ? 1 : 4
        #expect(
            act.rates(.standard, isNew: true)
                == expected.map { Rate($0 / divisor, perSeconds: $1) })
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
