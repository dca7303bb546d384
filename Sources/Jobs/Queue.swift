/// Where a job waits, the most urgent first. What is in an earlier queue is done first; a tenth of
/// the turns goes to later ones, so that none starves (`Turns`).
///
/// The name is what the table and the channels of NOTIFY hold, so it stays.
package enum Queue: String, CaseIterable, Sendable {
    /// A person waits for it: notifications, messages.
    case critical
    /// It is seen soon: feeds, likes.
    case high
    /// What has no reason to be elsewhere.
    case `default`
    /// It is not missed for a while: digests, exports, removals.
    case low
    /// Work on pictures. It keeps processors busy for seconds or minutes, while the others mostly
    /// wait for the database, so it has slots of its own: however urgent a job is, it cannot begin
    /// in a slot that a picture holds.
    case media

    /// Queues that share slots, and within them their order.
    static let lanes: [[Queue]] = [[.critical, .high, .default, .low], [.media]]

    /// What is notified when a job has come.
    var channel: String { "tintype_jobs_" + rawValue }
}
