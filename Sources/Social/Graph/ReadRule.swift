import TAO

/// A rule of who may see an object of one kind. The rules of a policy are asked in their order, and
/// the first with an opinion decides; what no rule shows is hidden.
struct ReadRule<Kind: GraphObject>: Sendable {
    enum Verdict: Sendable {
        case shown
        case hidden
    }

    let needs: ReadNeeds
    /// nil for no opinion.
    let verdict: @Sendable (Kind, ReadFacts) -> Verdict?

    init(
        needs: ReadNeeds = [], _ verdict: @escaping @Sendable (Kind, ReadFacts) -> Verdict?
    ) {
        self.needs = needs
        self.verdict = verdict
    }
}

/// Facts that must be read before a rule can be asked.
struct ReadNeeds: OptionSet, Sendable {
    let rawValue: UInt8

    /// How the viewer stands to the owner.
    static let relation = ReadNeeds(rawValue: 1)
    /// Whether the viewer sees the parent.
    static let parent = ReadNeeds(rawValue: 2)
}

/// What rules decide by. What no rule of a policy needs is left as it is here.
struct ReadFacts: Sendable {
    /// nil for anonymous viewers.
    var viewer: ObjectID?
    /// Milliseconds since 1970.
    var now: Int64
    var limits: SocialLimits
    var relation = ViewerRelation()
    var isParentShown = false
    /// The account that owns the parent; nil where the viewer does not see it.
    var parentOwner: ObjectID?
}

// MARK: The rules

extension ReadRule {
    /// Ends a policy: what has come so far is for everyone.
    static var show: ReadRule { ReadRule { _, _ in .shown } }

    /// Hidden unless the object is so, from its owner too.
    static func only(_ condition: @escaping @Sendable (Kind) -> Bool) -> ReadRule {
        ReadRule { object, _ in condition(object) ? nil : .hidden }
    }

    static var ownerSeesAll: ReadRule {
        ReadRule { object, facts in
            guard let viewer = facts.viewer else { return nil }
            return Kind.owner.id(of: object) == viewer ? .shown : nil
        }
    }

    /// Shown when its owner's account is gone.
    static var outlivesOwner: ReadRule {
        ReadRule(needs: .relation) { _, facts in facts.relation.owner == nil ? .shown : nil }
    }

    /// Hidden when its owner's account is gone, suspended or about to be deleted, from everyone.
    static var hideWithOwner: ReadRule {
        ReadRule(needs: .relation) { _, facts in
            facts.relation.isOwnerActive(at: facts.now) ? nil : .hidden
        }
    }

    /// Hidden where the viewer and the owner block each other, whichever of them began.
    static var hideFromBlocked: ReadRule {
        ReadRule(needs: .relation) { _, facts in
            facts.relation.blocks || facts.relation.isBlockedBy ? .hidden : nil
        }
    }

    /// Hidden from those whom its owner blocks. They are not told; the owner sees whom it blocks.
    static var hideFromThoseItBlocks: ReadRule {
        ReadRule(needs: .relation) { _, facts in facts.relation.isBlockedBy ? .hidden : nil }
    }

    /// What a private account owns is for its followers.
    static var hideWhatIsPrivate: ReadRule {
        ReadRule(needs: .relation) { _, facts in
            facts.relation.isOwnerPrivate && !facts.relation.follows ? .hidden : nil
        }
    }

    /// Shown to the audience that the owner has chosen, and hidden from others.
    static func audience(_ field: RecordField<Kind, Audience>) -> ReadRule {
        ReadRule(needs: .relation) { object, facts in
            let isShown = object[field].map { facts.relation.belongs(to: $0) } ?? false
            return isShown ? .shown : .hidden
        }
    }

    /// Shown to those who may see whom the owner follows, and is followed by; hidden from others.
    static var followListAudience: ReadRule {
        ReadRule(needs: .relation) { _, facts in
            let isShown =
                switch facts.relation.owner?[.followListAudience] ?? .everyone {
                case .everyone: true
                case .followers: facts.relation.follows
                case .onlyMe: false
                }
            return isShown ? .shown : .hidden
        }
    }

    /// Shown if it is for everyone and its owner's account is not private; hidden from its owner, too.
    static func publicOnly(_ field: RecordField<Kind, Audience>) -> ReadRule {
        ReadRule(needs: .relation) { object, facts in
            object[field] == .everyone && !facts.relation.isOwnerPrivate ? .shown : .hidden
        }
    }

    /// Hidden unless the viewer sees the parent.
    static var onlyWithParent: ReadRule {
        ReadRule(needs: .parent) { _, facts in facts.isParentShown ? nil : .hidden }
    }
}
