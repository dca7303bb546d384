/// Why a command cannot do what it should: one sentence for the person at the terminal.
struct Failure: Error, CustomStringConvertible {
    let description: String
    /// What the process ends with.
    let status: Int32
    /// It has been printed already.
    let isTold: Bool

    /// The status of a command that could not do its work.
    static let failed: Int32 = 1
    /// The status of a command that was not given what it needs. `EX_USAGE`
    static let misused: Int32 = 64

    init(_ sentence: String, status: Int32 = failed, isTold: Bool = false) {
        description = sentence
        self.status = status
        self.isTold = isTold
    }
}
