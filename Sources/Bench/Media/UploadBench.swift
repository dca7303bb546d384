import Demo
import Foundation
import Gateway
import GraphQL
import Media
import Social

/// How long a photograph takes from its upload to READY, while others come all the time.
///
/// Every photograph has other pixels, a client and a connection of its own; they come at a steady pace,
/// whether those before them are done or not.
struct UploadBench: Sendable {
    private static let photographsPerSecond = 5
    /// So many have other pixels; from then on they come again.
    private static let distinctPhotographs = 50
    private static let pixels = PixelSize(width: 4_032, height: 3_024)
    private static let pollMilliseconds = 10
    private static let waitSeconds = 60

    private let report: BenchReport
    private let server: ServerBench.Subject
    private let count: Int

    init(_ report: BenchReport, _ server: ServerBench.Subject, seconds: Int) {
        self.report = report
        self.server = server
        // Twice as long as others measure: the slowest of 50 are of interest.
        count = seconds * 2 * Self.photographsPerSecond
    }

    /// Milliseconds until a photograph was READY.
    private struct Times: Sendable {
        /// From before its first byte was sent.
        var upload: Double
        /// From when the server was told that all is there.
        var processing: Double
    }

    func run() async throws {
        let photographs = try await MediaBenchmark.photographs(
            min(count, Self.distinctPhotographs), Self.pixels, on: server.social.media.processor)
        try report.begin(
            """
            \(count) photographs of 12 MP, \(Self.photographsPerSecond) a second, from upload to READY. \
            Clients and databases share the machine.
            """)
        let tokens = try DemoWorld.usernames.map { try server.accessToken(of: $0) }
        let start = ContinuousClock.now
        let times = try await withThrowingTaskGroup(of: Times.self) { group in
            for number in 0..<count {
                group.addTask {
                    let wait = Duration.seconds(1) * number / Self.photographsPerSecond
                    try await Task.sleep(until: start + wait)
                    return try await send(
                        photographs[number % photographs.count],
                        as: tokens[number % tokens.count])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try tell("from its first byte", times.map(\.upload))
        try tell("from its last byte", times.map(\.processing))
    }

    private func tell(_ name: String, _ milliseconds: [Double]) throws {
        let sorted = milliseconds.sorted()
        try report.add(
            BenchRow(name: "\(name), median", value: sorted[sorted.count / 2], unit: "ms"))
        try report.add(
            BenchRow(
                name: "\(name), 99 %", value: sorted[sorted.count * 99 / 100], unit: "ms",
                against: "goal: below 1000"))
    }

    /// As a client does it, on a thread of its own: its calls block.
    private func send(_ photograph: [UInt8], as token: String) async throws -> Times {
        let result: Result<Times, any Error> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    returning: Result { try upload(photograph, as: token) })
            }
        }
        return try result.get()
    }

    private func upload(_ photograph: [UInt8], as token: String) throws -> Times {
        let connection = try BenchConnection(port: server.port)
        func ask(_ document: String) throws -> InputValue {
            let request = server.request(document, token: token)
            let answer = try readJSON(Array(try connection.exchange(request)))
            guard answer["errors"] == nil, let data = answer["data"] else {
                throw BenchFailure("An upload fails: \(answer)")
            }
            return data
        }
        let digest = Data(ContentHash(of: photograph).bytes).base64EncodedString()
        let created = try ask(
            """
            mutation { mediaUploadCreate(input: { contentType: "image/jpeg", \
            byteCount: \(photograph.count), sha256: "\(digest)" }) \
            { upload { url media { id } } userErrors { message } } }
            """)["mediaUploadCreate"]
        guard let address = created?["upload"]?["url"]?.string, let url = URL(string: address),
            let id = created?["upload"]?["media"]?["id"]?.string
        else { throw BenchFailure("No upload is allowed: \(created.map { "\($0)" } ?? "")") }
        let begun = ContinuousClock.now
        let head = """
            PUT \(url.path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n\
            Content-Length: \(photograph.count)\r\n\r\n
            """
        try connection.exchange(Array(head.utf8) + photograph, answeredBy: 204)
        let sent = ContinuousClock.now
        _ = try ask(
            "mutation { mediaUploadComplete(input: { mediaId: \"\(id)\" }) { userErrors { message } } }"
        )
        let deadline = sent + .seconds(Self.waitSeconds)
        while ContinuousClock.now < deadline {
            let node = try ask("{ node(id: \"\(id)\") { ... on Image { status } } }")["node"]
            switch node?["status"]?.string {
            case "READY":
                let now = ContinuousClock.now
                return Times(
                    upload: (now - begun) / .milliseconds(1),
                    processing: (now - sent) / .milliseconds(1))
            case "PROCESSING": usleep(UInt32(Self.pollMilliseconds) * 1_000)
            default: throw BenchFailure("A photograph is not taken: \(node.map { "\($0)" } ?? "")")
            }
        }
        throw BenchFailure("A photograph is not READY after \(Self.waitSeconds) s.")
    }
}
