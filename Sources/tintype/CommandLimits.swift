/// Every limit of the command, in one place.
enum CommandLimits {
    /// Bytes of a list of names or common passwords, unpacked.
    static let wordListBytesMax = 64 << 20
    /// Bytes of a file of weights.
    static let weightsBytesMax = 1 << 20
    /// Schemas that `tintype graphql` keeps of those that its lines have named.
    static let schemasMax = 16
    /// Characters of a text that a table shows; JSON has all.
    static let cellCharactersMax = 100
    /// Bytes of an entry of the log: a pipe that has room for anything takes so many in one piece. `PIPE_BUF`
    static let lineBytesMax = 4_096
}
