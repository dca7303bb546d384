import LocalServices
import Postgres
import TAO
import Testing

@testable import Demo
@testable import Social
@testable import struct Social.Comment

/// Accounts in every state, with the same things each; others who stand to each of them in every way;
/// and a plain answer to who may see what of it, which knows nothing of policies.
///
/// What an asker may not see must leave no trace: the answer is then the same as in a world where it
/// never was (`without(whatIsHiddenFrom:)`).
struct PrivacyWorld: Sendable {
    /// Whose things are asked about. An account in another state joins here.
    static let owners = ["open", "secret", "suspended"]
    /// Who asks: how each stands to every owner. Owners ask, too, each about its own.
    static let relations = [
        "stranger", "follower", "requester", "friend", "closeonly", "blocks", "blocked", "muted",
        "restricted", "mutes", "moderator",
    ]
    static let elsewhere = "author"
    /// Nil is anonymous. Who is suspended has no session to ask in.
    static let askers: [String?] = [nil, "open", "secret", elsewhere] + relations

    var small = SmallWorld()
    /// What accounts keep for themselves.
    var bonds: [Bond] = []
    /// Comments that are empty places.
    var places: Set<ObjectID> = []

    /// An edge that the small world has no words for.
    struct Bond: Sendable {
        let from: String
        let type: AssociationType
        let to: String
    }

    init() {
        for name in Self.owners + Self.relations + [Self.elsewhere] {
            small.person(name, name, isPrivate: name == "secret")
        }
        small.hashtag("everywhere")
        small.place("Somewhere", latitude: 53.5438, longitude: 9.9663)
        // Names every kind of account, in its text and in its photo.
        let people = Self.owners + Self.relations
        small.post(
            by: Self.elsewhere, hoursAgo: 90,
            "Elsewhere #everywhere " + people.map { "@\($0)" }.joined(separator: " "),
            at: "place.1", tagging: people)
        small.post(by: Self.elsewhere, hoursAgo: 89, "Elsewhere too")
        for (index, owner) in Self.owners.enumerated() {
            addRelations(to: owner)
            addThings(of: owner, Double(index))
        }
        addVoices()
        let shelved = ["author.post.1"] + Self.owners.flatMap { ["\($0).post.1", "\($0).post.3"] }
        for name in Self.owners + Self.relations + [Self.elsewhere] {
            small.collection(by: name, hoursAgo: 3, "Of \(name)", shelved)
        }
    }

    private mutating func addRelations(to owner: String) {
        for name in ["follower", "friend", "muted", "restricted", "mutes"] {
            small.follow(name, owner)
            small.follow(owner, name)
        }
        small.follow(owner, Self.elsewhere)
        small.follow(Self.elsewhere, owner)
        small.request("requester", owner)
        for name in ["friend", "closeonly"] { small.closeFriend(owner, name) }
        small.block("blocks", owner)
        small.block(owner, "blocked")
        bonds += [
            Bond(from: owner, type: AssociationTypes.mutes, to: "muted"),
            Bond(from: owner, type: AssociationTypes.restricts, to: "restricted"),
            Bond(from: owner, type: AssociationTypes.favorite, to: "follower"),
            Bond(from: "mutes", type: AssociationTypes.mutes, to: owner),
        ]
    }

    private mutating func addThings(of owner: String, _ index: Double) {
        let audiences: [Audience] = [.everyone, .followers, .closeFriends]
        for (number, audience) in audiences.enumerated() {
            let hours = 60 + 5 * index + Double(number)
            small.post(
                by: owner, hoursAgo: hours, "A post #everywhere by @\(owner), not @blocked",
                at: "place.1", tagging: ["friend", "blocks"], audience: audience)
            small.story(
                by: owner, hoursAgo: 10 + 2 * index + 0.5 * Double(number), audience: audience)
        }
        small.story(by: owner, hoursAgo: 30, "Over", audience: .everyone)
        small.story(
            by: owner, hoursAgo: 3 + index, "A story that waits", audience: .everyone,
            isPublished: false)
        small.post(by: owner, hoursAgo: 50 + index, "A post that waits", isPublished: false)
        small.post(by: owner, hoursAgo: 40 + index, "Many", photos: 2)
    }

