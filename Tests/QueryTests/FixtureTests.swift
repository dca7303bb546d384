import Foundation
import Testing

@Suite struct `Whole queries` {
    /// Each runs without a cache, with an empty one and with a warm one: the answer is the same
    /// three times, and the trips are those of the header.
    @Test(arguments: Fixture.all)
    func `answer the same with and without cache, in the promised trips`(path: String) async throws
    {
        let fixture = try Fixture(path: path)
        // What changes the world gets one of its own, twice: with a cache and without.
        let stage = fixture.isMutation ? try await Stage(.standard) : try await Stage.shared
        let other = fixture.isMutation ? try await Stage(.standard) : stage
        let cache = Stage.freshNamespace()
        let off = try await ask(fixture, other, through: Stage.freshOff())
        let cold = try await ask(fixture, stage, through: cache)
        let warm = try await askWarm(fixture, stage, through: cache)

        #expect(off.failures + cold.failures + warm.failures == [])
        #expect(off.cacheCount == 0)
        #expect(off.json == cold.json)
        #expect(cold.json == warm.json)
        let text = TripText(stage)
        expect(fixture.cold, cold, "cold", text)
        expect(fixture.warm, warm, "warm", text)
        try compare(fixture, "json", JSONText.spread(cold.json))
        try compare(fixture, "trips", trips(off, cold, warm, text))
    }

    private func ask(
        _ fixture: Fixture, _ stage: Stage, through cache: Stage.Cache
    ) async throws -> Stage.Answer {
        try await stage.ask(
            fixture.operation, viewer: fixture.viewer, variables: stage.filled(fixture.variables),
            through: cache)
    }

    /// Fills of the cache are not waited for, so it may take a moment until it is warm. Not too often:
    /// the viewer may do only so much.
    private func askWarm(
        _ fixture: Fixture, _ stage: Stage, through cache: Stage.Cache
    ) async throws -> Stage.Answer {
        for _ in 0..<8 {
            let answer = try await ask(fixture, stage, through: cache)
            if Fixture.Trips(answer) == fixture.warm { return answer }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await ask(fixture, stage, through: cache)
    }

    private func expect(
        _ promised: Fixture.Trips, _ answer: Stage.Answer, _ state: String, _ text: TripText
    ) {
        let actual = Fixture.Trips(answer)
        if actual != promised {
            let list = answer.trips.map { "  " + text($0) }.joined(separator: "\n")
            Issue.record("\(state): \(actual) instead of \(promised)\n\(list)")
        }
    }

    private func trips(
        _ off: Stage.Answer, _ cold: Stage.Answer, _ warm: Stage.Answer, _ text: TripText
    ) -> String {
        [("off", off), ("cold", cold), ("warm", warm)].map { state, answer in
            ([state + ":"] + answer.trips.map { "  " + text($0) }).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private func compare(_ fixture: Fixture, _ ending: String, _ actual: String) throws {
        let file = Fixture.file(fixture.path, ending)
        if Fixture.isUpdating {
            try actual.write(toFile: file, atomically: true, encoding: .utf8)
        }
        let expected = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        #expect(actual == expected, "\(fixture.path).\(ending)")
    }
}
