import Media
import Social

/// The pictures of the demo: painted and processed once, shown by many posts.
struct DemoPictures: Sendable {
    var all: [StoredPicture] = []
    /// Indices in `all`, here and below.
    var byTopic: [DemoTopic: [Int]] = [:]
    var avatars: [Int] = []
    var stories: [Int] = []

    private enum Use: Sendable {
        case post(DemoTopic)
        case story(DemoTopic)
        case avatar
    }

    /// Paints, processes and stores all pictures, as many at a time as there are workers.
    ///
    /// - Parameter progress: told how many of how many are done.
    static func make(
        seed: UInt64, perTopic: Int, with flow: MediaFlow,
        progress: (_ done: Int, _ of: Int) -> Void
    ) async throws -> DemoPictures {
        let uses =
            DemoTopic.allCases.flatMap { topic in
                Array(repeating: Use.post(topic), count: perTopic)
            } + DemoTopic.allCases.map { Use.story($0) }
            + Array(repeating: Use.avatar, count: 4 * perTopic)
        var stored = [StoredPicture?](repeating: nil, count: uses.count)
        try await withThrowingTaskGroup(of: (Int, StoredPicture).self) { group in
            var next = 0
            func add() {
                guard next < uses.count else { return }
                let (index, use) = (next, uses[next])
                group.addTask {
                    (index, try await store(use, seed: seed &+ UInt64(index), with: flow))
                }
                next += 1
            }
            for _ in 0..<picturesAtOnce { add() }
            var done = 0
            for try await (index, picture) in group {
                stored[index] = picture
                done += 1
                progress(done, uses.count)
                add()
            }
        }
        return sorted(uses, stored)
    }

    /// Enough to keep the workers busy, few enough to hold in memory.
    private static let picturesAtOnce = 8

    private static func sorted(_ uses: [Use], _ stored: [StoredPicture?]) -> DemoPictures {
        var pictures = DemoPictures(all: stored.compactMap { $0 })
        for (index, use) in uses.enumerated() {
            switch use {
            case .post(let topic): pictures.byTopic[topic, default: []].append(index)
            case .story: pictures.stories.append(index)
            case .avatar: pictures.avatars.append(index)
            }
        }
        return pictures
    }

    private static func store(
        _ use: Use, seed: UInt64, with flow: MediaFlow
    ) async throws -> StoredPicture {
        let shapes: [DemoPicture.Shape] = [.portrait, .portrait, .square, .landscape]
        var picture: DemoPicture
        let altText: String?
        switch use {
        case .post(let topic):
            let shape = shapes[Int(seed % UInt64(shapes.count))]
            picture = DemoPicture(seed: seed, pixels: shape.pixels, topic: topic)
            altText = DemoWords.altText(topic)
        case .story(let topic):
            picture = DemoPicture(seed: seed, pixels: DemoPicture.Shape.story.pixels, topic: topic)
            altText = DemoWords.altText(topic)
        case .avatar:
            picture = .avatar(seed: seed)
            altText = nil
        }
        picture.quality = 92
        let file = try await picture.render(on: flow.processor)
        let image = try await flow.processor.process(file, declaredType: "image/jpeg")
        try await flow.store(image, of: nil)
        return StoredPicture(image, altText: altText)
    }
}
