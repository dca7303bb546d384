import TAO

extension SocialServices {
    /// Makes the partitions of the days to come, and drops those that are kept no longer.
    ///
    /// - Returns: how many days were dropped.
    func sweepInteractions() async throws -> Int {
        let today = InteractionStore.Day(of: clock.milliseconds)
        func day(_ distance: Int) -> InteractionStore.Day {
            InteractionStore.Day(number: today.number + Int64(distance))
        }
        let there = try await interactions.days()
        // Yesterday too: what was served then is told today.
        let wanted = Set((-1...limits.interactionDaysAhead).map(day))
        let missing = wanted.filter { !there.contains($0.digits) }
        if !missing.isEmpty { try await interactions.make(missing) }
        let first = day(-limits.interactionDaysMax).digits
        let old = there.filter { $0 < first }.sorted()
        try await interactions.drop(old)
        return old.count
    }
}

extension ObjectRemoval {
    /// Removes what an account did with posts of its feeds.
    /// - Throws: `Unfinished`.
    func removeInteractions(of account: ObjectID) async throws {
        let countMax = services.limits.objectsReadMax * services.limits.edgesPerObjectRemoved
        while true {
            let count = try await services.interactions.remove(of: account, countMax: countMax)
            if count < countMax { return }
            try spend(count / services.limits.edgesPerObjectRemoved)
        }
    }
}
