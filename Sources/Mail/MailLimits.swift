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
    package static let connectMilliseconds: Int64 = 5_000
    /// How long a server may take to answer a command. It is one of the operator's own or of who is paid
    /// for it, not one of the world's: these are waited for by it.
    package static let replyMilliseconds: Int64 = 10_000
    /// How long it may take to accept a mail that it has been sent.
    package static let acceptMilliseconds: Int64 = 30_000
    /// How long all of a mail may take, however fast each answer comes.
    package static let conversationMilliseconds: Int64 = 60_000
    /// How long a server that has the mail is listened to.
    package static let goodbyeMilliseconds: Int64 = 1_000
    /// For so long a server that could not be reached, or was silent, is not tried again: it would else
    /// hold everybody up, mail by mail. Each further time it is twice as long.
    package static let restMilliseconds: Int64 = 5_000
    /// The longest rest.
    package static let restMillisecondsMax: Int64 = 300_000
}
