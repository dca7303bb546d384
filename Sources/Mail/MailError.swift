/// Why a mail was not sent: a sentence that quotes neither the mail nor an address of it.
package struct MailError: Error, CustomStringConvertible {
    package let description: String
    /// Whether the same mail will never be taken; anything else may pass.
    package let isPermanent: Bool
    /// Whether the server could not be reached or did not answer, so that the next mail would wait as long.
    let isServerAway: Bool

    init(_ sentence: String, isPermanent: Bool = false, isServerAway: Bool = false) {
        description = sentence
        self.isPermanent = isPermanent
        self.isServerAway = isServerAway
    }
}
