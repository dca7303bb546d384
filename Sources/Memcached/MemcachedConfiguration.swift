/// Where the servers are and how long to wait for them.
package struct MemcachedConfiguration: Sendable {
    /// "host:port", "[address]:port", "host" (port 11211) or "/path/of.socket". The order does not
    /// matter; a server keeps its keys as long as its text stays the same.
    package var servers: [String]
    /// How long one wait for a server may take: connecting, sending, receiving. A server that is
    /// slower is down until it answers a probe.
    package var timeoutMilliseconds: Int
    /// How soon a server that went away is tried again; doubles up to `probeMillisecondsMax`.
    package var probeMilliseconds: Int
    package var probeMillisecondsMax: Int
    /// How long reads wait for a server that has just been connected and whose gates
    /// (`MemcachedClient.addRejoinGate`) are still at work, before they are told `unavailable`.
    package var rejoinMilliseconds: Int

    package init(
        servers: [String], timeoutMilliseconds: Int = 250, probeMilliseconds: Int = 20,
        probeMillisecondsMax: Int = 1_000, rejoinMilliseconds: Int = 1_000
    ) {
        self.servers = servers
        self.timeoutMilliseconds = max(1, timeoutMilliseconds)
        self.probeMilliseconds = max(1, probeMilliseconds)
        self.probeMillisecondsMax = max(self.probeMilliseconds, probeMillisecondsMax)
        self.rejoinMilliseconds = max(0, rejoinMilliseconds)
    }
}

/// Every limit of the memcached client, in one place.
package enum MemcachedLimits {
    /// Bytes of a key: memcached's own limit (`KEY_MAX_LENGTH` in its sources).
    package static let keyBytesMax = 250
    /// Bytes of a value: 1 MiB less room for key and header.
    package static let valueBytesMax = 1_048_576 - 1_024
    /// Keys of one command; more are read by several commands in a row.
    package static let keysPerCommandMax = 1_000
    /// Requests waiting for one server; more are told `unavailable` at once.
    package static let queuedRequestsMax = 10_000
    /// How long all commands taken from the queue together may need before the server counts as
    /// down: it bounds a server that answers, but drips. Looked at between values, so one value that
    /// drips by the byte is bounded by the time-out for each byte only.
    package static let drainMillisecondsMax = 2_000
    /// Changes of servers kept for a reader who is late, or never comes (`MemcachedClient.changes`).
    package static let untoldChangesMax = 100
    /// Places each server takes on the hash ring.
    package static let ringPointsPerServer = 160
}
