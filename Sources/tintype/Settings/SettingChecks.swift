import Gateway
import Jobs
import Memcached
import TAO

/// Whether a text can lead a key of memcached.
func cacheNamespaceMistake(in text: String) -> String? {
    let isGood =
        (1...TAOLimits.namespaceBytesMax).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    return isGood ? nil : "must be 1 to \(TAOLimits.namespaceBytesMax) printable letters"
}

/// Whether a text names memcached servers, each once: the same twice would count twice.
func memcachedServersMistake(in text: String) -> String? {
    MemcachedConfiguration.mistake(in: Settings.list(text)).map { server in
        "must be host:port or the path of a socket for each server, and each once; \"\(server)\" "
            + "is not"
    }
}

/// Whether a text is long enough to be the secret of a deployment.
func secretKeyMistake(in text: String) -> String? {
    SecretKey(text) == nil
        ? "must have \(GatewayLimits.secretBytesMin) bytes or more; try: openssl rand -hex 32" : nil
}

/// Whether a text names queues.
func queuesMistake(in text: String) -> String? {
    let names = Settings.list(text)
    return !names.isEmpty && names.allSatisfy { Queue(rawValue: $0) != nil }
        ? nil : "must name some of " + Queue.allCases.map(\.rawValue).joined(separator: ", ")
}

extension Settings {
    /// The queues that are to be worked on.
    var queues: [Queue] { list(.queues).compactMap { Queue(rawValue: $0) } }
}

/// Networks as `TrustedProxies` takes them.
func trustedProxiesMistake(in text: String) -> String? {
    TrustedProxies(Settings.list(text)) == nil
        ? "must be addresses or networks such as 192.0.2.0/24 or 2001:db8::/32, with commas" : nil
}
