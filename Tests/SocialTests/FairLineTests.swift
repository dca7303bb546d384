import Testing

@testable import Social

/// The line that large reads and password hashes wait in.
@Suite(.timeLimit(.minutes(1))) struct `A fair line` {
    private func line(
        places: Int = 1, waitingMax: Int = 10, waitMilliseconds: Int = 60_000
    ) -> FairLine {
        FairLine(
            places: places, waitingMax: waitingMax, waitMillisecondsMax: waitMilliseconds)
    }

    private func waiter(
        _ line: FairLine, _ name: UInt8, _ presence: ClientPresence = ClientPresence()
    ) async throws -> Task<Int, any Error> {
        let count = line.waitingCount
        let task = Task { try await line.wait(under: [[name]], presence) }
        while line.waitingCount == count { try await Task.sleep(for: .milliseconds(1)) }
        return task
    }

    @Test func `gives out each place once`() async throws {
        let line = line(places: 2)
        let first = try await line.wait(under: [[1]], ClientPresence())
        let second = try await line.wait(under: [[1]], ClientPresence())
        #expect(first != second)
        let third = try await waiter(line, 1)
        line.leave(first)
        #expect(try await third.value == first)
        #expect(line.isFull)
        line.leave(first)
        line.leave(second)
        #expect(!line.isFull)
    }

    @Test func `lets one who comes once in before the rest of one who comes often`() async throws {
        let line = line()
        let place = try await line.wait(under: [[1]], ClientPresence())
        var often: [Task<Int, any Error>] = []
        for _ in 0..<3 { often.append(try await waiter(line, 1)) }
        let once = try await waiter(line, 2)
        line.leave(place)
        line.leave(try await often[0].value)
        _ = try await once.value
        #expect(line.waitingCount == 2)
        for task in often { task.cancel() }
    }

    @Test func `refuses the last of the longest when it is full`() async throws {
        let line = line(waitingMax: 2)
        _ = try await line.wait(under: [[1]], ClientPresence())
        let first = try await waiter(line, 1)
        let second = try await waiter(line, 1)
        let other = Task { try await line.wait(under: [[2]], ClientPresence()) }
        await #expect(throws: Overload.self) { try await second.value }
        #expect(line.waitingCount == 2)
        for task in [first, other] {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(line.waitingCount == 0)
    }

    @Test func `refuses who has waited too long, who takes no place along`() async throws {
        let line = line(waitMilliseconds: 20)
        let place = try await line.wait(under: [[1]], ClientPresence())
        await #expect(throws: Overload.self) { try await line.wait(under: [[1]], ClientPresence()) }
        line.leave(place)
        #expect(try await line.wait(under: [[1]], ClientPresence()) == place)
    }

    @Test func `is left by those whose clients leave`() async throws {
        let line = line()
        let place = try await line.wait(under: [[1]], ClientPresence())
        let presence = ClientPresence()
        let waiting = try await waiter(line, 1, presence)
        presence.leave()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        line.leave(place)
        await #expect(throws: CancellationError.self) {
            try await line.wait(under: [[1]], presence)
        }
        #expect(!line.isFull)
    }
}
