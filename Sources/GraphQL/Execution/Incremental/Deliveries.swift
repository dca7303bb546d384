/// What a response still owes: deferred fragments and streamed lists, and how far they have come.
///
/// The writer registers here what it leaves out, as it meets it; a null that takes back what was
/// written takes back what was registered meanwhile. Between the payloads, the methods of
/// `DeliveryProgress.swift` find out what may go on and what is complete. Entries name each other
/// by index and stay where they are until the operation ends.
struct Deliveries: Sendable {
    /// An object at which uses of `@defer` begin, and those of the objects around it.
    struct Scope: Sendable {
        /// By their index in the plan.
        let usages: Range<Int>
        let firstFragment: Int
        let outer: Int?
    }

    /// A deferred fragment of one object: what a client sees as a pending result.
    struct Fragment: Sendable {
        enum State {
            /// The fragment around it is not complete.
            case waiting
            case pending
            case closed
        }

        let label: String?
        let path: [PathElement]
        let outer: Int?
        var state = State.waiting
        var id: Int?
        var inner: [Int] = []
        var portions: [Int] = []
        /// Portions that are not resolved yet.
        var unfinished = 0
    }

    /// Fields of one object that are delivered together, with the first of their fragments.
    struct Portion: Sendable {
        enum State {
            case waiting
            case resolved(WrittenValue)
            /// A null propagated to the object.
            case failed(GraphQLError)
            /// Delivered.
            case closed
        }

        let deferred: DeferredSelection
        let objects: ResolvedObjects
        let row: Int
        let path: [PathElement]
        let scope: Int
        let fragments: [Int]
        var state = State.waiting
        /// Lists whose stream begins when it is delivered.
        var streams: [Int] = []
    }

    /// The rest of one list.
    struct Stream: Sendable {
        let path: [PathElement]
        let rest: StreamedRest
        /// What is left of the items of `rest`.
        var items: Range<Int>
        /// Place of the first of them in the list.
        var index: Int
        var id: Int?
    }

    private(set) var scopes: [Scope] = []
    var fragments: [Fragment] = []
    var portions: [Portion] = []
    var streams: [Stream] = []
    /// Pending fragments and streams, in the order in which they were announced.
    var pendingFragments: [Int] = []
    var pendingStreams: [Int] = []
    var nextID = 0

    let countMax: Int
    /// Whether more than `countMax` would have been registered. Then nothing more is.
    private(set) var isOverfull = false
    private var checkpoints: [Checkpoint] = []

    init(countMax: Int) {
        self.countMax = countMax
    }

    /// How much was registered when the response was so long.
    private struct Checkpoint {
        let bytes: Int
        let scopes: Int
        let fragments: Int
        let portions: Int
        let streams: Int
    }

    /// Whether anything was ever left for later.
    var isBegun: Bool { !portions.isEmpty || !streams.isEmpty }
    var pendingIDs: [Int] {
        pendingFragments.compactMap { fragments[$0].id }
            + pendingStreams.compactMap { streams[$0].id }
    }
    var isComplete: Bool { pendingFragments.isEmpty && pendingStreams.isEmpty }

    // MARK: Registration

    /// Registers what an object leaves out.
    ///
    /// - Parameters:
    ///   - scope: of the object around it.
    ///   - bytes: length of the response where the object begins.
    /// - Returns: the scope of what is in the object.
    mutating func register(
        _ selection: IncrementalSelection, of objects: ResolvedObjects, row: Int,
        at path: [PathElement], in scope: Int?, bytes: Int
    ) -> Int? {
        guard admit(selection.usages.count + selection.deferred.count, after: bytes) else {
            return scope
        }
        var scope = scope
        if !selection.usages.isEmpty {
            let usages = selection.firstUsage..<selection.firstUsage + selection.usages.count
            scopes.append(
                Scope(usages: usages, firstFragment: fragments.count, outer: scope))
            scope = scopes.count - 1
            for usage in selection.usages {
                let outer = usage.parent.flatMap { fragment(of: $0, in: scope) }
                fragments.append(Fragment(label: usage.label, path: path, outer: outer))
            }
        }
        guard let scope else { return nil }
        for deferred in selection.deferred {
            portions.append(
                Portion(
                    deferred: deferred, objects: objects, row: row, path: path, scope: scope,
                    fragments: deferred.usages.compactMap { fragment(of: $0, in: scope) }))
        }
        return scope
    }

    /// Registers what is left of a list.
    mutating func register(
        _ rest: StreamedRest, row: Int, at path: [PathElement], bytes: Int
    ) {
        guard !rest.ranges[row].isEmpty, admit(1, after: bytes) else { return }
        streams.append(
            Stream(path: path, rest: rest, items: rest.ranges[row], index: rest.initialCount))
    }

    /// The fragment that a use of `@defer` makes of the object around which it begins.
    private func fragment(of usage: Int, in scope: Int?) -> Int? {
        var current = scope
        while let index = current {
            let scope = scopes[index]
            if scope.usages.contains(usage) {
                return scope.firstFragment + usage - scope.usages.lowerBound
            }
            current = scope.outer
        }
        return nil
    }

    /// Whether there is room for some more entries, which begin at a place of the response.
    private mutating func admit(_ count: Int, after bytes: Int) -> Bool {
        guard fragments.count + portions.count + streams.count + count <= countMax else {
            isOverfull = true
            return false
        }
        checkpoints.append(
            Checkpoint(
                bytes: bytes, scopes: scopes.count, fragments: fragments.count,
                portions: portions.count, streams: streams.count))
        return true
    }

    /// Forgets what was registered for parts of the response that are gone.
    ///
    /// - Parameter bytes: how long the response is now.
    mutating func truncate(to bytes: Int) {
        while let last = checkpoints.last, last.bytes >= bytes {
            checkpoints.removeLast()
            scopes.removeSubrange(last.scopes...)
            fragments.removeSubrange(last.fragments...)
            portions.removeSubrange(last.portions...)
            streams.removeSubrange(last.streams...)
        }
    }

    /// What is registered stays; the bytes after which it comes are counted anew.
    mutating func settle() {
        checkpoints.removeAll(keepingCapacity: true)
    }
}

/// An object or items as JSON, with the errors in it.
struct WrittenValue: Sendable {
    var json: [UInt8]
    var errors: [GraphQLError]
}
