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
    /// The type of an edge is to be changed that does not exist, nor under the new type; or the write
    /// requires the edge.
    case edgeMissing(AssociationKey)
    /// The type of an edge is to be changed to one under which there is an edge already: this one,
    /// or its inverse. Or the write requires that there is none.
    case edgeExists(AssociationKey)
    /// An edge is another than the writer had read; or its list has newer ones than the writer knew.
    case edgeChanged(AssociationKey)
    /// An edge cannot change from the first type to the second: one of them has an inverse and the
    /// other has none, or the types are the same.
    case incompatibleTypes(Int16, Int16)
    /// A type that the catalogue (`GraphTypes`) does not have.
    case unknownType(Int16)
    /// The count of a long list whose type is not counted was asked for.
    case notCounted(AssociationListKey)
    /// The same object, edge or name is changed twice in one write.
    case contradiction
    /// A record, a name or the write itself is larger than `TAOLimits` allows.
    case tooLarge
}

extension GraphError {
    /// What is not as the writer took it to be: its cached value may be older than the tables. nil where
    /// the writer said nothing of what is there.
    var outdatedItem: ItemKey? {
        switch self {
        case .objectMissing(let id), .versionConflict(let id): .object(id)
        case .edgeMissing(let key), .edgeExists(let key), .edgeChanged(let key): .list(key.list)
        default: nil
        }
    }
}
