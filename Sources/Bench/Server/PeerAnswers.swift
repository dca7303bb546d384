import Gateway
import GraphQL
import TAO

/// Whether gateways give one answer to one request.
enum PeerAnswers {
    /// - Throws: `BenchFailure` if one has not answered, or has answered with other data than the first: other
    ///   work would be measured.
    static func compare(_ gateways: [OtherGateways.Running], _ request: [UInt8]) throws {
        let before = signatureSpan
        guard let other = try firstThatDiffers(gateways, request) else { return }
        // Signatures have changed, perhaps between two answers. To ask again in any case would forgive what
        // only an empty cache shows.
        if signatureSpan != before { return try compare(gateways, request) }
        throw BenchFailure("\(other.name) does not answer as \(gateways[0].name) does.")
    }

    /// Within one of these the signed addresses of pictures stay the same.
    private static var signatureSpan: Int64 {
        WallClock.system.milliseconds / Addresses.privateMilliseconds
    }

    private static func firstThatDiffers(
        _ gateways: [OtherGateways.Running], _ request: [UInt8]
    ) throws -> OtherGateways.Running? {
        let data = try gateways.map { try Self.data(of: $0, request) }
        return zip(gateways, data).first { $1 != data[0] }?.0
    }

    /// The data of an answer, byte for byte but for the escapes of characters, of which JSON has several.
    private static func data(
        of gateway: OtherGateways.Running, _ request: [UInt8]
    ) throws -> [UInt8] {
        let body = try BenchConnection(port: gateway.port).exchange(request)
        let answer = try readJSON(Array(body))
        guard answer["errors"] == nil, let data = answer["data"],
            case .list(let posts)? = data["viewer"]?["feed"]?["items"]?["nodes"], !posts.isEmpty
        else {
            let text = String(decoding: body.prefix(toldBytesMax), as: UTF8.self)
            throw BenchFailure("\(gateway.name) shows no feed: \(text)")
        }
        var json = JSONWriter()
        json.value(data)
        return json.bytes
    }

    /// How much of an answer that is none is told.
    private static let toldBytesMax = 500
}
