/// Where the events of a field of the subscription type come from, the Swift types erased.
///
/// Tools over any schema make one themselves; others use `Resolvers.subscription`.
/// https://spec.graphql.org/September2026/#ResolveFieldEventStream()
package struct EventSource: Sendable {
    let open: @Sendable (FieldCall) async throws -> SourceEventStream

    /// - Parameter open: gives the events of one subscription. An error it throws is the response.
    package init<Events: AsyncSequence & Sendable>(
        _ open: @escaping @Sendable (FieldCall) async throws -> Events
    ) where Events.Element: Sendable {
        self.open = { SourceEventStream(try await open($0)) }
    }
}

/// The events of one subscription, each the parent of its field in an execution of its own.
struct SourceEventStream: Sendable {
    /// Waits for the next event; nil once there are no more.
    typealias Next = () async throws -> AnyColumn?

    /// Begins with the events. What it gives holds the source; to let it go ends the source.
    let makeNext: @Sendable () -> Next

    init<Events: AsyncSequence & Sendable>(_ events: Events) where Events.Element: Sendable {
        makeNext = {
            var iterator = events.makeAsyncIterator()
            return { try await iterator.next().map { Column([$0]) } }
        }
    }
}

extension Resolvers {
    /// Registers a field of the subscription type.
    ///
    /// ```swift
    /// resolvers.subscription("postAdded") { arguments, context in
    ///     try await context.feed.newPosts(by: arguments.string("username"))
    /// } resolve: { post, _, context in
    ///     try await context.loader.presented(post)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - type: name of the subscription type.
    ///   - events: what happens, from the moment it is called. It must hold back itself: nothing is
    ///     asked of it before the client has taken the response to the event before.
    ///   - resolve: the value of the field for an event, with the context of that event.
    package mutating func subscription<Events: AsyncSequence & Sendable, Value: FieldResult>(
        _ field: String, of type: String = "Subscription",
        events: @escaping @Sendable (Arguments, Context) async throws -> Events,
        resolve: @escaping @Sendable (Events.Element, Arguments, Context) async throws -> Value
    ) where Events.Element: Sendable {
        let coordinate = FieldCoordinate(type: type, field: field)
        precondition(fields[coordinate] == nil, "Two resolvers for \(coordinate).")
        sources[coordinate] = EventSource { call in
            try await events(call.arguments, call.context(Context.self))
        }
        fields[coordinate] = .batch { column, call in
            var outcome = OutcomeBuilder()
            var slots: [Slot] = []
            for event in column.of(Events.Element.self).values {
                let value = try await resolve(event, call.arguments, call.context(Context.self))
                slots.append(value.slot(in: &outcome))
            }
            return (slots, outcome)
        }
    }

    /// Registers a field of the subscription type whose events are its values.
    package mutating func subscription<Events: AsyncSequence & Sendable>(
        _ field: String, of type: String = "Subscription",
        events: @escaping @Sendable (Arguments, Context) async throws -> Events
    ) where Events.Element: FieldResult {
        subscription(field, of: type, events: events) { event, _, _ in event }
    }

    /// Registers the source of a field that `register(_:type:field:)` resolves.
    package mutating func register(_ source: EventSource, type: String, field: String) {
        sources[FieldCoordinate(type: type, field: field)] = source
    }
}
