import Foundation
import Postgres

/// A `JobKind` with what it needs, as a runner calls it.
struct JobHandler: Sendable {
    let queue: Queue
    /// nil for jobs that share the slots.
    let ownPlaces: @Sendable (_ slots: Int) -> Int?
    let retries: JobRetries
    let deadline: Duration
    let run: @Sendable (Job) async throws -> Void
    let giveUp: @Sendable (Job) async throws -> Void

    init<Kind: JobKind>(_ kind: Kind.Type, _ services: Kind.Services, _ database: Database) {
        queue = Kind.queue
        ownPlaces = { Kind.ownPlaces(beside: $0).map { max(1, $0) } }
        retries = Kind.retries
        deadline = .milliseconds(Kind.deadlineMilliseconds)
        run = { job in
            try await Kind.run(
                try Self.payload(of: job, as: Kind.self),
                in: JobContext(services: services, job: job, database: database))
        }
        giveUp = { job in
            // What cannot be read cannot be ended by its kind.
            guard let payload = try? Self.payload(of: job, as: Kind.self) else { return }
            try await Kind.giveUp(
                payload, in: JobContext(services: services, job: job, database: database))
        }
    }

    private static func payload<Kind: JobKind>(
        of job: Job, as kind: Kind.Type
    ) throws(PermanentJobFailure) -> Kind.Payload {
        do {
            return try JSONDecoder().decode(Kind.Payload.self, from: Data(job.payload))
        } catch {
            // What the decoder says quotes the payload.
            throw PermanentJobFailure("the payload is none of \(Kind.name)")
        }
    }
}
