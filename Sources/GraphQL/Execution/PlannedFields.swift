/// Counts the fields that an operation asks for, with fragments put in their places: a field that
/// several paths lead to counts for each of them, though it is planned once. Of several types the
/// one with the most fields counts.
struct PlannedFields {
    /// Of each selection: how many fields are on its own level, on the next, and so on.
    private var levels: [ObjectIdentifier: [Int]] = [:]
    /// Sums end here; far above any limit that is one.
    private static let countMax = Int(Int32.max)

    /// - Throws: an error if there are too many on one level or on all together.
    mutating func check(_ root: SelectionPlan, _ limits: Limits) throws(GraphQLError) {
        let levels = levels(of: root)
        for count in levels where count > limits.levelFieldsMax {
            throw GraphQLError(
                "The operation asks for more than \(limits.levelFieldsMax) fields on one level, "
                    + "with fragments put in their places.")
        }
        guard levels.reduce(0, +) <= limits.operationFieldsMax else {
            throw GraphQLError(
                "The operation asks for more than \(limits.operationFieldsMax) fields, "
                    + "with fragments put in their places.")
        }
    }

    private mutating func levels(of selection: SelectionPlan) -> [Int] {
        if let known = levels[ObjectIdentifier(selection)] { return known }
        let fields = selection.allFields
        var counts = [fields.count]
        for field in fields {
            guard case .objects(let inner) = field.completion else { continue }
            for (index, count) in levels(of: inner).enumerated() {
                if index + 1 == counts.count { counts.append(0) }
                counts[index + 1] = min(counts[index + 1] + count, Self.countMax)
            }
        }
        levels[ObjectIdentifier(selection)] = counts
        return counts
    }

    private mutating func levels(of objects: ObjectPlans) -> [Int] {
        guard objects.plans.count != 1 else { return levels(of: objects.plans[0]) }
        if let known = levels[ObjectIdentifier(objects)] { return known }
        var most: [Int] = []
        for plan in objects.plans {
            for (index, count) in levels(of: plan).enumerated() {
                if index == most.count { most.append(0) }
                most[index] = max(most[index], count)
            }
        }
        levels[ObjectIdentifier(objects)] = most
        return most
    }
}
