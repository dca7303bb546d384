import Social
import TAO

/// What an operation is told of its request.
package struct Caller: Sendable {
    /// Nil for a caller that is not signed in.
    package var identity: Identity?
    /// As the access log has it; named in reports of unexpected errors.
    package var requestID: String
    /// What must be read from PostgreSQL: the tickets of the request.
    package var bypassing: CacheBypass
    /// Where the request comes from.
    package var client: Client
    /// What stands before the paths of addresses that the client is given. Asked for once at most.
    package var origin: @Sendable () -> String

    package init(
        identity: Identity?, requestID: String, bypassing: CacheBypass = .nothing, client: Client,
        origin: @escaping @Sendable () -> String
    ) {
        self.identity = identity
        self.requestID = requestID
        self.bypassing = bypassing
        self.client = client
        self.origin = origin
    }

    /// An account that this process itself asks as, over no connection; nil for none.
    package init(account: ObjectID?, session: ObjectID? = nil, isRestricted: Bool = false) {
        self.init(
            identity: account.map {
                Identity(
                    viewerID: $0.rawValue, sessionID: session?.rawValue ?? 0,
                    isRestricted: isRestricted)
            }, requestID: "-",
            client: .ourselves, origin: { "" })
    }
}
