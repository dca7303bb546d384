import Media
import Social
import TAO

/// Makes the chunks of a crowd, each by itself: the same for the same seed, moment and pictures.
struct CrowdWriter {
    let roster: CrowdRoster
    let network: CrowdNetwork
    let pictures: DemoPictures
    /// Of every account.
    let passwordHash: String
    var store: BulkImport
    let words = CrowdWords()
    let flashmobs: [Flashmob]
    /// Of `words.places`.
    let places: [ObjectID]

    init(
        _ roster: CrowdRoster, _ network: CrowdNetwork, _ pictures: DemoPictures,
        passwordHash: String, into tao: TAO
    ) {
        self.roster = roster
        self.network = network
        self.pictures = pictures
        self.passwordHash = passwordHash
        store = BulkImport(copyingInto: tao)
        flashmobs = Flashmob.all(before: roster.now)
        let time = ObjectID.epochMilliseconds + DemoGenerator.day / 2
        places = words.places.indices.map {
            ObjectID(milliseconds: time, shard: $0, sequence: ObjectID.sequenceCount - 1)
        }
    }

    /// - Parameter seal: is claimed with it, so that it is known to be stored.
    mutating func load(_ chunk: CrowdChunk, seal: String) async throws -> GraphLoad {
        switch chunk.kind {
        case .names: try await addNames()
        case .accounts: for account in chunk.accounts { try await addAccount(account) }
        case .relations:
            for account in chunk.accounts {
                try await addFollows(account)
                try await addOthers(account)
            }
        case .posts:
            for account in chunk.accounts where !roster.areLurkers[account] {
                var ids = CrowdIDs(of: account)
                try await addPosts(account, &ids)
                try await addStories(account, &ids)
            }
        }
        return try await store.load(sealing: seal, roster.id(of: 0))
    }

    // MARK: Names and accounts

    private mutating func addNames() async throws {
        for (id, place) in zip(places, words.places) {
            try await store.addPlace(
                id, named: place.name, latitude: place.latitude, longitude: place.longitude)
        }
        let time = ObjectID.epochMilliseconds + DemoGenerator.day / 2
        let names = Set(words.hashtags.values.flatMap(\.words) + flashmobs.map(\.tag)).sorted()
        for (index, name) in names.enumerated() {
            try await store.addHashtag(
                ObjectID(
                    milliseconds: time, shard: index, sequence: ObjectID.sequenceCount - 2),
                named: name)
        }
    }

    private mutating func addAccount(_ account: Int) async throws {
        var random = roster.random(account, .profile)
        var profile = BulkImport.Profile(username: "", displayName: "")
        if account < DemoGenerator.named.count {
            let named = DemoGenerator.named[account]
            (profile.username, profile.displayName) = (named.username, named.name)
        } else {
            let first = random.pick(DemoWords.firstNames)
            let last = random.pick(DemoWords.lastNames)
            let number = String(account, radix: 36)
            profile.username = "\(first)_\(last)_\(number)".lowercased()
            profile.displayName = "\(first) \(last)"
        }
        if random.chance(0.8) { profile.biography = random.pick(DemoWords.biographies) }
        profile.isPrivate = roster.arePrivate[account]
        var ids = CrowdIDs(of: account)
        let id = ids.next(at: roster.created[account])
        let hasAvatar = !roster.areLurkers[account] || random.chance(0.6)
        let avatar =
            hasAvatar
            ? shown(random.pick(pictures.avatars), ids.next(at: roster.created[account])) : nil
        try await store.addAccount(
            id, profile, email: "\(profile.username)@example.com", passwordHash: passwordHash,
            avatar: avatar)
    }

    func shown(_ picture: Int, _ id: ObjectID) -> BulkImport.Photo {
        (id, pictures.all[picture])
    }

    // MARK: Relations

    private mutating func addFollows(_ from: Int) async throws {
        var random = roster.random(from, .relations)
        // Those that the network was grown by are another stretch of the same numbers; times need no care.
        for to in network.followees[from] {
            try await store.add(
                .follows, from: roster.id(of: from), to: roster.id(of: Int(to)),
                at: moment(after: [from, Int(to)], &random))
        }
        // One in a hundred is not wanted to be seen.
        for to in network.followees[from] where random.chance(0.01) {
            try await store.addMute(
                of: roster.id(of: Int(to)), by: roster.id(of: from),
                at: moment(after: [from, Int(to)], &random))
        }
    }

    private mutating func addOthers(_ from: Int) async throws {
        for friend in closeFriends(of: from) {
            var random = roster.random(friend, .closeFriends)
            try await store.add(
                .closeFriend, from: roster.id(of: from), to: roster.id(of: friend),
                at: moment(after: [from, friend], &random))
        }
        // Those whom examples name stay on good terms.
        guard from >= DemoGenerator.named.count, roster.count > DemoGenerator.named.count + 1
        else { return }
        var random = roster.random(from, .closeFriends)
        let blocks = Double(network.followees[from].count) * 0.003
        var others: Set<Int> = []
        for _ in 0..<random.poisson(blocks) {
            let other = random.integer(in: DemoGenerator.named.count...roster.count - 1)
            guard other != from, !network.follows(from, other), !network.follows(other, from),
                others.insert(other).inserted
            else { continue }
            try await store.add(
                .blocks, from: roster.id(of: from), to: roster.id(of: other),
                at: moment(after: [from, other], &random))
        }
    }

    /// Whom an account has chosen of those that it follows and is followed by.
    func closeFriends(of account: Int) -> [Int] {
        guard !roster.areLurkers[account] else { return [] }
        var random = roster.random(account, .closeFriends)
        let count = Int(random.logNormal(median: 8, sigma: 0.5))
        let mutual = network.followees[account].filter { network.follows(Int($0), account) }
        return mutual.shuffled(using: &random).prefix(count).map { Int($0) }
    }

    /// One at which all of them were there.
    private func moment(after accounts: [Int], _ random: inout SeededRandom) -> Int64 {
        let begin = accounts.map { roster.created[$0] }.max() ?? roster.now
        return begin + 1 + Int64(Double(roster.now - begin - 2) * random.share())
    }
}
