import Postgres

/// Changes to the graph that happen together or not at all. Built by value, then given to
/// `TAO.commit(_:)`. The order of calls does not matter for the result; a change of the same object
/// or edge twice in one write is `GraphError.contradiction`.
package struct GraphWrite: Sendable {
    /// What becomes of an edge that is there already.
    package enum IfPresent: Sendable {
        /// It keeps its time and data: TAO's "at most once" actions, such as a like.
        case keep
        /// It takes the new time and data, in both directions: such as a "seen up to here" mark.
        case replace
    }

    struct ObjectChange: Sendable {
        enum Kind: Sendable {
            case add(type: Int16, data: Record)
            case update(data: Record, ifVersion: Int64?)
            case delete(ifVersion: Int64?)
        }
        let id: ObjectID
        let kind: Kind
    }

    struct EdgeChange: Sendable {
        enum Kind: Sendable {
            case add(time: Int64?, data: Record?, ifPresent: IfPresent)
            case delete(ifNotAfter: Int64?)
            case changeType(to: Int16)
        }
        let key: AssociationKey
        let kind: Kind
        /// What happens if the edge changes.
        let consequences: [Query]
    }

    /// An object that must stay as it is until the write is done.
    struct Hold: Sendable {
        let id: ObjectID
        let ifVersion: Int64?
    }

    /// What must be so of an edge, or of the list it belongs to, when the write happens.
    struct Condition: Sendable {
        enum Kind: Sendable {
            case isThere(Bool)
            /// The edge has this time and data; nil: there is none.
            case isStill(Association?)
            /// No edge of the list has this time or a later one. The key names nothing but the list.
            case noneSince(Int64)
        }
        let key: AssociationKey
        let kind: Kind
    }

    struct NameChange: Sendable {
        let namespace: Int16
        let name: String
        let id: ObjectID
        let isClaim: Bool
    }

    private(set) var holds: [Hold] = []
    private(set) var conditions: [Condition] = []
    private(set) var objects: [ObjectChange] = []
    private(set) var edges: [EdgeChange] = []
    private(set) var names: [NameChange] = []
    private(set) var queries: [Query] = []
    /// Objects whose lists are not to be cached any more.
    private(set) var forgotten: [ObjectID] = []

    /// - Parameter queries: the first of those that `also(_:)` adds.
    package init(also queries: [Query] = []) {
        self.queries = queries
    }

    package var isEmpty: Bool {
        objects.isEmpty && edges.isEmpty && names.isEmpty && queries.isEmpty
    }

    /// Whether the objects that were there, and what `AssociationType.decidesAccess` says of them,
    /// may be others afterwards. New objects and other edges change nothing about that.
    package func mayChangeSight(_ types: GraphTypes) -> Bool {
        func decidesAccess(_ id: Int16) -> Bool {
            guard let type = types.associations[id] else { return true }
            let inverse = type.inverse.flatMap { types.associations[$0] }
            return type.decidesAccess || inverse?.decidesAccess == true
        }
        let changesObjects = objects.contains { change in
            if case .add = change.kind { false } else { true }
        }
        let changesAccess = edges.contains { change in
            if case .changeType(let new) = change.kind, decidesAccess(new) { return true }
            return decidesAccess(change.key.type)
        }
        return changesObjects || changesAccess
    }

    /// A new object, TAO's `obj_add`. `GraphError.idTaken` when there is one with this id.
    package mutating func addObject(_ type: ObjectType, id: ObjectID, data: Record) {
        objects.append(ObjectChange(id: id, kind: .add(type: type.id, data: data)))
    }

    /// Replaces the whole record, TAO's `obj_update`. `GraphError.objectMissing` when there is no
    /// such object, `.versionConflict` when `ifVersion` is given and another writer was faster.
    package mutating func updateObject(_ id: ObjectID, data: Record, ifVersion: Int64? = nil) {
        objects.append(ObjectChange(id: id, kind: .update(data: data, ifVersion: ifVersion)))
    }

    /// Removes the object if it is there, TAO's `obj_delete`. Its edges stay, until
    /// `TAO.removeEdges(of:)` has removed them, and may be ignored by the product.
    ///
    /// - Parameter ifVersion: the version by which the write was decided; `GraphError.versionConflict`
    ///   if the object has another one, or is gone.
    package mutating func deleteObject(_ id: ObjectID, ifVersion: Int64? = nil) {
        objects.append(ObjectChange(id: id, kind: .delete(ifVersion: ifVersion)))
    }

    /// Takes what is cached of the lists of an object out of the cache, also of those that were empty
    /// when they were read: for one that is deleted with all its edges, of which nothing shall be left.
    package mutating func forgetLists(of id: ObjectID) {
        forgotten.append(id)
    }

    /// Makes writes that hold the same object, or change it, happen one after the other: each sees what
    /// those before it have done. What is decided by several edges holds the objects at their ends.
    /// Harmless for an object that is not there, or that the write changes or holds besides.
    ///
    /// - Parameter ifVersion: the version by which the write was decided; `GraphError.versionConflict`
    ///   if the object has another one, or is gone.
    package mutating func holdObject(_ id: ObjectID, ifVersion: Int64? = nil) {
        holds.append(Hold(id: id, ifVersion: ifVersion))
    }

    /// Refuses the write unless there is such an edge (`GraphError.edgeMissing`), or if there is one
    /// (`.edgeExists`). It stays so until the write is done only if all who change the edge hold an
    /// object that this write holds.
    package mutating func require(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, isThere: Bool
    ) {
        conditions.append(
            Condition(key: AssociationKey(id1, type, id2), kind: .isThere(isThere)))
    }

    /// Refuses the write (`GraphError.edgeChanged`) unless the edge is as the writer has read it: what is
    /// made of an edge is then made of the last one. The writers of such edges hold an object in common.
    ///
    /// - Parameter edge: nil if there was none.
    package mutating func require(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, isStill edge: Association?
    ) {
        conditions.append(
            Condition(key: AssociationKey(id1, type, id2), kind: .isStill(edge)))
    }

    /// Refuses the write (`GraphError.edgeChanged`) if the list has an edge of this time, or a later one:
    /// what is added at the time is then the newest of the list. Its writers hold an object in common.
    ///
    /// - Parameter time: Unix milliseconds.
    package mutating func requireNone(
        _ id1: ObjectID, _ type: AssociationType, since time: Int64
    ) {
        conditions.append(
            Condition(key: AssociationKey(id1, type, id1), kind: .noneSince(time)))
    }

    /// The edge and, for a type with an inverse, the edge back; counts follow by themselves. TAO's
    /// `assoc_add`. `GraphError.limitReached` when the list has more edges after the write than it may.
    /// - Parameters:
    ///   - time: Unix milliseconds; nil takes the clock at commit.
    ///   - consequences: statements that happen if this changes the edge, and not if it was so already: each
    ///     an INSERT with a SELECT that has no FROM. An edge that is replaced by what is equal to it, time
    ///     and data, does not change.
    package mutating func addAssociation(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, time: Int64? = nil,
        data: Record? = nil, ifPresent: IfPresent = .keep, ifChanged consequences: [Query] = []
    ) {
        edges.append(
            EdgeChange(
                key: AssociationKey(id1, type, id2),
                kind: .add(time: time, data: data, ifPresent: ifPresent),
                consequences: consequences))
    }

    /// Removes the edge and its inverse if they are there; counts follow by themselves. TAO's
    /// `assoc_delete`.
    /// - Parameters:
    ///   - time: the time of the edge by which this was decided, in Unix milliseconds: one that has been
    ///     made anew since, with a later time, stays. nil removes it whatever its time.
    ///   - consequences: as those of `addAssociation`.
    package mutating func deleteAssociation(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, ifNotAfter time: Int64? = nil,
        ifChanged consequences: [Query] = []
    ) {
        edges.append(
            EdgeChange(
                key: AssociationKey(id1, type, id2), kind: .delete(ifNotAfter: time),
                consequences: consequences))
    }

    /// Moves the edge, and its inverse, to another type with time and data, TAO's
    /// `assoc_change_type`; counts follow by themselves. Harmless when it has been moved already.
    ///
    /// `GraphError.edgeMissing` when there is no such edge under either type, `.edgeExists` when
    /// there is one under both, `.incompatibleTypes` when only one of the types has an inverse, or
    /// is its own inverse and the edge leads to where it comes from.
    package mutating func changeAssociationType(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, to newType: AssociationType
    ) {
        edges.append(
            EdgeChange(
                key: AssociationKey(id1, type, id2), kind: .changeType(to: newType.id),
                consequences: []))
    }

    /// Takes a unique name (a username, an e-mail address) for an object. `GraphError.nameTaken`
    /// when another object has it; harmless when it is this object's already.
    package mutating func claimName(namespace: Int16, name: String, id: ObjectID) {
        names.append(NameChange(namespace: namespace, name: name, id: id, isClaim: true))
    }

    /// Gives the name back if it is this object's.
    package mutating func releaseName(namespace: Int16, name: String, id: ObjectID) {
        names.append(NameChange(namespace: namespace, name: name, id: id, isClaim: false))
    }

    /// One more statement in the same transaction (accounts, jobs). Its rows come back in
    /// `GraphOutcome.rows`, in the order of these calls.
    package mutating func also(_ query: Query) {
        queries.append(query)
    }
}
