/// How often memcached had what it was asked for, by kind of item, since the process began. What a
/// request asks twice is asked once; what could not be answered, because a server is down, is not
/// counted.
package struct CacheStatistics: Sendable {
    package struct Reads: Sendable {
        package internal(set) var hits = 0
        package internal(set) var misses = 0

        package var count: Int { hits + misses }
    }

    package internal(set) var objects = Reads()
    package internal(set) var lists = Reads()
    package internal(set) var names = Reads()
    /// Values that were not what had been put there: misses, and replaced.
    package internal(set) var damaged = 0

    /// All kinds together.
    package var all: Reads {
        Reads(
            hits: objects.hits + lists.hits + names.hits,
            misses: objects.misses + lists.misses + names.misses)
    }

    /// What has been counted since `earlier`.
    package func since(_ earlier: CacheStatistics) -> CacheStatistics {
        CacheStatistics(
            objects: objects.since(earlier.objects), lists: lists.since(earlier.lists),
            names: names.since(earlier.names), damaged: damaged - earlier.damaged)
    }

    mutating func add(_ other: CacheStatistics) {
        objects.add(other.objects)
        lists.add(other.lists)
        names.add(other.names)
        damaged += other.damaged
    }

    mutating func note(_ item: ItemKey, isHit: Bool) {
        switch item {
        case .object: objects.note(isHit)
        case .list: lists.note(isHit)
        case .name: names.note(isHit)
        }
    }
}

extension CacheStatistics.Reads {
    fileprivate mutating func note(_ isHit: Bool) {
        if isHit { hits += 1 } else { misses += 1 }
    }

    fileprivate mutating func add(_ other: Self) {
        hits += other.hits
        misses += other.misses
    }

    fileprivate func since(_ earlier: Self) -> Self {
        Self(hits: hits - earlier.hits, misses: misses - earlier.misses)
    }
}
