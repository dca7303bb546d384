import Crypto
import Foundation
import Social
import TAO

/// What a session carries from one gateway process to the next, so that it sees its own writes
/// everywhere at once: which items the next process must not take from its cache.
///
/// A response has the header `Tintype-Ticket` when memcached could not be told all that its
/// mutation wrote; hardly any has. The client sends the last one it got with its next requests,
/// and where requests overlapped, all of them, separated by commas. A ticket stands for those
/// before it. After `ticketLifetimeMilliseconds` it is of no more use: by then the deletes have
/// been repeated from the outbox.
///
/// Sealed with AES-256-GCM: it names internal ids, and one that was made up would cost misses. One
/// that is forged, expired or of another deployment is no error and no ticket.
package struct SessionTickets: Sendable, SecretHolder {
    private let key: SymmetricKey
    private let limits: GatewayLimits
    private let nowMilliseconds: @Sendable () -> Int64

    /// - Parameter nowMilliseconds: Unix time.
    package init(
        _ secret: SecretKey, limits: GatewayLimits = .standard,
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        key = SymmetricKey(data: secret.derived(for: "ticket"))
        self.limits = limits
        self.nowMilliseconds = nowMilliseconds
    }

    /// Nil when there is nothing to carry.
    func seal(_ bypass: CacheBypass) -> String? {
        if bypass.isEmpty { return nil }
        var text = String(nowMilliseconds() + limits.ticketLifetimeMilliseconds)
        if case .items(let items) = bypass {
            for item in items.sorted() { text += "\n" + item }
        }
        let box = try? AES.GCM.seal(Array(text.utf8), using: key)
        return box?.combined.map { Base64URL.encode($0) }
    }

    /// What the tickets of a request say together. Of more than `ticketsMax`, the last ones count.
    func open(_ header: String?) -> CacheBypass {
        guard let header else { return .nothing }
        return header.split(separator: ",").suffix(limits.ticketsMax)
            .reduce(.nothing) { $0.union(ticket($1.drop { $0 == " " })) }
    }

    private func ticket(_ text: Substring) -> CacheBypass {
        guard text.utf8.count <= limits.ticketBytesMax, let bytes = Base64URL.decode(text),
            let box = try? AES.GCM.SealedBox(combined: bytes),
            let plain = try? AES.GCM.open(box, using: key)
        else { return .nothing }
        let lines = String(decoding: plain, as: UTF8.self).split(separator: "\n")
        guard let expires = lines.first.flatMap({ Int64($0) }), expires > nowMilliseconds() else {
            return .nothing
        }
        return lines.count == 1 ? .everything : .items(Set(lines.dropFirst().map(String.init)))
    }
}
