import Social
import Testing

@testable import Gateway

@Suite struct `What holds a secret` {
    private struct Holder {
        let secret: SecretKey
        let tokens: AccessTokens
        let tickets: SessionTickets
        let signer: URLSigner
        let social: SocialSecrets
        let ids: GlobalIDs
        let cursors: Cursors
    }

    /// All bytes and words of the keys that are made of a secret, as something could print them.
    private func spellings(of secret: SecretKey) -> [String] {
        ["social", "token", "url", "ticket"].flatMap { purpose -> [String] in
            let key = secret.derived(for: purpose)
            let hex = key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            return [
                key.map(String.init).prefix(8).joined(separator: ", "), hex.joined(),
                hex.prefix(8).joined(), Base64URL.encode(key),
            ]
        }
    }

    @Test func `shows it neither as text nor by reflection`() throws {
        let text = "a secret that is long enough, and seldom"
        let secret = try #require(SecretKey(text))
        let material = secret.derived(for: "social")
        let social = SocialSecrets(ids: material, tokens: material)
        let holder = Holder(
            secret: secret, tokens: AccessTokens(secret, nowMilliseconds: { 0 }),
            tickets: SessionTickets(secret, nowMilliseconds: { 0 }), signer: URLSigner(secret),
            social: social, ids: GlobalIDs(key: social.globalIDKey),
            cursors: Cursors(key: social.cursorKey))
        var shown = "\(holder) \(String(reflecting: holder))"
        dump(holder, to: &shown)
        for member in [holder.secret, holder.tokens, holder.signer, holder.ids] as [Any] {
            shown += "\(member) \(String(reflecting: member))"
            dump(member, to: &shown)
        }
        let words = [
            social.globalIDKey.high, social.globalIDKey.low, social.cursorKey.0, social.cursorKey.1,
        ]
        for word in words {
            #expect(!shown.contains("\(word)") && !shown.contains(String(word, radix: 16)))
        }
        for spelling in [text] + spellings(of: secret) { #expect(!shown.contains(spelling)) }
        #expect(shown.contains("SecretKey(redacted)"))
        #expect(shown.contains("AccessTokens(redacted)"))
    }
}
