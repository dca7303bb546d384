import TAO

extension RequestContext {
    /// Decides and writes, and does so again where others have changed meanwhile what was decided by:
    /// the version of an object, that it is there, or that there is no such edge.
    ///
    /// - Parameters:
    ///   - attempts: times that it is tried; `writeAttemptsMax`, if it is not given.
    ///   - body: reads, and commits at most one write.
    func deciding<Value>(
        attempts: Int? = nil, _ body: () async throws -> Value
    ) async throws -> Value {
        try await services.tao.deciding(limits, attempts: attempts, before: forget, body)
    }

    /// The object as it is stored; nil if there is none of the kind.
    func stored<Kind: GraphObject>(_ kind: Kind.Type, _ id: ObjectID) async throws -> Kind? {
        try await stored([id])[0]?.ofKind(Kind.kind).map(Kind.init)
    }

    /// Objects as they are stored, in the order of the ids: finding that there is nothing to do writes
    /// nothing that could be refused.
    func stored(_ ids: [ObjectID]) async throws -> [Object?] {
        trips.append(sql: ["stored objects"])
        return try await services.tao.stored.loadUnfiltered(each: ids).map { try $0.get() }
    }
}

extension TAO {
    /// The same for what is no request, and reads what is stored.
    ///
    /// - Parameter again: done before each decision but the first.
    func deciding<Value>(
        _ limits: SocialLimits, attempts: Int? = nil, before again: () -> Void = {},
        _ body: () async throws -> Value
    ) async throws -> Value {
        for attempt in 1..<(attempts ?? limits.writeAttemptsMax) {
            do {
                return try await body()
            } catch let error as GraphError where error.isOvertaken {
                // Until the cache has heard of the other write.
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...1 << min(attempt, 6))))
                again()
            }
        }
        return try await body()
    }
}

extension GraphError {
    fileprivate var isOvertaken: Bool {
        switch self {
        case .versionConflict, .edgeExists, .edgeChanged, .objectMissing: true
        default: false
        }
    }
}
