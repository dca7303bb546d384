import GraphQL
import TAO

extension RequestContext {
    /// The hashtags with these names, in their order. Those that nobody has used yet come into being, by a
    /// write of their own: should what uses them fail afterwards, they are there all the same, and have no
    /// posts.
    ///
    /// - Parameters:
    ///   - names: as `HashtagName` keeps them, each once.
    ///   - kind: the mutation that uses them.
    /// - Throws: TOO_MANY if the viewer has brought too many into being.
    func hashtags<Kind: Mutation>(
        named names: [String], for kind: Kind.Type
    ) async throws -> [ObjectID] {
        if names.isEmpty { return [] }
        let keys = names.map(HashtagName.key)
        var found = try await graph.ids(named: keys, in: NameSpaces.hashtag)
        for attempt in 1...limits.writeAttemptsMax {
            let missing = names.indices.filter { found[$0] == nil }
            if missing.isEmpty { break }
            do {
                let made = try await makeHashtags(missing.map { names[$0] }, kind)
                for (index, id) in zip(missing, made) { found[index] = id }
            } catch let error as GraphError where error.isRaceForName {
                // Somebody else uses one of them for the first time, too.
                if attempt == limits.writeAttemptsMax { throw error }
                trips.append(sql: ["stored names"])
                found = try await services.tao.stored.ids(named: keys, in: NameSpaces.hashtag)
            }
        }
        return found.compactMap { $0 }
    }

    private func makeHashtags<Kind: Mutation>(
        _ names: [String], _ kind: Kind.Type
    ) async throws -> [ObjectID] {
        let acts = acting(.newHashtag).map { [rated(.newHashtag, by: $0).times(names.count)] } ?? []
        try await take(acts, kind)
        var write = GraphWrite()
        var ids: [ObjectID] = []
        for name in names {
            let id = try await services.newID(HashtagName.shard(name))
            write.addHashtag(id, name)
            ids.append(id)
        }
        do {
            try await commit(write)
        } catch {
            await giveBack(acts)
            throw error
        }
        return ids
    }
}

extension GraphError {
    /// Whether another has made what was to be made, or has its id.
    fileprivate var isRaceForName: Bool {
        switch self {
        case .nameTaken, .idTaken: true
        default: false
        }
    }
}

extension RatedAct {
    /// So many of them at once.
    fileprivate func times(_ count: Int) -> RatedAct {
        RatedAct(
            key, rates.map { Rate(max(1, $0.count / max(1, count)), perSeconds: $0.seconds) })
    }
}

extension GraphWrite {
    /// A hashtag that there is not yet.
    ///
    /// - Parameter name: as `HashtagName` keeps it.
    mutating func addHashtag(_ id: ObjectID, _ name: String) {
        var hashtag = Properties<Hashtag>()
        hashtag[.name] = name
        add(id, hashtag)
        claimName(namespace: NameSpaces.hashtag, name: HashtagName.key(name), id: id)
    }
}
