import Foundation
import Media
import Synchronization
import TestSupport
import Testing

@testable import Demo

/// Uploads, while gateways and workers are killed at random.
@Suite(.serialized, .timeLimit(.minutes(60))) struct `Uploads to a fleet` {
    /// 100 where a release wants it.
    private static let kills =
        ProcessInfo.processInfo.environment["TINTYPE_UPLOAD_KILLS"].flatMap { Int($0) } ?? 6

    @Test func `are never lost once they were acknowledged, whoever is killed`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let world = try await FleetWorld(in: fleet, people: 4)
        var gateways = [try await fleet.gateway(), try await fleet.gateway()]
        var worker = try await fleet.worker()
        let senders = Senders(
            world.people.map(\.token), try await Self.pictures(12), gateways.map(\.port))
        async let sending: Void = senders.run()
        for kill in 0..<Self.kills {
            try await Task.sleep(for: .milliseconds(Int.random(in: 200...1_200)))
            if kill % 3 == 2 {
                await worker.kill()
                worker = try await fleet.worker()
            } else {
                await gateways.removeFirst().process.kill()
                gateways.append(try await fleet.gateway())
                senders.use(gateways.map(\.port))
            }
        }
        senders.stop()
        try await sending
        let outcome = senders.outcome
        print(
            "  \(outcome.acknowledged.count) uploads acknowledged, \(outcome.unanswered) requests",
            "without an answer, \(Self.kills) kills")
        #expect(outcome.acknowledged.count > Self.kills)
        #expect(outcome.lost == [])
        try await expectReady(outcome.acknowledged, at: gateways[0])
        for process in gateways.map(\.process) + [worker] { await process.terminate() }
        await fleet.stop()
    }

    private static func pictures(_ count: Int) async throws -> [[UInt8]] {
        let processor = ImageProcessor(workers: 1)
        var pictures: [[UInt8]] = []
        for seed in 0..<UInt64(count) {
            let picture = DemoPicture(seed: seed, pixels: PixelSize(width: 90, height: 60))
            pictures.append(try await picture.render(on: processor))
        }
        processor.close()
        return pictures
    }

    /// READY, with the original that its owner gets.
    private func expectReady(
        _ uploads: [Senders.Upload], at gateway: FleetGateway
    ) async throws {
        for upload in uploads {
            let client = gateway.client(token: upload.token)
            func status() throws -> (String?, String?) {
                let answer = try client.ask(
                    """
                    query($id: ID!) { node(id: $id) {
                      ... on Image { status url(size: ORIGINAL) } } }
                    """, ["id": upload.id])
                return (
                    answer.value("node.status") as? String, answer.value("node.url") as? String
                )
            }
            let isReady = try await eventually(withinSeconds: 120) { try status().0 == "READY" }
            let last = try status().0 ?? "gone"
            #expect(isReady, "\(upload.id): \(last)")
            let url = try #require(try status().1.flatMap { URL(string: $0) })
            let path = url.path + (url.query.map { "?\($0)" } ?? "")
            #expect(try client.send("GET", path).status == 200, "\(path)")
        }
    }
}

/// Accounts that upload one picture after the other, through whichever gateway there is.
private final class Senders: Sendable {
    struct Upload: Sendable {
        let id: String
        let token: String
    }

    struct Outcome: Sendable {
        /// Of which `mediaUploadComplete` has answered without an error.
        var acknowledged: [Upload] = []
        /// What was answered of those whose bytes a gateway has said it has.
        var lost: [String] = []
        var unanswered = 0
    }

    private struct State {
        var ports: [Int]
        var isOver = false
        var outcome = Outcome()
    }

    private let tokens: [String]
    private let pictures: [[UInt8]]
    private let state: Mutex<State>

    init(_ tokens: [String], _ pictures: [[UInt8]], _ ports: [Int]) {
        (self.tokens, self.pictures) = (tokens, pictures)
        state = Mutex(State(ports: ports))
    }

    var outcome: Outcome { state.withLock { $0.outcome } }

    func use(_ ports: [Int]) { state.withLock { $0.ports = ports } }

    func stop() { state.withLock { $0.isOver = true } }

    func run() async throws {
        _ = try await onThreads(tokens.count) { [self] index in
            while !state.withLock({ $0.isOver }) { try upload(as: tokens[index]) }
        }
    }

    private func upload(as token: String) throws {
        let bytes = pictures[Int.random(in: 0..<pictures.count)]
        let created = answered(token) { client in
            try client.ask(
                """
                mutation { mediaUploadCreate(input: {
                  contentType: "image/jpeg", byteCount: \(bytes.count) }) {
                  upload { media { id } url headers { name value } } userErrors { code } } }
                """)
        }
        guard let created,
            let upload = created.value("mediaUploadCreate.upload") as? [String: Any],
            let id = created.value("mediaUploadCreate.upload.media.id") as? String,
            let url = (upload["url"] as? String).flatMap({ URL(string: $0) })
        else { return }
        let headers = (upload["headers"] as? [[String: String]] ?? []).map {
            ($0["name"] ?? "", $0["value"] ?? "")
        }
        let sent = answered(token) { try $0.send("PUT", url.path, headers, bytes) }
        guard let sent, sent.status < 300 else { return note(sent, "PUT") }
        let completed = answered(token) { client in
            try client.ask(
                """
                mutation($id: ID!) { mediaUploadComplete(input: { mediaId: $id }) {
                  media { status } userErrors { code } } }
                """, ["id": id])
        }
        let errors = completed?.value("mediaUploadComplete.userErrors") as? [Any]
        guard errors?.isEmpty == true else { return note(completed, "mediaUploadComplete") }
        state.withLock { $0.outcome.acknowledged.append(Upload(id: id, token: token)) }
    }

    private func note(_ answer: FleetClient.Answer?, _ name: String) {
        guard let answer else { return }
        state.withLock { $0.outcome.lost.append("\(name): \(answer.status) \(answer.text)") }
    }

    /// Asks again, another gateway, until one answers; nil if none does for long.
    private func answered(
        _ token: String, _ ask: (FleetClient) throws -> FleetClient.Answer
    ) -> FleetClient.Answer? {
        for _ in 0..<200 {
            let port = state.withLock { $0.ports.randomElement() ?? 0 }
            if let answer = try? ask(FleetClient(port: port, token: token)),
                answer.codes.isEmpty || answer.value("mediaUploadCreate") != nil
            {
                return answer
            }
            state.withLock { $0.outcome.unanswered += 1 }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return nil
    }
}
