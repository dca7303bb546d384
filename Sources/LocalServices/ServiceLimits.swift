/// Every limit and waiting time of this target.
enum ServiceLimits {
    /// Longest path given to a unix socket. Linux allows 107 bytes; some room is left for a client
    /// that appends to it.
    static let socketPathBytesMax = 100
    /// How long a server may take to accept connections. A recovery after a crash is part of it.
    static let startMilliseconds = 60_000
    /// Pause between two looks at a server that is starting or stopping.
    static let pollMilliseconds = 5
    /// Pause between two looks at what a program has printed.
    static let programPollMilliseconds = 20
    /// How long a server may take over an orderly shutdown before it is killed.
    static let stopMilliseconds = 10_000
    /// How long an immediate shutdown may take before SIGKILL.
    static let immediateStopMilliseconds = 3_000
    /// A log file longer than this is emptied at the next start.
    static let logBytesMax = 4 << 20
    /// Connections the private PostgreSQL accepts; every pool of a test process shares them.
    static let postgresConnectionsMax = 200
    /// Memory of one memcached, in megabytes.
    static let memcachedMegabytesMin = 64
    static let memcachedMegabytesMax = 256
    /// Connections one memcached accepts.
    static let memcachedConnectionsMax = 1_024
}
