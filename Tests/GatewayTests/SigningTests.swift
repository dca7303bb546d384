import Crypto
import Foundation
import JWTKit
import Media
import Social
import TestSupport
import Testing

@testable import Gateway

private let other = SecretKey(bytes: Array(repeating: 120, count: 32))

@Suite struct `Secrets` {
    @Test(.crosses(\GatewayLimits.Type.secretBytesMin)) func `must be long`() {
        #expect(SecretKey(String(repeating: "x", count: GatewayLimits.secretBytesMin)) != nil)
        #expect(SecretKey(String(repeating: "x", count: GatewayLimits.secretBytesMin - 1)) == nil)
        #expect(SecretKey(SecretKey.makeText()) != nil)
        #expect(SecretKey.makeText() != SecretKey.makeText())
    }

    @Test func `give a key for each purpose`() {
        #expect(other.derived(for: "a") == other.derived(for: "a"))
        #expect(other.derived(for: "a") != other.derived(for: "b"))
        #expect(other.derived(for: "a") != World.secret.derived(for: "a"))
        #expect(other.derived(for: "a", byteCount: 44).count == 44)
    }
}

@Suite struct `Access tokens` {
    private let world: World

    init() throws {
        world = try World()
    }

    @Test func `are good for an hour`() async throws {
        let identity = Identity(viewerID: 5, sessionID: .max)
        let issued = try await world.tokens.issue(identity)
        #expect(issued.expiresMilliseconds == World.nowMilliseconds + 3_600_000)
        #expect(await world.tokens.verify(issued.token) == identity)
        world.clock.advance(milliseconds: 3_599_999)
        #expect(await world.tokens.verify(issued.token) == identity)
        world.clock.advance(milliseconds: 1)
        #expect(await world.tokens.verify(issued.token) == nil)
    }

    @Test func `expire for a gateway that has not seen them before`() async throws {
        let issued = try await world.tokens.issue(Identity(viewerID: 5, sessionID: 1))
        let later = AccessTokens(
            World.secret, nowMilliseconds: { World.nowMilliseconds + 3_600_000 })
        #expect(await later.verify(issued.token) == nil)
    }

    @Test func `of another secret are refused`() async throws {
        let other = AccessTokens(
            other, nowMilliseconds: { World.nowMilliseconds })
        let token = try await other.issue(Identity(viewerID: 5, sessionID: 1)).token
        #expect(await world.tokens.verify(token) == nil)
    }

