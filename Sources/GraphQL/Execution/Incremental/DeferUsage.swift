/// One use of `@defer` at one place of a plan: the objects of that selection each have a deferred
/// fragment of it.
struct DeferUsage: Sendable {
    let label: String?
    /// The use around it, which must be delivered first. As all uses, by its index in the plan.
    let parent: Int?
    /// Its node in the document.
    let directive: Int32
}

/// What a selection leaves for later, once for each of its objects.
final class IncrementalSelection: Sendable {
    /// Index of the first of `usages` in the plan.
    let firstUsage: Int
    /// The uses of `@defer` that begin here.
    let usages: [DeferUsage]
    let deferred: [DeferredSelection]

    init(firstUsage: Int, usages: [DeferUsage], deferred: [DeferredSelection]) {
        self.firstUsage = firstUsage
        self.usages = usages
        self.deferred = deferred
    }
}

/// Fields that the same deferred fragments ask for, and no other part of the operation does: they
/// are executed together and delivered once, with the first of the fragments.
final class DeferredSelection: Sendable {
    /// By their index in the plan. Those of enclosing selections may be among them.
    let usages: [Int]
    let plan: SelectionPlan

    init(usages: [Int], plan: SelectionPlan) {
        self.usages = usages
        self.plan = plan
    }
}

/// That a field gives its list bit by bit.
struct StreamPlan: Sendable {
    let label: String?
    /// Of the directive.
    let arguments: FieldPlan.ArgumentSource
    /// How the items that come later are completed. The fragments around the field are delivered
    /// by then, so it is planned as if it were in none.
    let completion: FieldPlan.Completion

    /// What is wrong with a list of which less than nothing is to be given at once.
    static var wrongCount: GraphQLError {
        GraphQLError("initialCount must be a positive integer", stage: .input)
    }
}

/// The fields of a selection, parted by when they are delivered.
struct FieldPartition {
    /// Those that are delivered with the selection itself.
    private(set) var initial: [CollectedFields.Group] = []
    /// By the uses of `@defer` that they belong to, in the order of their first appearance.
    private(set) var deferred: [(usages: [Int], groups: [CollectedFields.Group])] = []

    /// - Parameters:
    ///   - enclosing: the uses that the selection itself belongs to.
    ///   - usages: all of the plan.
    init(_ fields: CollectedFields, enclosing: [Int], usages: [DeferUsage]) {
        var known: [[Int]: Int] = [:]
        for group in fields.groups {
            let owners = Self.owners(of: group, usages)
            if owners == enclosing {
                initial.append(group)
            } else if let index = known[owners] {
                deferred[index].groups.append(group)
            } else {
                known[owners] = deferred.count
                deferred.append((owners, [group]))
            }
        }
    }

    /// The outermost uses that ask for a field, sorted; none if it is asked for outside, too.
    private static func owners(
        of group: CollectedFields.Group, _ usages: [DeferUsage]
    ) -> [Int] {
        var found: Set<Int> = []
        for selection in group.selections {
            guard let usage = selection.usage else { return [] }
            found.insert(usage)
        }
        return found.filter { usage in
            var outer = usages[usage].parent
            while let parent = outer {
                if found.contains(parent) { return false }
                outer = usages[parent].parent
            }
            return true
        }.sorted()
    }
}
