/// What one caller wants of one server.
struct Request: Sendable {
    /// What the server made of it.
    enum Outcome: Sendable {
        /// All changes were processed; `places` says which entry of the part answers each key, nil
        /// that they are in the same order.
        case answered(GetReply.Part, places: [Int32]?)
        /// Some changes may be lost, and nothing is known about the keys.
        case unavailable
    }

    var mutations = Mutations()
    /// Read after the changes.
    var keys = KeyBatch()
    /// Put this token under all keys before they are read.
    var lease: (token: [UInt8], seconds: Int)?
    var wantsTokens = false
    var wantsFence = false
    var flushesAll = false
    /// Whether it may go to a server whose gates are still at work. Reads must wait for them.
    var passesGate: Bool { keys.isEmpty }
    /// Called once, on the thread that drives the server: must not block. nil: no caller waits for it.
    var completion: (@Sendable (Outcome) -> Void)?
}
