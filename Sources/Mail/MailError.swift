/// Why a mail was not sent: a sentence that quotes neither the mail nor an address of it.
package struct MailError: Error, CustomStringConvertible {
    package let description: String
    /// Whether the same mail will never be taken; anything else may pass.
    package let isPermanent: Bool

    init(_ sentence: String, isPermanent: Bool = false) {
        description = sentence
        self.isPermanent = isPermanent
    }
}
