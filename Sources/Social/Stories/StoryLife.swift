import GraphQL
import TAO

// A story lives for a day from its publication, by the clock of who looks, whatever a cache or a replica
// holds: what is stored says when it was published, and the clock says the rest.

extension Story {
    /// Unix milliseconds; nil for one that was not published.
    var publishedAt: Int64? { isPublished ? self[.publishedAt] ?? id.milliseconds : nil }

    /// When its day begins: when it was published; until then, when it was made or last retried.
    var countsFrom: Int64 { publishedAt ?? self[.retriedAt] ?? id.milliseconds }

    /// The first millisecond at which it is over.
    func end(_ limits: SocialLimits) -> Int64 { countsFrom + limits.storyLifetimeMilliseconds }

    /// Whether it was published and its day is over.
    func isOver(at now: Int64, _ limits: SocialLimits) -> Bool {
        isPublished && now >= end(limits)
    }

    func status(at now: Int64, _ limits: SocialLimits) -> StoryStatus {
        switch status {
        case .processing: .processing
        case .published: isOver(at: now, limits) ? .expired : .published
        case .failed: .failed
        case .removed, .archived, .draft, .scheduled: .removed
        }
    }

    /// Whether it is still told who has seen it.
    func showsViewers(at now: Int64, _ limits: SocialLimits) -> Bool {
        now - countsFrom < limits.storyViewsMilliseconds
    }
}

extension ReadRule<Story> {
    /// Hidden when its day is over.
    static var hideWhenOver: ReadRule {
        ReadRule { $0.isOver(at: $1.now, $1.limits) ? .hidden : nil }
    }

    /// Hidden from the accounts that its author has named.
    static var hideFromChosen: ReadRule {
        ReadRule { story, facts in
            guard let viewer = facts.viewer, let hidden = story[.hiddenFrom] else { return nil }
            return hidden.contains(viewer) ? .hidden : nil
        }
    }
}

extension Story: ListParent {
    /// Who has seen it is for its author, for as long as that is kept.
    static func show(
        _ parents: [Story], to audience: ListVisibility, in context: RequestContext
    ) async throws -> [Result<Bool, any Error>] {
        let shown = try await context.shows(parents, audience.rules(Story.self))
        return zip(parents, shown).map { story, isShown in
            isShown.map { $0 && story.showsViewers(at: context.now, context.limits) }
        }
    }
}

extension Properties<Story> {
    /// - Parameter time: Unix milliseconds.
    mutating func publish(at time: Int64) {
        self[.status] = .published
        self[.publishedAt] = time
    }
}
