/// Why a write or a read was refused. Nothing of a refused write is stored.
package enum GraphError: Error, Equatable, Sendable {
    /// The name belongs to another object.
    case nameTaken(namespace: Int16, name: String)
    /// There is already an object with this id.
    case idTaken(ObjectID)
    /// An update of an object that does not exist.
    case objectMissing(ObjectID)
    /// The object has another version than the writer had read.
    case versionConflict(ObjectID)
    /// The list may have no more edges than this (`AssociationType.edgesMax`).
    case limitReached(AssociationListKey, edgesMax: Int)
    /// A type that the catalogue (`GraphTypes`) does not have.
    case unknownType(Int16)
    /// The count of a long list whose type is not counted was asked for.
    case notCounted(AssociationListKey)
    /// The same object, edge or name is changed twice in one write.
    case contradiction
    /// A record, a name or the write itself is larger than `TAOLimits` allows.
    case tooLarge
}
