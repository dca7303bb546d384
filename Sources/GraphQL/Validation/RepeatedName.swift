/// A name that stands several times where it may stand once.
struct RepeatedName {
    let name: Name
    private(set) var starts: [UInt32]

    /// The names that occur more than once, in the order of their first occurrence.
    static func all(in names: some Collection<NameNode>) -> [RepeatedName] {
        guard hasRepeated(names) else { return [] }
        var groups: [RepeatedName] = []
        var indices: [Name: Int] = [:]
        for node in names {
            if let index = indices[node.name] {
                groups[index].starts.append(node.start)
            } else {
                indices[node.name] = groups.count
                groups.append(RepeatedName(name: node.name, starts: [node.start]))
            }
        }
        return groups.filter { $0.starts.count > 1 }
    }

    /// Answers the usual case, a few names that all differ, without allocating.
    private static func hasRepeated(_ names: some Collection<NameNode>) -> Bool {
        guard names.count <= 8 else { return true }
        var rest = names[...]
        while let node = rest.popFirst() {
            if rest.contains(where: { $0.name == node.name }) { return true }
        }
        return false
    }
}
