import Demo
import Foundation
import GraphQL
import Jobs
import Social
import TAO

/// Posts that people make beside all else, and how long their followers' feeds lag behind.
struct ProductPosts: Sendable {
    /// How many a second, as the product's goal has it.
    static let perSecond = 5.0

    private let server: ServerBench.Subject
    /// Photos that are ready to be posted, and whose they are: the number of a person.
    private var photos: [(person: Int, id: String)] = []

    private static let secondsUntilReady = 120
    private static let secondsUntilPushed = 60
    private static let pollMilliseconds = 20
    private static let photoPixels = 320
    private static let postsWatched = 10_000

    /// Uploads photos, one for each post, and waits for them.
    init(
        _ count: Int, by people: ProductPeople, _ server: ServerBench.Subject, at port: Int
    ) async throws {
        self.server = server
        let file = try await DemoPicture.avatar(seed: 7, sidePixels: Self.photoPixels)
            .render(on: server.social.media.processor)
        let accounts = people.accounts(count)
        var uploads: [OpenLoopLoad.Arrival] = []
        for number in 0..<count {
            let person = number % accounts.count
            let answer = try await server.answer(
                to: ProductOperation.upload.document,
                [InputField(name: "of", value: .int(file.count))], as: accounts[person], "upload")
            let upload = answer.data["data"]?["mediaUploadCreate"]?["upload"]
            guard let id = upload?["media"]?["id"]?.string, let url = upload?["url"]?.string,
                let path = Self.path(of: url)
            else { throw BenchFailure("A photo cannot be uploaded.") }
            photos.append((person, id))
            var headers = (upload?["headers"]?.list ?? []).compactMap { header in
                header["name"]?.string.flatMap { name in
                    header["value"]?.string.map { (name, $0) }
                }
            }.filter { $0.0.lowercased() != "content-length" }
            headers.append(("Content-Length", "\(file.count)"))
            uploads.append(
                OpenLoopLoad.Arrival(
                    nanoseconds: 0, operation: .upload,
                    request: benchRequest("PUT", path, headers: headers) + file))
        }
        let outcome = try await OpenLoopLoad(ports: [port], connections: 2).run(uploads)
        guard outcome.refused + outcome.failed == 0 else {
            throw BenchFailure("\(outcome.refused) photos were not taken.")
        }
        for photo in photos {
            _ = try await server.answer(
                to: ProductOperation.complete,
                [InputField(name: "of", value: .string(photo.id))], as: accounts[photo.person],
                "an upload's end")
        }
        try await waitUntilReady(accounts)
    }

    /// With its query.
    private static func path(of url: String) -> String? {
        guard let parts = URLComponents(string: url), !parts.path.isEmpty else { return nil }
        return parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    private func waitUntilReady(_ accounts: [ObjectID]) async throws {
        let deadline = ContinuousClock.now + .seconds(Self.secondsUntilReady)
        for photo in photos {
            while true {
                let answer = try await server.answer(
                    to: "query ($of: ID!) { node(id: $of) { ... on Image { status } } }",
                    [InputField(name: "of", value: .string(photo.id))],
                    as: accounts[photo.person], "a photo")
                if answer.data["data"]?["node"]?["status"]?.string == "READY" { break }
                guard ContinuousClock.now < deadline else {
                    throw BenchFailure("The worker has not made the photos in time.")
                }
                try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
            }
        }
    }

    /// Posts at their pace, from the beginning of a load on.
    func arrivals(by people: ProductPeople) -> [OpenLoopLoad.Arrival] {
        photos.enumerated().map { number, photo in
            OpenLoopLoad.Arrival(
                nanoseconds: UInt64(Double(number) / Self.perSecond * 1e9), operation: .post,
                request: people.request(.post, photo.id, by: photo.person))
        }
    }

    /// Watches posts on their way to inboxes until none is left.
    ///
    /// - Parameter isOver: whether no more posts come.
    /// - Throws: `BenchFailure` if some are not there long after that.
    /// - Returns: milliseconds from each post's making until it lay in all inboxes, to within two looks; what
    ///   was quicker than a look is not among them.
    func lags(until isOver: @Sendable () -> Bool) async throws -> [Double] {
        let jobs = JobLedger(server.database)
        var looksLeft = Self.secondsUntilPushed * 1_000 / Self.pollMilliseconds
        var (open, lags): (Set<ObjectID>, [Double]) = ([], [])
        while true {
            let wasOver = isOver()
            let now = try await jobs.postsBeingPushed(limit: Self.postsWatched)
            let time = server.social.clock.milliseconds
            lags += open.subtracting(now).map { Double(time - $0.milliseconds) }
            open = now
            if wasOver {
                if open.isEmpty { return lags }
                looksLeft -= 1
                guard looksLeft > 0 else {
                    throw BenchFailure("\(open.count) posts have not reached all inboxes in time.")
                }
            }
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        }
    }
}
