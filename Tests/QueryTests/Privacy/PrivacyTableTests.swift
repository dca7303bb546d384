import GraphQL
import Testing

@testable import Demo
@testable import Social
@testable import TAO

/// All that can be asked, by all who can ask it: what they may see is shown, and what they may not see
/// leaves no trace.
@Suite(.timeLimit(.minutes(10))) struct `The table of privacy` {
    private static let world = PrivacyWorld.whole

    /// What is told of hidden things, too: how many they are.
    private static let numbers: Set<PrivacyTable.Class> = [
        .whole, .likes, .comments, .ownerWhole, .mineWhole,
    ]

    // MARK: The table

    @Test func `has every field of the schema, with its arguments`() throws {
        let schema = try Schema.product.get()
        let rows = schema.answered.flatMap { type in
            type.fields.map { PrivacyTable.row(type, $0) }
        }
        let unknown = Set(rows).subtracting(PrivacyTable.rows.keys)
        let gone = Set(PrivacyTable.rows.keys).subtracting(rows)
        #expect(unknown == [], "who may see these?")
        #expect(gone == [], "there are no such fields")
        let query = schema[try #require(schema.queryType)]
        #expect(Set(query.fields.map(\.name)) == PrivacyWalk.asked)
    }

    @Test func `has every mutation, what it shows and what it may name`() throws {
        let schema = try Schema.product.get()
        let mutations = schema[try #require(schema.mutationType)].fields
        func ids(_ type: TypeDefinition) -> [String] {
            type.inputFields.flatMap { field in
                let named = schema[field.type.named]
                return named.name == "ID" ? [field.name] : ids(named)
            }
        }
        #expect(PrivacyTable.mutations.map(\.name).sorted() == mutations.map(\.name).sorted())
        for row in PrivacyTable.mutations {
            let mutation = try #require(mutations.first { $0.name == row.name })
            let shown = schema[mutation.type.named].fields.map(\.name).filter { $0 != "userErrors" }
            #expect(Set(row.shows.split(separator: " ").map(String.init)) == Set(shown), "\(row)")
            for field in mutation.arguments.flatMap({ ids(schema[$0.type.named]) }) {
                let isTried = row.inputs.contains { $0.contains("\(field):") }
                #expect(isTried, "\(row.name) takes \(field)")
            }
        }
    }

    // MARK: Questions

    @Test(arguments: PrivacyWorld.askers)
    func `shows what may be seen, and no trace of anything else`(asker: String?) async throws {
        let stage = try await PrivacyWorld.everything.value
        let stripped = Self.world.without(whatIsHiddenFrom: asker)
        let other = try await stripped.stage()
        let full = try await PrivacyWorld.answer(
            to: asker, on: stage, of: PrivacyWorld.services(stage), without: Self.numbers)
        let pure = try await PrivacyWorld.answer(
            to: asker, on: other, of: PrivacyWorld.services(other), without: Self.numbers)
        #expect(full.count > 10_000)
        PrivacyWorld.expectSame(full, pure, "\(asker ?? "anonymous")")
        try await expectWhole(asker, stripped, on: other)
    }

    /// In a world of what the asker may see, it sees all: each object, and every item of each list.
    private func expectWhole(
        _ asker: String?, _ stripped: PrivacyWorld, on stage: Stage
    ) async throws {
        let json = try await PrivacyWorld.answer(
            to: asker, on: stage, of: PrivacyWorld.services(stage))
        let names = Self.world.small.names.keys.sorted()
        let nodes = try #require(try JSONText.value(json, at: ["data", "nodes"]) as? [Any])
        let there = stripped.namesOfWhatIsThere(asker)
        for (name, node) in zip(names, nodes) {
            #expect((node is [String: Any]) == there.contains(name), "\(name) by \(asker ?? "-")")
        }
        // Of pages of one item the last is asked for, too.
        let lists = Told(json).lists.filter { $0.path.hasSuffix("_0") }
        for list in lists { #expect(list.shown == list.total, "\(list)") }
        #expect(lists.count > 50)
    }

    // MARK: Classes

    @Test func `is kept by every field`() async throws {
        let stage = try await PrivacyWorld.everything.value
        let services = try await PrivacyWorld.services(stage)
        // What vanishes is not public: it must not stay in shared caches.
        let vanishing = Self.world.small.names.keys.filter { $0.contains(".story.") }
        let publicly = Told(try await PrivacyWorld.answer(to: nil, on: stage, of: services)).ids
            .subtracting(vanishing.map(stage.id))
        var before: [String: Told.Fact] = [:]
        var met: Set<PrivacyTable.Row> = []
        for asker in PrivacyWorld.askers {
            let told = Told(try await PrivacyWorld.answer(to: asker, on: stage, of: services))
            let own = stage.idsOwned(by: asker, in: Self.world)
            let places = Set(
                Self.world.without(whatIsHiddenFrom: asker).places.map {
                    GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.comment, $0))
                })
            for fact in told.facts {
                guard let row = try row(of: fact) else { continue }
                met.insert(row)
                if let id = fact.id, places.contains(id), row.type == "Comment" {
                    #expect(isOfPlace(fact, row.field), "\(fact) for \(asker ?? "anonymous")")
                    continue
                }
                let isOwn = fact.id.map(own.contains) ?? true
                let isKept =
                    switch PrivacyTable.rows[row] {
                    case .likes: likes(fact, unblockedBy: asker, on: stage)
                    case .comments: comments(fact, shownTo: asker, on: stage)
                    case .same, .whole:
                        (before[fact.place] ?? fact).value == fact.value
                    case .mine: asker != nil || fact.isNothing
                    case .mineWhole: asker != nil || fact.isNothing
                    case .owner, .ownerWhole: isOwn || fact.isNothing
                    case .address: isGood(fact, isOwn, publicly)
                    case .viewer: asker != nil || fact.isNothing
                    case .seen: true
                    case nil: false
                    }
                #expect(
                    isKept,
                    "\(fact) for \(asker ?? "anonymous"), before \(before[fact.place].map { "\($0)" } ?? "-")"
                )
                if fact.id != nil { before[fact.place] = fact }
            }
        }
        let missed = Set(PrivacyTable.rows.keys).subtracting(met).map { "\($0.type).\($0.field)" }
        print("  \(met.count) fields asked for; not reached: \(missed.sorted())")
        #expect(met.count * 10 > PrivacyTable.rows.count * 8)
    }

    private func isBlocked(_ person: Int, by asker: String?) -> Bool {
        let world = Self.world.small.world
        return world.blocks.contains {
            world.people[$0.from].username == asker && $0.to == person
        }
    }

    private func likes(
        _ fact: Told.Fact, unblockedBy asker: String?, on stage: Stage
    ) -> Bool {
        // A connection has no id of its own.
        guard let node = fact.id.flatMap(stage.node) else { return true }
        // Nobody in this world dislikes anything.
        let likes = fact.key.contains("dislike") ? [] : Self.world.small.world.likes
        let count = likes.count { $0.target == node.object && !isBlocked($0.from, by: asker) }
        return fact.value == .text("\(count)") || count == 0 && fact.isNothing
    }

    private func comments(
        _ fact: Told.Fact, shownTo name: String?, on stage: Stage
    ) -> Bool {
        guard let node = fact.id.flatMap(stage.node) else { return true }
        let world = Self.world.small.world
        let authors = Dictionary(uniqueKeysWithValues: world.posts.map { ($0.id, $0.author) })
        let asker = world.people.firstIndex { $0.username == name }
        let count = world.comments.count { comment in
            (comment.post == node.object || comment.parent == node.object)
                && !isBlocked(comment.author, by: name)
                && (!comment.isHidden
                    || asker != nil && [comment.author, authors[comment.post]].contains(asker))
        }
        return fact.value == .text("\(count)") || count == 0 && fact.isNothing
    }

    /// Whether an empty place tells nothing of what was there.
    private func isOfPlace(_ fact: Told.Fact, _ field: String) -> Bool {
        switch field {
        case "text", "author", "editedAt", "isPinned", "isHidden", "viewerHasLiked",
            "viewerCanEdit", "viewerCanDelete", "parent", "inReplyTo":
            fact.isNothing
        case "isDeleted": fact.value == .text("1") || fact.value == .text("true")
        case "likeCount": fact.value == .text("0") || fact.isNothing
        default: true
        }
    }

    private func row(of fact: Told.Fact) throws -> PrivacyTable.Row? {
        let words = fact.key.split(separator: "_").map(String.init)
        let schema = try Schema.product.get()
        guard words.count == 3, let type = schema.type(named: words[0]),
            let field = schema[type].field(named: words[1])
        else { return nil }
        return PrivacyTable.row(schema[type], field)
    }

    private func isGood(_ fact: Told.Fact, _ isOwn: Bool, _ publicly: Set<String>) -> Bool {
        guard case .text(let url) = fact.value, let id = fact.id else { return true }
        if url.hasPrefix("data:") { return true }
        if url.contains("/originals/") { return isOwn }
        return url.contains("/media/") == publicly.contains(id)
    }
}

