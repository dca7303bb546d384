import GraphQL
import TAO

extension NodeType {
    /// Named by the id of the account whose tray it is.
    package static let storyTray = NodeType(6)
}

extension StoryTray: NodeObject {
    static let nodeType = NodeType.storyTray

    /// That of its author.
    var nodeID: NodeID { NodeID(.storyTray, author.id) }

    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [StoryTray?] {
        try await context.storyTrays(of: ids.map(\.object))
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(StoryTray.self) { tray in
            tray.node()
            tray.field(\.author) { $0.author }
            tray.field(\.storyCount) { $0.stories.count }
            tray.field(\.unseenCount) { $0.unseenCount }
            tray.field(\.latestStoryAt) { DateTime(milliseconds: $0.latest.countsFrom) }
            tray.field(\.hasCloseFriendsStory) { $0.hasCloseFriendsStory }
            tray.field(\.stories) { $0.stories }
            tray.field(\.startStory) { $0.start }
            tray.batch(\.preview) { trays, context in
                try await context.images(each: trays.map(\.cover.media)).promised()
            }
        }
        resolvers.connection(StoryTrayConnectionKind.self)
    }
}

extension RequestContext {
    func storyTrays(
        _ viewers: [Viewer], _ arguments: ViewerStoryTraysArguments
    ) throws -> [Connection<StoryTrayConnectionKind>] {
        let page = try PageArguments(arguments, limits: limits)
        return try viewers.map { viewer in
            let list = ListName(\ViewerFields.storyTrays).of(viewer.id)
            let start = try services.cursors.position(page.cursor, in: list)
            let batch = PageBatch<StoryTray> {
                [
                    .success(
                        try await self.trayPage(
                            of: viewer.id, page, behind: start?.trail,
                            unseenOnly: arguments.unseenOnly))
                ]
            }
            return Connection(list: list, batch: batch, index: 0)
        }
    }
}
