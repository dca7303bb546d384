/// Which stored files were found to have the content of their name.
///
/// It remembers in two generations. What is asked for is of the younger one; when that is full it becomes
/// the older, and what was there is forgotten. So what is in use stays, and no moment comes in which
/// every file has to be read anew.
struct WholeFiles: Sendable {
    private let generationMax: Int
    private var younger: [BlobName: Int] = [:]
    private var older: [BlobName: Int] = [:]

    /// - Parameter countMax: files in both generations together; each has room for one at least.
    init(countMax: Int) {
        generationMax = max(1, countMax / 2)
    }

    /// How long a file was when it was found whole; nil if that is not known.
    mutating func byteCount(of name: BlobName) -> Int? {
        if let byteCount = younger[name] { return byteCount }
        guard let byteCount = older[name] else { return nil }
        remember(name, byteCount: byteCount)
        return byteCount
    }

    mutating func remember(_ name: BlobName, byteCount: Int) {
        older[name] = nil
        if younger[name] == nil, younger.count >= generationMax {
            (older, younger) = (younger, [:])
        }
        younger[name] = byteCount
    }
}
