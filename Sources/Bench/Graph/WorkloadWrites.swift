import TAO

/// Makes the writes of one client. It deletes what it has added itself before, as long as there is
/// any, so that the graph keeps its shape.
struct WorkloadWrites {
    private let ids: IDGenerator
    private var addedNodes: [ObjectID] = []
    private var addedLinks: [AssociationKey] = []
    /// What the write at hand changes already: once is all that is allowed.
    private var changed: Set<AssociationKey> = []
    private var updated: Set<ObjectID> = []

    init(ids: IDGenerator) {
        self.ids = ids
    }

    mutating func write(
        _ operations: [Workload.Operation], _ choices: inout WorkloadChoices
    ) -> GraphWrite {
        changed = []
        updated = []
        var write = GraphWrite()
        for operation in operations { add(operation, to: &write, &choices) }
        return write
    }

    private mutating func add(
        _ operation: Workload.Operation, to write: inout GraphWrite,
        _ choices: inout WorkloadChoices
    ) {
        switch operation {
        case .objectUpdate: updateObject(&write, &choices)
        case .objectDelete where !addedNodes.isEmpty: write.deleteObject(addedNodes.removeLast())
        case .objectAdd, .objectDelete: addObject(&write, &choices)
        case .associationDelete: deleteLink(&write, &choices)
        case .associationChangeType: changeType(&write, &choices)
        case .associationUpdate: addLink(&write, &choices, isNew: false)
        default: addLink(&write, &choices, isNew: true)
        }
    }

    // MARK: Objects

    private mutating func addObject(_ write: inout GraphWrite, _ choices: inout WorkloadChoices) {
        let id = ids.next(shard: choices.graph.shard(choices.anyNode()))
        write.addObject(
            BenchGraph.node, id: id, data: benchRecord(bytes: choices.workload.objectBytes))
        addedNodes.append(id)
    }

    private mutating func updateObject(
        _ write: inout GraphWrite, _ choices: inout WorkloadChoices
    ) {
        let id = choices.graph.id(choices.writtenNode())
        guard updated.insert(id).inserted else { return }
        write.updateObject(id, data: benchRecord(bytes: choices.workload.objectBytes))
    }

    // MARK: Links

    private mutating func addLink(
        _ write: inout GraphWrite, _ choices: inout WorkloadChoices, isNew: Bool
    ) {
        let graph = choices.graph
        let node = choices.writtenNode()
        let known = isNew ? nil : choices.link(of: node)
        let id2 = known ?? graph.id(choices.anyNode())
        let key = AssociationKey(graph.id(node), BenchGraph.link, id2)
        guard changed.insert(key).inserted else { return }
        write.addAssociation(
            key.id1, BenchGraph.link, id2,
            data: benchRecord(bytes: choices.workload.edgeBytes),
            ifPresent: isNew ? .keep : .replace)
        if isNew { addedLinks.append(key) }
    }

    private mutating func takeLink(_ choices: inout WorkloadChoices) -> AssociationKey? {
        let key = addedLinks.popLast() ?? choices.edge(of: choices.writtenNode())
        return changed.insert(key).inserted ? key : nil
    }

    private mutating func deleteLink(_ write: inout GraphWrite, _ choices: inout WorkloadChoices) {
        guard let key = takeLink(&choices) else { return }
        write.deleteAssociation(key.id1, BenchGraph.link, key.id2)
    }

    /// Of a link it has added, so that it is there; without one it adds one.
    private mutating func changeType(_ write: inout GraphWrite, _ choices: inout WorkloadChoices) {
        guard let key = addedLinks.popLast() else {
            return addLink(&write, &choices, isNew: true)
        }
        guard changed.insert(key).inserted else { return }
        write.changeAssociationType(
            key.id1, BenchGraph.link, key.id2, to: BenchGraph.formerLink)
    }
}
