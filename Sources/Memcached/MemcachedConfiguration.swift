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

    /// The first of the servers that is none, or the same as one before it; nil if all are good.
    package static func mistake(in servers: [String]) -> String? {
        var addresses: [ServerAddress] = []
        return servers.first { server in
            guard let address = ServerAddress(server.hasPrefix("/") ? server : server.lowercased()),
                !addresses.contains(address)
            else { return true }
            addresses.append(address)
            return false
        }
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
    /// Keys that one caller asks of a server at a time: others who wait for it come in between.
    package static let keysPerPieceMax = 256
    /// Requests waiting for one server; more are told `unavailable` at once.
    package static let queuedRequestsMax = 10_000
    /// How long all commands taken from the queue together may need before the server counts as
    /// down: it bounds a server that answers, but drips. Looked at between values, so one value that
    /// drips by the byte is bounded by the time-out for each byte only.
    package static let drainMillisecondsMax = 2_000
    /// A connection that has lasted so long was good, though it was not used.
    package static let lastedMilliseconds = 1_000
    /// A server that nobody asked for so long is asked whether it is there.
    package static let idleProbeMilliseconds = 1_000
    /// Changes of servers kept for a reader who is late, or never comes (`MemcachedClient.changes`).
    package static let untoldChangesMax = 100
    /// Places each server takes on the hash ring.
    package static let ringPointsPerServer = 160

    // MARK: Slow servers (`LatencyBreaker`)

    /// What an answer may always take: below, no server is slow.
    package static let slowMillisecondsMin = 10.0
    /// How many times as long as usual an answer may take.
    package static let slowFactor = 8.0
    /// How many times as long as reading from the store it may take.
    package static let slowStoreFactor = 2.0
    /// How much one answer counts in what is usual.
    package static let usualShare = 1.0 / 256
    /// What each key and each change of a command is expected to take, and each byte read: this is
    /// no delay, but work.
    package static let itemMilliseconds = 0.05
    package static let byteMilliseconds = 0.000_01
    /// The answers that are judged together, and how many of them must be late.
    package static let slowAnswers = 8
    package static let lateAnswersMin = 6
    /// How long the store may think about how long it takes.
    package static let storeAnswerMilliseconds = 1_000
    /// How long after the store was slower, too, it is not asked again.
    package static let slowAskMilliseconds = 1_000
    /// Pause between probes of a slow server; doubled for each relapse as long as they are late.
    package static let slowProbeMilliseconds = 100
    /// Quick probes in a row after which reads are tried; doubled for each relapse.
    package static let quickProbesMin = 3
    /// One in how many reads is tried.
    package static let trialShare = 8
    /// A server that is slow again within this time has relapsed.
    package static let relapseMilliseconds = 60_000
    /// Relapses that count.
    package static let relapsesMax = 4
    /// A caller drives a server itself (`mayDrive`) only if its last answer took less.
    package static let guestMillisecondsMax = 5.0
}
