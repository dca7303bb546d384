import Memcached

/// Reads what a pass misses. What is small goes as one; what is large goes in parts, one after the
/// other, each of which takes its turn, is passed on and cached as it comes: so a request that fails
/// half-way leaves behind what it has read, and the next one goes on from there.
///
/// Of few lists all edges are read that their types cache. Of many, no more than what the pass needs,
/// or what keeps it small: they are cached cut short (`EdgeList.isCut`), and read again when a reader
/// needs more of one of them.
struct PassReader {
    let pass: Pass

    /// What is read by one round trip.
    private struct Part {
        var missed: [Pass.Missed] = []
        var read = StoreRead()
        /// As many as there may be.
        var rows = 0
        var lists = 0

        func hasRoom(_ moreRows: Int) -> Bool {
            rows + moreRows <= TAOLimits.readRowsMax && lists < TAOLimits.readListsMax
        }
    }

    /// Finds all answers that can be had. The caller passes them on, then runs the settlement.
    func read(
        _ missed: [Pass.Missed], beyond: StoreRead, _ answers: inout PassAnswers
    ) async -> Settlement? {
        let lists = missed.count { missed in
            if case .list = pass.wants.key(missed.item) { !missed.isCut } else { false }
        }
        let needed = lists == 0 ? 0 : pass.neededEdges
        let settlement = await read(
            parts(missed, beyond, edgesMax: Self.edgesMax(lists: lists, needed: needed)),
            isLarge: lists * (needed + 1) >= TAOLimits.largeReadRowsMin, &answers)
        // A list may turn out shorter than hoped: its value has a limit of bytes, too.
        let rest = pass.unanswered(answers, isLast: true).read
        if rest.isEmpty { return settlement }
        _ = await read(parts([], rest, edgesMax: 0), isLarge: false, &answers)
        return settlement
    }

    /// How many edges are read of each missing list.
    ///
    /// - Parameter needed: edges of one list that answer the questions.
    static func edgesMax(lists: Int, needed: Int) -> Int {
        if lists == 0 { return TAOLimits.cachedEdgesMax }
        let cheap = max(TAOLimits.wholeListRowsMax / lists - 1, TAOLimits.listEdgesMin)
        return min(max(needed, cheap), TAOLimits.cachedEdgesMax)
    }

    private func read(
        _ parts: [Part], isLarge: Bool, _ answers: inout PassAnswers
    ) async -> Settlement? {
        var settlement: Settlement?
        for part in parts {
            if let previous = settlement {
                Task.detached(executorPreference: pass.workplace) { await previous.run() }
            }
            let (prompt, late) = byPromptness(part.missed)
            var resolver = MissResolver(
                pass: pass, missed: prompt, beyond: part.read, leasesFirst: parts.count > 1)
            if isLarge || parts.count > 1 {
                await inTurn(&resolver, late, &answers)
            } else {
                await resolve(&resolver, late, &answers)
            }
            settlement = resolver.settlement
        }
        return settlement
    }

    /// The turn is taken before others may join, so that no small read waits in this line.
    private func inTurn(
        _ resolver: inout MissResolver, _ late: [[Pass.Missed]], _ answers: inout PassAnswers
    ) async {
        let turns = pass.loader.backends.largeTurns
        do {
            try await turns.take(within: .milliseconds(TAOLimits.largeReadWaitMilliseconds))
        } catch {
            resolver.fail(error, &answers)
            for missed in late.joined() { answers.fail(missed.item, error) }
            return
        }
        await resolve(&resolver, late, &answers)
        turns.give()
    }

    // MARK: Late servers

    /// What was missed, by how soon memcached answers about it.
    private func byPromptness(
        _ missed: [Pass.Missed]
    ) -> (prompt: [Pass.Missed], late: [[Pass.Missed]]) {
        guard let cache = pass.cache, cache.hasLateServer else { return (missed, []) }
        // What only PostgreSQL may answer waits for no server.
        let asked = missed.filter { !$0.isForStore }.map(\.item.rawValue)
        let late = cache.lateServers(of: pass.keys, asked).map { Set($0.map { ItemIndex($0) }) }
        return (
            missed.filter { missed in !late.contains { $0.contains(missed.item) } },
            late.map { items in missed.filter { items.contains($0.item) } }
        )
    }

    /// Resolves apart what belongs to servers that are late: this pass has to wait for them, but not
    /// those that share its flights for items of the others.
    private func resolve(
        _ resolver: inout MissResolver, _ late: [[Pass.Missed]], _ answers: inout PassAnswers
    ) async {
        if late.isEmpty { return await resolver.resolve(&answers) }
        let (pass, known) = (pass, answers)
        let (edgesMax, wholeLists) = (resolver.listEdgesMax, resolver.wholeLists)
        await withTaskGroup(of: (missed: [Pass.Missed], answers: PassAnswers).self) { group in
            for missed in late {
                group.addTask {
                    var answers = known
                    var read = StoreRead()
                    (read.listEdgesMax, read.wholeLists) = (edgesMax, wholeLists)
                    var resolver = MissResolver(
                        pass: pass, missed: missed, beyond: read, leasesFirst: true)
                    await resolver.resolve(&answers)
                    return (missed, answers)
                }
            }
            await resolver.resolve(&answers)
            resolver.settleBeside()
            for await found in group {
                for missed in found.missed { answers.take(missed.item, from: found.answers) }
            }
        }
    }

    // MARK: Parts

    private func parts(_ missed: [Pass.Missed], _ beyond: StoreRead, edgesMax: Int) -> [Part] {
        var parts = Parts(edgesMax: edgesMax)
        for missed in missed {
            if case .list(let list) = pass.wants.key(missed.item) {
                let edges = missed.isCut ? TAOLimits.cachedEdgesMax : edgesMax
                parts.add(list: edges + 1) { part in
                    part.missed.append(missed)
                    if missed.isCut { part.read.wholeLists.insert(list) }
                }
            } else {
                parts.add { $0.missed.append(missed) }
            }
        }
        for page in beyond.pages {
            parts.add(list: page.query.limit + 1) { $0.read.pages.append(page) }
        }
        for edge in beyond.edges { parts.add { $0.read.edges.append(edge) } }
        return parts.all
    }

    private struct Parts {
        private let edgesMax: Int
        private(set) var all: [Part] = []

        init(edgesMax: Int) {
            self.edgesMax = edgesMax
        }

        /// - Parameter rows: of a list or page; nil for what has one row.
        mutating func add(list rows: Int? = nil, _ add: (inout Part) -> Void) {
            if all.last?.hasRoom(rows ?? 1) != true {
                var part = Part()
                part.read.listEdgesMax = edgesMax
                all.append(part)
            }
            all[all.count - 1].rows += rows ?? 1
            all[all.count - 1].lists += rows == nil ? 0 : 1
            add(&all[all.count - 1])
        }
    }
}
