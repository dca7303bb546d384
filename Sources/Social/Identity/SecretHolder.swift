/// Holds a secret: neither its text nor its reflection (`dump`, a debugger, the text of a struct that
/// has it as a member) shows more than its type.
///
/// A log prints whatever it is handed, and what holds a holder is printed with all its members.
package protocol SecretHolder: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{}

extension SecretHolder {
    package var description: String { "\(Self.self)(redacted)" }

    package var debugDescription: String { description }

    package var customMirror: Mirror {
        Mirror(self, unlabeledChildren: [String](), ancestorRepresentation: .suppressed)
    }
}
