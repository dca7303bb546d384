/// Every limit and waiting time of this target.
package enum MailLimits {
    /// Bytes of an address (RFC 5321, 4.5.3.1.3, without its brackets).
    package static let addressBytesMax = 254
    /// Bytes of a line that a server answers with, its end included; what is longer is no answer.
    /// (RFC 5321, 4.5.3.1.5 has 512; some say more.)
    package static let replyLineBytesMax = 2_048
    /// Lines of one answer.
    package static let replyLinesMax = 100
    /// Mails that a folder keeps; the oldest go first.
    package static let folderMailsMax = 1_000
    /// How long a connection may take.
    package static let connectMilliseconds: Int64 = 10_000
    /// How long a server may take to answer a command.
    package static let replyMilliseconds: Int64 = 30_000
    /// How long it may take to accept a mail that it has been sent.
    package static let acceptMilliseconds: Int64 = 120_000
    /// For so long a server that could not be reached is not tried again: a dead one would else hold
    /// everybody up for the time of a connection, mail by mail.
    package static let restMilliseconds: Int64 = 5_000
}