    /// What has been said and liked before anything was hidden: by all kinds of people, below what all
    /// kinds of people see.
    private mutating func addVoices() {
        let voices = Self.owners + [Self.elsewhere, "stranger", "blocks", "blocked", "muted"]
        var hours = 39.0
        func next() -> Double {
            hours -= 0.05
            return hours
        }
        for post in Self.owners.flatMap({ ["\($0).post.1", "\($0).post.2"] }) + ["author.post.1"] {
            let count = small.world.comments.count
            for voice in voices {
                small.comment(
                    on: post, by: voice, hoursAgo: next(), "By @\(voice) #everywhere")
            }
            // Below a comment of the blocked one, below one of an owner, and below each other.
            for (voice, place) in [("blocks", 7), ("open", 7), ("blocked", 1), ("stranger", 9)] {
                small.comment(
                    on: post, by: voice, hoursAgo: next(), "A reply",
                    answering: "comment.\(count + place)")
            }
            // What is held back, with a reply that is not; and a reply that is.
            small.comment(
                on: post, by: "restricted", hoursAgo: next(), "Held back", isHidden: true)
            small.comment(
                on: post, by: "stranger", hoursAgo: next(), "A reply",
                answering: "comment.\(count + 13)")
            small.comment(
                on: post, by: "restricted", hoursAgo: next(), "Held back",
                answering: "comment.\(count + 2)", isHidden: true)
            small.like("comment.\(count + 13)", by: ["open"])
            small.like(post, by: voices + ["mutes"])
            small.like("comment.\(count + 1)", by: voices)
        }
        for story in Self.owners.flatMap({ owner in (1...3).map { "\(owner).story.\($0)" } }) {
            for voice in voices + ["friend"] where !story.hasPrefix(voice) {
                small.view(story, by: voice)
            }
        }
    }
}

extension PrivacyWorld {
    static let whole = PrivacyWorld()
    static let limits = {
        var limits = SocialLimits.standard
        limits.nodesMax = 10_000
        limits.rateFactor = 1_000
        return limits
    }()

    /// With all of it, for tests that change nothing.
    static let everything = Task { try await whole.stage() }

    static func services(
        _ stage: Stage, _ cache: Stage.Cache = .off
    ) async throws -> SocialServices {
        try await stage.makeServices(cache, limits: limits)
    }

    /// A database with it.
    func stage(on services: LocalServices? = nil) async throws -> Stage {
        let stage = try await Stage(small, on: services)
        let tao = try await stage.services(.off).tao
        var write = GraphWrite()
        for bond in bonds {
            let mute = ViewerMute(posts: true, stories: true, until: nil)
            write.addAssociation(
                stage.named(bond.from).object, bond.type, stage.named(bond.to).object,
                time: SmallWorld.now - SmallWorld.hour,
                data: bond.type.id == AssociationTypes.mutes.id ? mute.record : nil)
        }
        for comment in small.world.comments where places.contains(comment.id) {
            var place = Properties<Comment>()
            place[.post] = comment.post
            place[.isDeleted] = true
            write.update(comment.id, place, ifVersion: 1)
            write.deleteAssociation(comment.post, AssociationTypes.commented, comment.id)
            write.deleteAssociation(
                small.world.people[comment.author].id, AssociationTypes.wrote, comment.id)
        }
        if !write.isEmpty { _ = try await tao.commit(write) }
        for person in small.world.people where person.username == "suspended" {
            let user = try await GraphReads(tao).loadUnfiltered(User.self, [person.id])[0]
            var properties = Properties<User>(try #require(user).object.data)
            properties[.isSuspended] = true
            var write = GraphWrite()
            write.update(person.id, properties, ifVersion: user?.object.version ?? 0)
            _ = try await tao.commit(write)
        }
        let moderator = stage.named("moderator").object.rawValue
        _ = try await stage.database.query(
            "UPDATE accounts SET role = \(Int16(Role.moderator.number)) WHERE id = \(moderator)")
        return stage
    }
}