    @Test func `are refused with one letter changed`() async throws {
        let token = try await world.token()
        for index in stride(from: 0, to: token.utf8.count, by: 7) {
            var bytes = Array(token.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(await world.tokens.verify(String(decoding: bytes, as: UTF8.self)) == nil)
        }
    }

    @Test func `without a signature are refused`() async throws {
        let parts = try await world.token().split(separator: ".")
        let header = Base64URL.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
        #expect(await world.tokens.verify("\(header).\(parts[1]).") == nil)
        #expect(await world.tokens.verify("\(header).\(parts[1]).\(parts[2])") == nil)
        #expect(await world.tokens.verify("\(parts[0]).\(parts[1]).") == nil)
    }

    @Test func `that are none are refused`() async {
        for token in ["", ".", "..", "a.b.c", "💥.💥.💥", String(repeating: "a.", count: 2_000)] {
            #expect(await world.tokens.verify(token) == nil)
        }
    }

    @Test func `of another issuer or shape are refused`() async throws {
        struct Foreign: JWTPayload {
            var iss: String
            var sub: String
            var iat: Int64 = 0
            var exp: Int64 = World.nowMilliseconds / 1_000 + 60
            func verify(using algorithm: some JWTAlgorithm) {}
        }
        let key = HMACKey(key: SymmetricKey(data: World.secret.derived(for: "token")))
        let keys = await JWTKeyCollection().add(hmac: key, digestAlgorithm: .sha256)
        func isGood(_ claims: Foreign) async throws -> Bool {
            await world.tokens.verify(try await keys.sign(claims)) != nil
        }
        let subject = try world.tokens.subject(of: Identity(viewerID: 1, sessionID: 2))
        let foreign = AccessTokens(other, nowMilliseconds: { World.nowMilliseconds })
        let others = try foreign.subject(of: Identity(viewerID: 1, sessionID: 2))
        #expect(try await isGood(Foreign(iss: "tintype", sub: subject)))
        #expect(try await !isGood(Foreign(iss: "other", sub: subject)))
        for sub in ["1", "alice", "", String(subject.dropLast()), others] {
            #expect(try await !isGood(Foreign(iss: "tintype", sub: sub)), "\(sub)")
        }
    }

    /// An id tells when and on which shard something was made.
    @Test func `tell their holder nothing of the ids in them`() async throws {
        let identity = Identity(viewerID: 0x0123_4567_89ab_cdef, sessionID: 0x0123_4567_89ab_cdf0)
        var subjects: [[UInt8]] = []
        for _ in 0..<100 {
            let token = try await world.tokens.issue(identity).token
            let payload = try #require(Base64URL.decode(token.split(separator: ".")[1]))
            let claims = try #require(
                try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
            #expect(Set(claims.keys) == ["iss", "sub", "iat", "exp"])
            for id in [identity.viewerID, identity.sessionID] {
                let text = String(decoding: payload, as: UTF8.self)
                #expect(!text.contains("\(id)") && !text.contains(String(id, radix: 16)))
            }
            let subject = try #require(claims["sub"] as? String)
            subjects.append(try #require(Base64URL.decode(subject)))
            #expect(await world.tokens.verify(token) == identity)
        }
        for index in subjects[0].indices {
            #expect(Set(subjects.map { $0[index] }).count > 1, "byte \(index) is always the same")
        }
    }

    @Test(.crosses(\GatewayLimits.tokensRememberedMax)) func `are remembered only up to a limit`()
        async throws
    {
        var limits = GatewayLimits()
        limits.tokensRememberedMax = 3
        let tokens = AccessTokens(
            World.secret, limits: limits, nowMilliseconds: { World.nowMilliseconds })
        for viewer in 0..<20 {
            let identity = Identity(viewerID: Int64(viewer), sessionID: 1)
            let token = try await tokens.issue(identity).token
            #expect(await tokens.verify(token) == identity)
            #expect(await tokens.verify(token) == identity)
            #expect(tokens.rememberedCount <= 3)
        }
    }

    @Test(.crosses(\GatewayLimits.accessTokenBytesMax))
    func `longer than the limit are not looked at`() async throws {
        var limits = GatewayLimits()
        limits.accessTokenBytesMax = 10
        let tokens = AccessTokens(
            World.secret, limits: limits, nowMilliseconds: { World.nowMilliseconds })
        #expect(await tokens.verify(try await world.token()) == nil)
    }
}

@Suite struct `Signed addresses` {
    private let signer = URLSigner(World.secret)
    private let now = World.nowMilliseconds

    private func check(_ address: String, now: Int64) -> URLSigner.Verdict {
        let parts = address.split(separator: "?", maxSplits: 1)
        return signer.check(
            path: String(parts[0]), query: FormQuery(parts.count > 1 ? parts[1] : ""),
            nowMilliseconds: now)
    }

    @Test func `work until they expire`() {
        let address = signer.sign(path: "/originals/a.jpg", expiresMilliseconds: now + 1_000)
        #expect(check(address, now: now) == .valid(forMilliseconds: 1_000))
        #expect(check(address, now: now + 999) == .valid(forMilliseconds: 1))
        #expect(check(address, now: now + 1_000) == .expired)
    }

    @Test func `are good for one path and one moment`() {
        let address = signer.sign(path: "/originals/a.jpg", expiresMilliseconds: now + 1_000)
        #expect(check(address.replacing("a.jpg", with: "b.jpg"), now: now) == .forged)
        #expect(
            check(address.replacing("\(now + 1_000)", with: "\(now + 9_000)"), now: now) == .forged)
        #expect(check("/originals/a.jpg", now: now) == .forged)
        #expect(check("/originals/a.jpg?expires=x&signature=!", now: now) == .forged)
    }

    @Test func `tell an upload and nothing else`() throws {
        var ticket = UploadTicket(
            mediaID: .max, ownerID: -1, expiresMilliseconds: now, byteCount: 15_000_000,
            contentType: "image/jpeg")
        #expect(signer.ticket(of: signer.token(for: ticket), for: .put) == ticket)
        ticket.digest = ContentHash(of: [1])
        let token = signer.token(for: ticket)
        #expect(signer.ticket(of: token, for: .put) == ticket)
        #expect(signer.ticket(of: token, for: .tus) == nil, "sent in another way")
        #expect(URLSigner(other).ticket(of: token, for: .put) == nil)
        for index in 0..<token.utf8.count {
            var bytes = Array(token.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(signer.ticket(of: String(decoding: bytes, as: UTF8.self), for: .put) == nil)
        }
        for length in 0..<token.utf8.count {
            #expect(signer.ticket(of: token.prefix(length), for: .put) == nil)
        }
    }

    @Test func `of public pictures hold a key for that picture`() {
        let key = signer.key(ofPublic: "a.webp")
        #expect(key.utf8.count == 16)
        #expect(signer.isKey(key, ofPublic: "a.webp"))
        #expect(!signer.isKey(key, ofPublic: "b.webp"))
        #expect(!signer.isKey(key.dropLast(), ofPublic: "a.webp"))
        #expect(!signer.isKey("", ofPublic: "a.webp"))
        #expect(URLSigner(other).key(ofPublic: "a.webp") != key)
    }

    /// Who asks for it in the last moment in which the picture is seen has it for an hour at most.
    @Test func `of private pictures stay the same for half an hour and work for one`() {
        let addresses = Addresses(signer: signer)
        let span = Addresses.privateMilliseconds
        let start = now / span * span
        let first = addresses.privatePicture("a.webp", nowMilliseconds: start)
        #expect(first.hasPrefix("/private/a.webp?expires=\(start + 60 * 60 * 1_000)&"))
        #expect(addresses.privatePicture("a.webp", nowMilliseconds: start + span - 1) == first)
        #expect(addresses.privatePicture("a.webp", nowMilliseconds: start + span) != first)
    }

    @Test func `of pictures are the same whether they are remembered or not`() {
        var limits = GatewayLimits()
        limits.addressesRememberedMax = 1
        let (known, forgetful) = (
            Addresses(signer: signer), Addresses(signer: signer, limits: limits)
        )
        let names = (0..<200).map { String($0, radix: 16) + ".webp" }
        for name in names + names {
            let address = known.publicPicture(name)
            #expect(address == forgetful.publicPicture(name))
            #expect(address == "/media/\(signer.key(ofPublic: name))/\(name)")
            let hidden = known.privatePicture(name, nowMilliseconds: now)
            #expect(hidden == forgetful.privatePicture(name, nowMilliseconds: now))
            #expect(hidden != address)
        }
    }

    @Test(.crosses(\GatewayLimits.addressesRememberedMax))
    func `of pictures are remembered only up to a limit`() {
        var limits = GatewayLimits()
        limits.addressesRememberedMax = 64
        let addresses = Addresses(signer: signer, limits: limits)
        for number in 0..<2_000 {
            _ = addresses.publicPicture(String(number, radix: 16) + ".webp")
            #expect(addresses.rememberedCount <= 64)
        }
        #expect(addresses.rememberedCount >= 16)
        // What is asked for all the time is not forgotten.
        let before = addresses.rememberedCount
        for _ in 0..<100 { _ = addresses.publicPicture("7cf.webp") }
        #expect(addresses.rememberedCount == before)
    }

    @Test func `are spelled in one way only`() {
        #expect(Base64URL.encode([0xFF]) == "_w")
        #expect(Base64URL.decode("_w") == [0xFF])
        #expect(Base64URL.decode("_x") == nil)
        #expect(Base64URL.decode("_") == nil)
        #expect(Base64URL.decode("_w==") == nil)
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8($0 * 37 % 256) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}
