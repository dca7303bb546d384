/// Every limit of the HTTP side, in one place. What crosses one is answered with the status that
/// stands beside it. Those of an operation are the engine's: `Limits`.
package struct GatewayLimits: Sendable {
    // MARK: Connections

    /// Connections at the same time. Behind it those that wait for a request are closed, and while
    /// none does, no more are accepted.
    package var connectionsMax = 8_192
    /// Those of one address; one more is closed at once unless one of them waits for a request.
    package var connectionsPerAddressMax = 4_096
    /// So long a connection may wait for a request before it can be closed to make room.
    package var connectionWaitMillisecondsMin = 250
    /// A connection on which nothing moves for so long is closed.
    package var idleConnectionMilliseconds = 60_000
    /// Connections that wait to be accepted.
    package var connectionBacklog = 1_024
    /// How much and how long a client may go on sending what is not wanted any more, once it has
    /// been answered; then the connection is closed.
    package var drainBytesMax = 4 << 20
    package var drainMillisecondsMax = 5_000
    /// A client that takes less of what waits for it in this time is given up.
    package var writeProgressMilliseconds = 30_000
    package var writeProgressBytesMin = 16 * 1024
    /// Memory is given back to the system when at least so many connections have closed since, and
    /// not more often than this.
    package var memoryReturnConnections = 500
    package var memoryReturnMilliseconds = 5_000

    // MARK: Requests

    /// Longest path and query of a request (414).
    package var uriBytesMax = 16 * 1024
    /// Longest header block, address and trailers included, and most fields in it (431).
    package var headerBytesMax = 32 * 1024
    package var headerFieldsMax = 128
    /// How much longer than its content a body may be on the wire, beyond twice its length: sizes
    /// of chunks and their extensions (400).
    package var framingBytesMax = 64 * 1024
    /// Largest body of a GraphQL request (413).
    package var bodyBytesMax = 2 << 20
    /// How long a body may take to arrive (408).
    package var bodyArrivalMillisecondsMax = 30_000
    /// Bodies that are in memory at the same time, all together and those of one address, beside
    /// the first bytes of each (503).
    package var bodyBytesInFlightMax = 32 << 20
    package var bodyBytesInFlightPerAddressMax = 16 << 20
    package var bodyBytesUncounted = 16 * 1024

    // MARK: Readiness

    /// How old what `/ready` tells may be: its dependencies are asked no more often.
    package var readinessAgeMillisecondsMax = 1_000
    /// How long they may take to answer; then they count as away (503).
    package var readinessMillisecondsMax = 3_000

    /// Mails that a demo shows.
    package var mailsShownMax = 50

    // MARK: JSON

    /// Most lists and objects around each other in a JSON body (400).
    package var jsonNestingMax = 64
    /// Most values of all kinds in a JSON body (400).
    package var jsonValuesMax = 100_000

    // MARK: Uploads and files

    /// How long the bytes of an upload may take to arrive (408).
    package var uploadArrivalMillisecondsMax = 10 * 60 * 1_000
    /// Pieces in which the answer to an operation is sent: the bytes of all answers are counted until
    /// the last piece is on its way.
    package var responseChunkBytes = 64 * 1024
    /// How fast they must come on average, once the grace is over (408).
    package var uploadBytesPerSecondMin = 2 * 1024
    package var uploadGraceMilliseconds = 10_000
    /// Uploads that go on at the same time (503), and those with one address to send to, of one
    /// account and from one network address (429). Two with the same: a client that has lost its
    /// connection may try again before we have noticed.
    package var uploadsMax = 256
    package var uploadsPerTicketMax = 2
    package var uploadsPerOwnerMax = 8
    package var uploadsPerAddressMax = 128
    /// Longest playlist that is served, in bytes. Those of the longest videos have some ten thousand.
    package var playlistBytesMax = 256 * 1024
    /// Pieces in which a file is read and sent.
    package var fileChunkBytes = 128 * 1024
    /// Largest picture that is kept in memory once it was asked for; all of them together, each counted as at
    /// least its share; and how many. Each also keeps a file open.
    package var hotPictureBytesMax = 1 << 20
    package var hotPicturesBytesMax = 64 << 20
    package var hotPicturesMax = 1_024
    /// How often is looked which of them have gone.
    package var hotPicturesLookMilliseconds = 5_000
    /// Bytes of pieces of answers larger than `fileChunkBytes` that wait for their clients, all together; while
    /// there are more, files are sent in such pieces, one after the other.
    package var largeWritesBytesMax = 64 << 20
    /// Largest file of the playground, and all of them together: they are kept in memory.
    package var pageFileBytesMax = 4 << 20
    package var pageBytesMax = 16 << 20

    // MARK: Tokens

    /// Verified access tokens that are remembered, so that each is verified once.
    package var tokensRememberedMax = 10_000
    /// Addresses of pictures that are not made anew, of some 250 bytes each.
    package var addressesRememberedMax = 32_768
    /// Longest access token (401).
    package var accessTokenBytesMax = 4_096

    // MARK: Pages of other origins

    /// Headers besides ours that a page may announce, and the length of the name of each; the rest are left
    /// out.
    package static let announcedHeadersMax = 64
    package static let announcedHeaderBytesMax = 128

    // MARK: Secrets

    /// A shorter secret could be guessed.
    package static let secretBytesMin = 32

    // MARK: Tickets

    /// How long a session reads around what memcached was not told; far more than the outbox needs
    /// to have it told.
    package var ticketLifetimeMilliseconds: Int64 = 60_000
    /// Tickets of one request that count.
    package var ticketsMax = 4
    /// Longest ticket; a longer one counts as none.
    package var ticketBytesMax = 32 * 1024

    // MARK: Metrics

    /// An answer that takes longer to begin is counted as late.
    package static let lateAnswerMilliseconds = 1_000

    // MARK: Log

    /// Errors of one request that are logged, each for another reason.
    package static let loggedErrorsMax = 8
    /// For how long no operation has failed for want of a database when that is over: some are answered by
    /// memcached alone, or by a connection that is still there.
    package static let outageQuietMilliseconds = 5_000

    package init() {}

    /// What a server uses that sets nothing else.
    package static let standard = GatewayLimits()
}
