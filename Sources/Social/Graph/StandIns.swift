import TAO

/// Ids of nothing, that are asked about in the place of what is not known of an absent object.
///
/// Whether the viewer sees an object is found out in steps: the object, then its owner and how the viewer
/// stands to it, then what it belongs to. An absent object would be done after the first, and whoever
/// measures could tell it from a hidden one by the missing round trip. So its further steps are made with
/// these. They are the same for all, so that a cache holds them once, as it mostly holds the accounts that
/// own things; what is shown takes no more steps, and a list in which something has gone none either.
enum StandIns {
    /// No id that is given out is so small: their upper bits are a time.
    private static let owner = ObjectID(rawValue: 1)
    private static let parent = ObjectID(rawValue: 2)
    private static let ownerOfParent = ObjectID(rawValue: 3)

    /// An account where none was found, such as by its name.
    static let account = owner

    /// What is asked about when all of some ids are of nothing.
    ///
    /// - Parameter kind: what they should have been; nil if it is what something belongs to.
    static func facts(for ids: [ObjectID], of kind: ObjectKind?) -> FactsNeeded {
        let needs = kind?.needs ?? .relation
        return FactsNeeded(
            owner: needs.contains(.relation)
                ? (ids.contains(parent) ? ownerOfParent : owner) : nil,
            parent: needs.contains(.parent) ? parent : nil)
    }
}
