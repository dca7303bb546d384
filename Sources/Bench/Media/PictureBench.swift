import Foundation
import Gateway
import LocalServices
import Media
import Social

/// What it costs to serve a picture, beside `GET /health` of the same server and beside nginx, which sends the
/// same bytes from a file.
///
/// Both servers are processes of their own, and what counts is their processor time. They take turns, round by
/// round, and the middle round counts.
struct PictureBench {
    private static let rounds = 5
    private static let pixels = PixelSize(width: 4_032, height: 3_024)

    private let report: BenchReport
    private let server: ServerBench.Subject
    private let project: String
    private let folder: String
    private let clients: Int
    private let seconds: Int

    init(
        _ report: BenchReport, _ server: ServerBench.Subject, project: String, folder: String,
        clients: Int, seconds: Int
    ) {
        self.report = report
        self.server = server
        self.project = project
        self.folder = folder
        self.clients = clients
        self.seconds = seconds
    }

    /// One request to one server, and what it took of its processor.
    private struct Work {
        let name: String
        let gateway: OtherGateways.Running
        let request: [UInt8]
        /// Microseconds of each round.
        var costs: [Double] = []
    }

    /// A picture as both servers have it.
    private struct Served {
        let name: String
        let bytes: [UInt8]
        let path: String
    }

    func run() async throws {
        let pictures = try await pictures()
        let own = try await server.others.startOwn()
        var nginx: OtherGateways.Running?
        do {
            nginx = try await startNginx(pictures)
            try await compare(pictures, own, nginx)
        } catch {
            await nginx?.program.kill()
            await own.program.kill()
            throw error
        }
        await nginx?.program.kill()
        await own.program.kill()
    }

    /// A thumbnail and a picture 1080 px wide, in the store.
    private func pictures() async throws -> [Served] {
        let processor = server.social.media.processor
        let photograph = try await MediaBenchmark.photograph(Self.pixels, on: processor)
        let image = try await processor.process(photograph, declaredType: "image/jpeg")
        try await server.blobs.put(image)
        return try [(VariantSize.thumbnail, "thumbnail"), (.large, "1080 px")].map { size, name in
            guard let variant = image.variant(size, .jpeg) else {
                throw BenchFailure("There is no \(name).")
            }
            return Served(
                name: name, bytes: variant.file.bytes,
                path: server.addresses.publicPicture(variant.blobName.description))
        }
    }

    private func startNginx(_ pictures: [Served]) async throws -> OtherGateways.Running? {
        for (number, picture) in pictures.enumerated() {
            let path = "\(folder)/\(number).jpg"
            guard FileManager.default.createFile(atPath: path, contents: Data(picture.bytes))
            else { throw BenchFailure("\(path) cannot be written.") }
        }
        do {
            return try await NginxPeer(project: project, folder: folder).start()
        } catch let failure as BenchFailure {
            report.tell("Left out: nginx (make bench-peers installs it). \(failure)")
            return nil
        }
    }

    private func compare(
        _ pictures: [Served], _ own: OtherGateways.Running, _ nginx: OtherGateways.Running?
    ) async throws {
        try report.begin(
            """
            Pictures over HTTP, processor time of the server, \(clients) clients, \(Self.rounds) rounds \
            of \(seconds) s each.
            """)
        var works = [
            Work(name: "GET /health", gateway: own, request: benchRequest("GET", "/health"))
        ]
        for (number, picture) in pictures.enumerated() {
            try report.add(
                BenchRow(name: picture.name, value: Double(picture.bytes.count), unit: "bytes"))
            works.append(
                Work(name: picture.name, gateway: own, request: benchRequest("GET", picture.path)))
            if let nginx {
                let request = benchRequest("GET", "/\(number).jpg")
                works.append(
                    Work(name: "\(picture.name), nginx", gateway: nginx, request: request))
            }
            for work in works.suffix(nginx == nil ? 1 : 2) {
                let body = try BenchConnection(port: work.gateway.port).exchange(work.request)
                guard body.elementsEqual(picture.bytes) else {
                    throw BenchFailure("\(work.name) is not the picture.")
                }
            }
        }
        for _ in 0..<Self.rounds {
            for index in works.indices { try await measure(&works[index]) }
        }
        try tell(works)
    }

    private func measure(_ work: inout Work) async throws {
        let load = HTTPLoad(
            port: work.gateway.port, request: work.request, clients: clients, seconds: seconds)
        let before = work.gateway.program.use.processorSeconds
        let outcome = try await load.run()
        let spent = work.gateway.program.use.processorSeconds - before
        work.costs.append(spent * 1e6 / Double(outcome.count))
    }

    /// The goals: how many times as much as the other a picture costs at most.
    private static let goals = ["thumbnail": 1.5, "1080 px": 2.0]

    private func tell(_ works: [Work]) throws {
        func cost(_ name: String) -> Double? { works.first { $0.name == name }?.costs.median }
        for work in works {
            try report.add(
                BenchRow(name: work.name, value: work.costs.median, unit: "us CPU/request"))
        }
        let beside = [("thumbnail", "GET /health"), ("1080 px", "1080 px, nginx")]
        for (name, other) in beside {
            guard let own = cost(name), let other = cost(other) else { continue }
            try report.add(
                BenchRow(
                    name: "\(name), beside \(name == "thumbnail" ? "/health" : "nginx")",
                    value: own / other, unit: "times as much",
                    against: "goal: at most \(Self.goals[name] ?? 1)"))
        }
    }
}
