import Jobs

@testable import Social

extension Stage {
    /// Runs jobs until something is so, or half a minute has passed.
    func work(
        _ services: SocialServices, until body: () async throws -> Bool
    ) async throws -> Bool {
        var configuration = JobRunnerConfiguration()
        configuration.pollMilliseconds = 20
        let runner = JobRunner(
            database: database, kinds: Social.jobKinds(for: services), services: services,
            configuration: configuration, bell: JobBell(database: database))
        let running = Task { await runner.run() }
        defer { runner.stop() }
        for _ in 0..<1_500 {
            if try await body() {
                runner.stop()
                await running.value
                return true
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
