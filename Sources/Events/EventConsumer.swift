/// Something that wants to know what has happened in the product.
///
/// It is given every event, in the order of the log, at least once: what it was given last may come again
/// after a failure, in its process or in another. So what it does may be done twice, or says by the number of
/// the event that it was done.
package protocol EventConsumer: Sendable {
    /// The name under which its place is kept. It stays, as places outlive programs; at most
    /// `EventsLimits.nameBytesMax` bytes.
    var name: String { get }

    /// Handles some events. Throwing means that all of them come again, after a pause, until they are handled:
    /// none is passed over. The task is cancelled when another process has taken the consumer over, and when
    /// the runner stops.
    ///
    /// - Parameter events: at least one, and at most `EventsLimits.batchEventsMax`. Kinds and versions may be
    ///   others than this program knows.
    func handle(_ events: [Event]) async throws
}