extension PrivacyWorld {
    /// What an asker is told in one world of everything that there is in the whole one.
    static func answer(
        to asker: String?, on stage: Stage, of services: SocialServices,
        without classes: Set<PrivacyTable.Class> = []
    ) async throws -> String {
        let names = whole.small.names.keys.sorted()
        let people = whole.small.world.people.map(\.username)
        let walk = PrivacyWalk(schema: try Schema.product.get(), leavesOut: classes)
        let posts = names.filter { $0.wholeMatch(of: /.*\.post\.\d+/) != nil }
        let document = try walk.document(
            usernames: people,
            shortcodes: posts.map { stage.shortcodes.text(stage.named($0).object) })
        let answer = try await stage.ask(
            document, as: asker.map { stage.named($0).object },
            variables:
                "{ \"ids\": [\(names.map { "\"\(stage.id($0))\"" }.joined(separator: ","))] }",
            of: services)
        #expect(answer.failures == [], "\(asker ?? "anonymous")")
        return answer.json
    }

    static func expectSame(_ one: String, _ other: String, _ title: String) {
        guard one != other else { return }
        let pairs = zip(
            JSONText.spread(one).split(separator: "\n"),
            JSONText.spread(other).split(separator: "\n"))
        let first = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
            "\(title): line \(first?.offset ?? 0): \(first.map { "\($0.element)" } ?? "end")")
    }
}
