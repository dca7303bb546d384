import GraphQL
import TAO

/// `collectionCreate`: makes a collection.
enum CollectionCreate: ViewerMutation {
    typealias Output = Ref<Collection>

    static let access = Access.anyViewer(because: "They are the viewer's own.")
    static let texts = [
        TextRule<CollectionCreate>(
            \.name, at: Input.Path.name, "A name", .line, codePointsMax: \.nameCodePointsMax)
    ]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: CollectionCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Collection> {
        let id = try await context.create(CollectionCreate.self, input, onShard: viewer.shard) {
            id, claim in
            var write = GraphWrite(also: claim)
            write.addCollection(id, of: viewer, named: input.name)
            do {
                try await context.commit(write)
            } catch GraphError.limitReached {
                throw UserError<Code>(
                    .limitReached, "You have as many collections as you may.",
                    at: Input.Path.name, limit: context.limits.collectionsMax)
            }
        }
        return Ref(id: id)
    }

    static func register(_ payload: inout PayloadResolvers<CollectionCreate>) {
        payload.field(\.collection) { $0.output }
    }
}

/// `collectionUpdate`: changes the name of a collection, or what stands for it.
enum CollectionUpdate: SubjectMutation {
    typealias Output = Ref<Collection>

    static let subject = Subject<CollectionUpdate, Collection>(
        \.collectionId, at: Input.Path.collectionId)
    static let permission: [WriteRule<Collection>] = [.owner]
    static let texts = [
        TextRule<CollectionUpdate>(\.name, at: Input.Path.name, "A name") {
            text, limits throws(BrokenTextRule) in
            let kept = try TextRules.text(text, .line, codePointsMax: limits.nameCodePointsMax)
            if kept.isEmpty { throw .blank }
            return kept
        }
    ]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: CollectionUpdateInput, on collection: Collection, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Collection> {
        if case .clear = input.name {
            throw UserError<Code>(.invalid, "A name cannot be null.", at: Input.Path.name)
        }
        let cover = try await cover(input, of: collection, context)
        try await context.deciding {
            guard let stored = try await context.stored(Collection.self, collection.id) else {
                throw subject.error(.notFound)
            }
            var properties = Properties<Collection>(stored.object.data)
            if let name = input.name.value { properties[.name] = name }
            switch cover {
            case .keep: break
            case .clear: properties[.cover] = nil
            case .set(let post): properties[.cover] = post
            }
            if properties.record == stored.object.data { return }
            var write = GraphWrite()
            write.update(stored.id, properties, ifVersion: stored.object.version)
            try await context.commit(write)
        }
        return Ref(id: collection.id)
    }

    /// The post that is to stand for it: one in it that the viewer sees.
    private static func cover(
        _ input: CollectionUpdateInput, of collection: Collection, _ context: RequestContext
    ) async throws -> Change<ObjectID> {
        switch input.coverPostId {
        case .keep: return .keep
        case .clear: return .clear
        case .set(let text):
            guard let id = context.object(text, .post),
                try await context.load(Post.self, id) != nil,
                try await context.graph.hasEdges(
                    from: collection.id, AssociationTypes.collected, to: [id])[0].get()
            else {
                throw UserError<Code>(
                    .notFound, "There is no such post in the collection.",
                    at: Input.Path.coverPostId)
            }
            return .set(id)
        }
    }

    static func register(_ payload: inout PayloadResolvers<CollectionUpdate>) {
        payload.field(\.collection) { $0.output }
    }
}

/// `collectionPostsRemove`: takes posts out of a collection, whether the viewer sees them or not. They stay saved.
enum CollectionPostsRemove: SubjectMutation {
    typealias Output = Ref<Collection>

    static let subject = Subject<CollectionPostsRemove, Collection>(
        \.collectionId, at: Input.Path.collectionId)
    static let permission: [WriteRule<Collection>] = [.owner]
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: CollectionPostsRemoveInput, on collection: Collection, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Collection> {
        let countMax = context.limits.collectionPostsRemovedMax
        guard input.postIds.count <= countMax else {
            throw UserError<Code>(
                .invalid, "At most \(countMax) posts can be named at once.",
                at: Input.Path.postIds)
        }
        var write = GraphWrite()
        for id in input.postIds.compactMap({ context.object($0, .post) }).unique() {
            write.deleteAssociation(collection.id, AssociationTypes.collected, id)
        }
        if !write.isEmpty { try await context.commit(write) }
        return Ref(id: collection.id)
    }

    static func register(_ payload: inout PayloadResolvers<CollectionPostsRemove>) {
        payload.field(\.collection) { $0.output }
    }
}

/// `collectionDelete`: deletes a collection. Its posts stay saved.
enum CollectionDelete: SubjectMutation {
    typealias Output = ObjectID

    static let subject = Subject<CollectionDelete, Collection>(
        \.collectionId, at: Input.Path.collectionId)
    static let permission: [WriteRule<Collection>] = [.owner]
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: CollectionDeleteInput, on collection: Collection, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> ObjectID {
        var write = GraphWrite()
        write.holdObject(viewer)
        write.deleteAssociation(viewer, AssociationTypes.collections, collection.id)
        try write.removeObject(collection.id)
        try await context.commit(write)
        return collection.id
    }

    static func register(_ payload: inout PayloadResolvers<CollectionDelete>) {
        payload.read(\.deletedCollectionId) { $1.globalID(.collection, $0) }
    }
}

extension GraphWrite {
    mutating func addCollection(_ id: ObjectID, of owner: ObjectID, named name: String) {
        var collection = Properties<Collection>()
        collection[.owner] = owner
        collection[.name] = name
        add(id, collection)
        addAssociation(owner, AssociationTypes.collections, id, time: id.milliseconds)
    }
}
