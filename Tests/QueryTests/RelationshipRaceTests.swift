import TAO
import Testing

@testable import Social

/// Two acts on the same two accounts, at the same time through two gateways, end as if one had been
/// done after the other.
@Suite(.timeLimit(.minutes(5))) struct `Races of relationships` {
    /// What one of the two accounts does: `ann` asks, `ben` is private.
    private enum Act: String, CaseIterable {
        case follow, unfollow, approve, decline, removeFollower, block, isBlocked, befriend,
            goPublic

        var actor: Int {
            switch self {
            case .follow, .unfollow, .isBlocked: 0
            default: 1
            }
        }
    }

    /// What is so at first, beside that ben is private.
    private enum Start: String, CaseIterable {
        case strangers, requested, following
    }

    private struct Pair {
        let accounts: [ObjectID]

        init(_ number: Int, _ stage: Stage) {
            accounts = ["ann", "ben"].map { stage.named("\($0)\(number)").object }
        }
    }

    private static func mutation(_ act: Act, _ pair: Pair) -> String {
        let ids = GlobalIDs(key: Stage.secrets.globalIDKey)
        let (ann, ben) = (pair.accounts[0], pair.accounts[1])
        let request = ids.text(NodeID(.followRequest, ann, to: ben))
        func user(_ id: ObjectID) -> String { "userId: \"\(ids.text(NodeID(.user, id)))\"" }
        return switch act {
        case .follow: "userFollow(input: { \(user(ben)) })"
        case .unfollow: "userUnfollow(input: { \(user(ben)) })"
        case .approve: "followRequestApprove(input: { followRequestId: \"\(request)\" })"
        case .decline: "followRequestDecline(input: { followRequestId: \"\(request)\" })"
        case .removeFollower: "followerRemove(input: { \(user(ann)) })"
        case .block: "userBlock(input: { \(user(ann)) })"
        case .isBlocked: "userBlock(input: { \(user(ben)) })"
        case .befriend:
            "closeFriendsUpdate(input: { addUserIds: [\"\(ids.text(NodeID(.user, ann)))\"] })"
        case .goPublic: "settingsUpdate(input: { privacy: { isPrivate: false } })"
        }
    }

    private static func run(
        _ act: Act, _ pair: Pair, _ stage: Stage, _ services: SocialServices
    ) async throws {
        let actor = pair.accounts[act.actor]
        let answer = try await stage.ask(
            "mutation { result: \(mutation(act, pair)) { userErrors { code } } }", as: actor,
            of: services)
        #expect(answer.failures == [], "\(act)")
    }

    /// Every edge between the two, and whether ben is private, with what a job has yet to do done.
    private static func outcome(_ pair: Pair, _ services: SocialServices) async throws -> String {
        let (ann, ben) = (pair.accounts[0], pair.accounts[1])
        let graph = GraphReads(services.tao)
        let types = AssociationTypes.all(.standard)
        let keys = types.flatMap {
            [AssociationKey(ann, $0, ben), AssociationKey(ben, $0, ann)]
        }
        let found = try zip(keys, await graph.edges(keys)).filter { try $1.get() != nil }
        var names = found.map { key, _ in
            let type = types.first { $0.id == key.type }?.name ?? ""
            return key.id1 == ann ? "ann \(type)" : "ben \(type)"
        }
        let user = try await graph.loadUnfiltered(User.self, [ben])[0]
        if user?[.isPrivate] != true {
            names.append("public")
            // Whether a request is approved by now or by the job is no difference.
            if names.contains("ben REQUESTED_BY") {
                names.removeAll { ["ann REQUESTED", "ben REQUESTED_BY"].contains($0) }
                names += ["ann FOLLOWS", "ben FOLLOWED_BY"]
            }
        }
        return names.sorted().joined(separator: ", ")
    }

    private static func prepare(_ start: Start, _ pair: Pair, _ tao: TAO) async throws {
        var write = GraphWrite()
        switch start {
        case .strangers: return
        case .requested:
            write.addFollowRequest(
                from: pair.accounts[0], to: pair.accounts[1], time: SmallWorld.now - 1)
        case .following:
            write.addAssociation(
                pair.accounts[0], AssociationTypes.follows, pair.accounts[1])
        }
        _ = try await tao.commit(write)
    }

    private static let races = Act.allCases.indices.flatMap { first in
        Act.allCases.indices.dropFirst(first + 1).map { (Act.allCases[first], Act.allCases[$0]) }
    }
    private static let rounds = 4

    @Test(arguments: Start.allCases)
    private func `end in an order of one after the other`(start: Start) async throws {
        var world = SmallWorld()
        for number in 0..<Self.races.count * (2 + Self.rounds) {
            world.person("ann\(number)", "Ann")
            world.person("ben\(number)", "Ben", isPrivate: true)
        }
        let stage = try await Stage(world)
        let cache = Stage.freshNamespace()
        let gateways = [try await stage.makeServices(cache), try await stage.makeServices(cache)]
        var number = 0
        func nextPair() async throws -> Pair {
            defer { number += 1 }
            let pair = Pair(number, stage)
            try await Self.prepare(start, pair, gateways[0].tao)
            return pair
        }
        for (first, second) in Self.races {
            var serial: Set<String> = []
            for order in [[first, second], [second, first]] {
                let pair = try await nextPair()
                for act in order { try await Self.run(act, pair, stage, gateways[0]) }
                serial.insert(try await Self.outcome(pair, gateways[0]))
            }
            for _ in 0..<Self.rounds {
                let pair = try await nextPair()
                async let one: Void = Self.run(first, pair, stage, gateways[0])
                async let other: Void = Self.run(second, pair, stage, gateways[1])
                _ = try await (one, other)
                for gateway in gateways {
                    let outcome = try await Self.outcome(pair, gateway)
                    #expect(
                        serial.contains(outcome), "\(first) and \(second) end in \(outcome)")
                }
            }
        }
    }
}
