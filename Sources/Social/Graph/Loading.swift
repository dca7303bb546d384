import TAO

// The way out of the graph: what is loaded here, the viewer may see.

extension RequestContext {
    /// The object with an id; nil if there is none of the kind that the viewer may see.
    func load<Kind: GraphObject>(_ kind: Kind.Type, _ id: ObjectID) async throws -> Kind? {
        try await load(kind, each: [id])[0].get()
    }

    /// The objects that the viewer may see, in the order of their ids; nil for the others.
    func load<Kind: GraphObject>(_ kind: Kind.Type, _ ids: [ObjectID]) async throws -> [Kind?] {
        try await load(kind, each: ids).map { try $0.get() }
    }

    /// The same; what cannot be decided about, because something cannot be read, fails alone.
    ///
    /// - Parameter owners: of the objects, where they are known beforehand: the facts about them are
    ///   then read in the same pass as the objects.
    func load<Kind: GraphObject>(
        _ kind: Kind.Type, each ids: [ObjectID], ownedBy owners: [ObjectID] = []
    ) async throws -> [Result<Kind?, any Error>] {
        let owners = if case .itself = Kind.owner { ids } else { owners }
        return try await load(each: ids, of: Kind.kind, ownedBy: owners).map { object in
            object.map { $0?.ofKind(Kind.kind).map(Kind.init) }
        }
    }

    /// Objects of any kind.
    /// - Parameter kind: which they should be of; nil if that is not known.
    func load(
        each ids: [ObjectID], of kind: ObjectKind? = nil, ownedBy owners: [ObjectID] = []
    ) async throws -> [Result<Object?, any Error>] {
        let unknown = decisions.undecided(ids)
        let failures =
            try await unknown.isEmpty ? [:] : decide(unknown.unique(), of: kind, ownedBy: owners)
        return decisions.answer(ids, failures)
    }

    /// Decides about objects, as far as may be. The others, with the reasons.
    private func decide(
        _ ids: [ObjectID], of kind: ObjectKind?, ownedBy prefetched: [ObjectID]
    ) async throws -> [ObjectID: any Error] {
        async let prefetch = relations(to: prefetched.unique())
        let objects = try await graph.loadUnfiltered(each: ids)
        _ = try await prefetch
        let needed = objects.map { (try? $0.get())?.factsNeeded ?? FactsNeeded() }
        var parents = needed.compactMap(\.parent).unique()
        var owners = needed.compactMap(\.owner).unique()
        if parents.isEmpty, owners.isEmpty, prefetched.isEmpty {
            let standIns = StandIns.facts(for: ids, of: kind)
            parents = [standIns.parent].compactMap { $0 }
            owners = [standIns.owner].compactMap { $0 }
        }
        async let shownParents = parents.isEmpty ? [] : load(each: parents)
        async let relations = relations(to: owners)
        let shown = Dictionary(uniqueKeysWithValues: zip(parents, try await shownParents))
        let known = Dictionary(uniqueKeysWithValues: zip(owners, try await relations))
        var facts = ReadFacts(viewer: viewerID, now: now, limits: limits)
        if !objects.contains(where: { ((try? $0.get()) ?? nil) != nil }) {
            StandIns.judge(kind, with: facts)
        }
        return decisions.note(ids, objects) { index, object in
            let relation = try needed[index].owner.flatMap { try known[$0]?.get() }
            let parent = try needed[index].parent.flatMap { try shown[$0]?.get() }
            facts.relation = relation ?? ViewerRelation()
            facts.isParentShown = parent != nil
            facts.parentOwner = parent?.owner
            return object.kind?.objectType.shows(object, facts) ?? false
        }
    }

    /// Whether rules show objects that are loaded already. One of which a fact cannot be read fails
    /// alone.
    func shows<Kind: GraphObject>(
        _ objects: [Kind], _ rules: [ReadRule<Kind>]
    ) async throws -> [Result<Bool, any Error>] {
        var facts = ReadFacts(viewer: viewerID, now: now, limits: limits)
        guard rules.needs().contains(.relation) else {
            return objects.map { .success(rules.show($0, facts)) }
        }
        let owners = objects.map { Kind.owner.id(of: $0) ?? ObjectID(rawValue: 0) }
        return try await zip(objects, relations(to: owners)).map { object, relation in
            relation.map { relation in
                facts.relation = relation
                return rules.show(object, facts)
            }
        }
    }

    /// Which of these objects everyone may see, signed in or not, today and tomorrow: what they show
    /// may then lie in shared caches. What cannot be read is not public.
    func publicObjects(among ids: [ObjectID]) async throws -> Set<ObjectID> {
        let objects = try await load(each: ids).compactMap { try? $0.get() }
        let owners = objects.map { $0.factsNeeded.owner ?? ObjectID(rawValue: 0) }
        let accounts = try await graph.loadUnfiltered(each: owners)
        var facts = ReadFacts(viewer: nil, now: .max, limits: limits)
        var found: Set<ObjectID> = []
        for (object, account) in zip(objects, accounts) {
            let owner = (try? account.get())?.ofKind(.user).map(User.init)
            facts.relation = ViewerRelation(owner: owner)
            if object.kind?.objectType.shows(object, facts) == true { found.insert(object.id) }
        }
        return found
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in the order of their first appearance.
    func unique() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
