import Jobs
import TAO

/// Publishes what is SCHEDULED when its time has come. The clock of the process decides, not that of the
/// database: a job that comes too early waits for the rest.
enum PostPublication: JobKind {
    static let name = "post.publish"
    static let queue = Queue.high

    /// The time that it was SCHEDULED for when the job was added: one that has another time by now has
    /// another job.
    struct Appointment: Codable, Sendable {
        let post: ObjectID
        /// Milliseconds since 1970.
        let time: Int64
    }

    static func run(
        _ appointment: Appointment, in context: JobContext<SocialServices>
    ) async throws {
        let services = context.services
        let rest = appointment.time - services.clock.milliseconds
        if rest > 0 { return try await postpone(appointment, milliseconds: rest, in: context) }
        try await services.tao.deciding(services.limits) {
            guard
                let post = try await services.tao.stored.loadUnfiltered(
                    Post.self, [appointment.post])[0],
                post.status == .scheduled, post[.publishAt] == appointment.time
            else { return }
            var properties = Properties<Post>(post.object.data)
            properties.publish(at: appointment.time)
            var write = GraphWrite()
            try write.update(post, properties)
            _ = try await services.tao.commit(write)
        }
    }
}

extension Properties<Post> {
    /// - Parameter time: milliseconds since 1970.
    mutating func publish(at time: Int64) {
        self[.status] = .published
        self[.publishedAt] = time
        self[.publishAt] = nil
    }

    /// It is to be shown, as soon as its photos are READY and its time has come.
    mutating func release(isReady: Bool, now: Int64) {
        if !isReady {
            self[.status] = .processing
        } else if let time = self[.publishAt], time > now {
            self[.status] = .scheduled
        } else {
            publish(at: now)
        }
    }
}
