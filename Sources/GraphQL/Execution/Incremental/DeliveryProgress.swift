/// The order of delivery: a fragment is announced once all around it is delivered, and complete
/// once all its portions are resolved; a portion goes out with the first of its fragments.
///
/// The rules are those of the work queue of the reference implementation.
extension Deliveries {
    /// How much was registered before the latest part of the response was written.
    struct Mark {
        let fragments: Int
        let portions: Int
        let streams: Int
    }

    var mark: Mark {
        Mark(fragments: fragments.count, portions: portions.count, streams: streams.count)
    }

    /// Takes up what the response or the item of a stream left out, and announces it.
    mutating func begin(since mark: Mark, in payload: inout Payload) {
        let outermost = link(since: mark)
        announce(nonEmpty(outermost), in: &payload)
        for stream in mark.streams..<streams.count { announce(stream: stream, in: &payload) }
    }

    /// Takes note of a portion that was resolved, and of what was left out in it.
    mutating func finish(_ portion: Int, _ state: Portion.State, since mark: Mark) {
        _ = link(since: mark)
        portions[portion].state = state
        portions[portion].streams = Array(mark.streams..<streams.count)
        for fragment in portions[portion].fragments where fragments[fragment].state != .closed {
            fragments[fragment].unfinished -= 1
        }
    }

    /// Delivers what is complete, and announces what that lets begin.
    mutating func deliver(in payload: inout Payload) {
        var position = 0
        // What is announced may be complete as well. It is announced only now, since all of it may
        // have come with the others.
        while position < pendingFragments.count {
            var inner: [Int] = []
            var lists: [Int] = []
            for fragment in pendingFragments[position...] {
                if let error = failure(of: fragment) {
                    // What is in it is never announced.
                    payload.complete(fragments[fragment].id, error)
                    fragments[fragment].state = .closed
                } else if fragments[fragment].unfinished == 0 {
                    lists += succeed(fragment, in: &payload)
                    inner += fragments[fragment].inner
                }
            }
            position = pendingFragments.count
            announce(nonEmpty(inner), in: &payload)
            for list in lists { announce(stream: list, in: &payload) }
        }
        pendingFragments.removeAll { fragments[$0].state == .closed }
        pendingStreams.removeAll { streams[$0].id == nil }
    }

    /// Takes note that items of a stream were delivered, and ends it after the last or an error.
    mutating func advance(
        _ stream: Int, by count: Int, _ failure: GraphQLError?, in payload: inout Payload
    ) {
        streams[stream].items.removeFirst(count)
        streams[stream].index += count
        guard failure != nil || streams[stream].items.isEmpty else { return }
        payload.complete(streams[stream].id, failure)
        streams[stream].id = nil
    }

    /// Gives up all that is left.
    mutating func fail(_ error: GraphQLError, in payload: inout Payload) {
        for fragment in pendingFragments where fragments[fragment].state == .pending {
            payload.complete(fragments[fragment].id, error)
        }
        for stream in pendingStreams { payload.complete(streams[stream].id, error) }
        self = Deliveries(countMax: countMax)
    }

    // MARK: Parts

    /// Connects new entries with each other and with those around them.
    ///
    /// - Returns: new fragments that are in no other.
    private mutating func link(since mark: Mark) -> [Int] {
        var outermost: [Int] = []
        for index in mark.fragments..<fragments.count {
            guard let outer = fragments[index].outer else {
                outermost.append(index)
                continue
            }
            if fragments[outer].state == .closed {
                fragments[index].state = .closed
            } else {
                fragments[outer].inner.append(index)
            }
        }
        for index in mark.portions..<portions.count {
            for fragment in portions[index].fragments where fragments[fragment].state != .closed {
                fragments[fragment].portions.append(index)
                fragments[fragment].unfinished += 1
            }
        }
        return outermost
    }

    /// Fragments with something to deliver; those in place of the others that are in them.
    private mutating func nonEmpty(_ candidates: [Int]) -> [Int] {
        var result: [Int] = []
        for candidate in candidates where fragments[candidate].state == .waiting {
            if fragments[candidate].portions.allSatisfy(isClosed) {
                fragments[candidate].state = .closed
                result += nonEmpty(fragments[candidate].inner)
            } else {
                result.append(candidate)
            }
        }
        return result
    }

    private func isClosed(_ portion: Int) -> Bool {
        if case .closed = portions[portion].state { true } else { false }
    }

    private mutating func announce(_ released: [Int], in payload: inout Payload) {
        for index in released {
            fragments[index].state = .pending
            fragments[index].id = nextID
            pendingFragments.append(index)
            payload.announce(nextID, fragments[index].path, fragments[index].label)
            nextID += 1
        }
    }

    private mutating func announce(stream index: Int, in payload: inout Payload) {
        streams[index].id = nextID
        pendingStreams.append(index)
        payload.announce(nextID, streams[index].path, streams[index].rest.stream.label)
        nextID += 1
    }

    private func failure(of fragment: Int) -> GraphQLError? {
        for portion in fragments[fragment].portions {
            if case .failed(let error) = portions[portion].state { return error }
        }
        return nil
    }

    /// - Returns: the lists whose stream begins.
    private mutating func succeed(_ fragment: Int, in payload: inout Payload) -> [Int] {
        var lists: [Int] = []
        for portion in fragments[fragment].portions {
            guard case .resolved(let value) = portions[portion].state else { continue }
            deliver(value, of: portion, in: &payload)
            lists += portions[portion].streams
            portions[portion].state = .closed
        }
        payload.complete(fragments[fragment].id, nil)
        fragments[fragment].state = .closed
        return lists
    }

    /// Adds the value under the pending fragment with the longest path, so that the least of its
    /// own has to be said.
    private func deliver(_ value: WrittenValue, of index: Int, in payload: inout Payload) {
        let portion = portions[index]
        var best: (id: Int, length: Int)?
        for fragment in portion.fragments where fragments[fragment].state == .pending {
            let length = fragments[fragment].path.count
            if let id = fragments[fragment].id, length > best?.length ?? -1 {
                best = (id, length)
            }
        }
        guard let best else { return }
        payload.add(value, to: best.id, subPath: portion.path[best.length...])
    }
}
