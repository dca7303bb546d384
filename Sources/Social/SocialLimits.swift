import Foundation
import Media

/// Every limit of the product. Clients read some of them as `Query.limits`.
package struct SocialLimits: Sendable {
    package var captionCodePointsMax = 2_200
    package var commentCodePointsMax = 2_200
    /// For so long after it was written the text of a comment can be changed.
    package var commentEditMilliseconds: Int64 = 15 * 60 * 1_000
    /// Comments that can be pinned on one post.
    package var pinnedCommentsMax = 3
    /// Top-level comments of a post, the newest, that `CommentOrder.TOP` ranks; older ones follow by time. As many
    /// as a cursor can name.
    package var rankedCommentsMax = 200
    /// Posts of a hashtag or place, the newest, that `PostOrder.TOP` ranks; likewise.
    package var rankedPostsMax = 200
    package var storyTextCodePointsMax = 250
    package var biographyCodePointsMax = 150
    package var altTextCodePointsMax = 1_000
    package var displayNameCodePointsMax = 64
    /// Of the link of a profile, as it is typed and as it is kept: in ASCII.
    package var websiteCharactersMax = 200
    package var usernameCharactersMax = 30
    /// What moderators write to an account, or for the log.
    package var moderationTextCodePointsMax = 1_000
    /// Times that an account may change its username in `renamesMilliseconds`.
    package var renamesMax = 2
    package var renamesMilliseconds: Int64 = 14 * 24 * 60 * 60 * 1_000
    /// How long a username that was given up leads to its account, and is nobody else's.
    package var formerNameMilliseconds: Int64 = 30 * 24 * 60 * 60 * 1_000
    package var emailBytesMax = 254
    /// Of what is typed to sign in: an address in whatever spelling.
    package var loginBytesMax = 1_024
    package var clientNameCodePointsMax = 100
    /// Passwords are counted in Unicode code points.
    package var passwordCodePointsMin = 8
    /// Longer ones would only cost hashing time. Measured as it comes and in the form NFC.
    package var passwordBytesMax = 1_024
    /// Sessions that one account may have; one more ends the one that was used least lately.
    package var sessionsMax = 100
    /// Hashes of passwords that are computed at the same time, each on one core and with 64 MiB.
    package var hashThreads = 2
    /// Most that wait for that (503), and how long one waits at most (503).
    package var hashesWaitingMax = 64
    package var hashWaitMillisecondsMax = 10_000
    /// Collections of one account, and posts that one mutation may take out of one.
    package var collectionsMax = 200
    package var collectionPostsRemovedMax = 100
    package var nameCodePointsMax = 50
    /// Posts that can be pinned on one profile.
    package var pinnedPostsMax = 3
    /// How far ahead something can be set to be published.
    package var scheduleMillisecondsMax: Int64 = 75 * 24 * 60 * 60 * 1_000
    /// Photos of one post, and at least so many of a carousel.
    package var carouselItemsMin = 2
    package var carouselItemsMax = 20
    /// Hashtags of one post, those of its caption included; and how long one may be.
    package var hashtagsPerPostMax = 30
    package var hashtagCodePointsMax = 100
    /// Accounts that one caption or comment may mention.
    package var mentionsPerTextMax = 20
    /// Accounts that may be tagged in the photos of one post, each photo for itself.
    package var tagsPerPostMax = 20
    /// Tags of one post that were taken away by those whom they marked; then it takes no new ones.
    package var refusedTagsMax = 100
    /// Stretches of one text that stand for something. What is beyond is plain text.
    package var textEntitiesMax = 100
    /// Of a link in a text, in ASCII.
    package var linkCharactersMax = 2_000
    package var locationNameCodePointsMax = 100
    /// A point belongs to a known place up to so far away.
    package var nearbyMetersMax = 100.0
    /// Hashtags that one account may follow.
    package var followedHashtagsMax = 1_000
    package var photoBytesMax = MediaLimits.standard.sourceBytesMax
    package var videoBytesMax = VideoLimits.standard.bytesMax
    /// Longest video of a story.
    package var storyVideoMillisecondsMax = 60_000
    package var storyLifetimeMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    /// For so long after its publication it is kept who has seen a story, and a story that is not archived.
    package var storyViewsMilliseconds: Int64 = 48 * 60 * 60 * 1_000
    /// Accounts that one story mentions, and those that it is hidden from.
    package var storyMentionsMax = 20
    package var storyHiddenFromMax = 100
    /// Stories that one worker looks after at once when they are over, and for how long no other does.
    package var storiesSweptMax = 50
    package var storySweepMilliseconds: Int64 = 60 * 1_000
    /// Stories of one account of which it is kept that a viewer has passed them over.
    package var storiesPassedOverMax = 1_000
    /// Stories of one account that can be active at once; older ones are left out.
    package var activeStoriesMax = 100
    /// Stories that one `storiesMarkSeen` may name.
    package var storiesMarkedSeenMax = 100
    /// Accounts that one account may follow.
    package var followingMax = 7_500
    /// Follow requests that one account may have open.
    package var followRequestsMax = 1_000
    /// After how long an account that was turned down may ask again.
    package var declinedMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    /// Accounts that one account may block, mute and restrict.
    package var blockedMax = 10_000
    package var mutedMax = 2_000
    package var restrictedMax = 2_000
    /// Accounts that the viewer has blocked last, whose likes, dislikes and comments are not counted for it;
    /// and how many of the last comments of each.
    package var blockedLikersMax = 100
    package var blockedCommentsMax = 256
    /// Accounts that a sample of a list shows. They are looked for among so many edges at the end of the list, and
    /// so many accounts that the viewer has followed last.
    package var sampleUsersMax = 20
    package var sampledEdgesMax = 256
    /// Close friends and favorites of one account, and how many of each one mutation may add, or take
    /// away.
    package var closeFriendsMax = 500
    package var closeFriendsChangedMax = 100
    package var favoritesMax = 50
    package var favoritesChangedMax = 50
    /// How long an account that is to be deleted can come back.
    package var deletionMilliseconds: Int64 = 30 * 24 * 60 * 60 * 1_000
    /// So long after a post or story was deleted what hangs on it is taken away: no request that has seen it
    /// still writes about it then.
    package var contentRemovalMilliseconds: Int64 = 60 * 1_000
    /// Objects that one run of a job removes; so many edges count as one. And how many it reads at once.
    package var objectsRemovedMax = 500
    package var edgesPerObjectRemoved = 25
    package var objectsReadMax = 100
    /// Follow requests that one run of a job approves.
    package var requestsApprovedMax = 200
    /// What one account may do in some time (`Act`). One more is the user error TOO_MANY.
    package var followsPerHourMax = 60
    package var followsPerDayMax = 400
    package var postsPerHourMax = 25
    package var postsPerDayMax = 100
    package var storiesPerDayMax = 100
    package var commentsPerTenMinutesMax = 60
    package var uploadsPerHourMax = 100
    /// Uploads of one account that may be open at once, and the bytes that they announce together: asked
    /// for and not complete. And photos of one account that may wait for a worker. `rateFactor` times as
    /// many.
    package var openUploadsMax = 30
    package var openUploadBytesMax = 256 << 20
    package var processingUploadsMax = 40
    /// Likes and what else is small and soon undone.
    package var marksPerHourMax = 600
    /// Hashtags that nobody had used before, and places that nobody knew, that an account may bring into
    /// being.
    package var newHashtagsPerDayMax = 300
    package var newPlacesPerDayMax = 60
    /// Times that an account may say what it has seen.
    package var viewsPerHourMax = 3_600
    /// Times that an account may say what it did with posts of a feed, and how much at once.
    package var interactionCallsPerHourMax = 1_200
    package var interactionsPerCallMax = 100
    /// Posts that one account may hide from its HOME.
    package var hiddenPostsMax = 10_000
    /// How long after a feed was served it may be said, and how much a clock of another gateway may be ahead.
    package var trackingTokenMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    package var trackingSkewMilliseconds: Int64 = 60 * 1_000
    /// A post is looked at for so long at most.
    package var dwellSecondsMax = 3_600.0
    /// Days for which is kept what accounts did with posts of feeds.
    package var interactionDaysMax = 30
    /// Days before their begin partitions for them are made.
    package var interactionDaysAhead = 7
    /// Times that an account may say the same.
    package var sameTextsPerHourMax = 3
    /// What one network address may do: accounts it registers, where a form with mistakes is none; and
    /// times it signs in to any account and tells the password of one of them. Passwords that are right
    /// do not count.
    package var registrationsPerHourMax = 3
    package var signInsPerFiveMinutesMax = 25
    package var signInsByNamePerHourMax = 10
    /// The same of all addresses together at which the account has never signed in, and of one session.
    package var signInsByStrangersPerHourMax = 10
    package var signInsInSessionPerHourMax = 10
    /// Addresses that an account is known at, and for how long after it has signed in there.
    package var knownAddressesMax = 20
    package var knownAddressMilliseconds: Int64 = 365 * 24 * 60 * 60 * 1_000
    /// Times that one network address may ask for a new password, and show a token that was mailed.
    package var passwordResetRequestsPerHourMax = 10
    package var mailedTokensPerHourMax = 60
    /// Mails of one kind to one account and to one address, in an hour.
    package var mailsPerHourMax = 3
    package var mailPeriodMilliseconds: Int64 = 60 * 60 * 1_000
    /// For so long an account is new, and may do only such a part of what others may.
    package var newAccountMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    package var newAccountDivisor = 4
    /// How many times as much all may do: for imports, load tests and the like.
    package var rateFactor = 1
    package var pageItemsDefault = 20
    package var pageItemsMax = 100
    /// Words whose comments and message requests an account does not want to see.
    package var hiddenWordsMax = 200
    package var hiddenWordCodePointsMax = 100
    /// Comments of an account that are held back, the last ones, that are counted for it, so that nothing
    /// tells it that they are.
    package var heldBackCountedMax = 200
    /// Ids that one `nodes` may name.
    package var nodesMax = 100
    /// A read over so many accounts at once is a large one (`SocialServices.inTurn`).
    package var largeReadAccountsMin = 1_000
    /// Large reads at the same time: one processor is left for all else.
    package var largeReadsMax = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
    /// Large reads that wait; with one more the account that has most of them loses its last
    /// (`Overload`).
    package var largeReadsWaitingMax = 256
    /// How long a large read waits; after that it is an `Overload`.
    package var largeReadWaitMillisecondsMax = 10_000
    /// Items of a list that are read at once to fill a page, where most are hidden from the viewer.
    package var pageItemsReadMax = 512
    /// Edges of all authors together that a feed reads at once for that.
    package var feedEdgesReadMax = 100_000
    /// Entries that an inbox keeps; some more until it is trimmed.
    package var inboxEntriesMax = 800
    /// An inbox whose feed is not read for so long gets no more posts.
    package var inboxIdleMilliseconds: Int64 = 30 * 24 * 60 * 60 * 1_000
    /// How often it is noted that a feed is read.
    package var inboxReadMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    /// How long what is added to inboxes lies there before a feed relies on it, and what is taken away after
    /// none does: longer than any request and any copy in a cache or a replica that lags.
    package var inboxSettleMilliseconds: Int64 = 60_000
    /// Entries that are added to inboxes, or taken from one, by one write.
    package var inboxEntriesPerWrite = 500
    /// Posts of each account that are read, at first, to fill an inbox, where there are very many accounts.
    package var inboxPostsPerAuthorMin = 2
    /// Posts of followed accounts that HOME ranks: as many as one cached list holds, so that a warm page asks
    /// PostgreSQL for nothing. What is older follows by time.
    package var homeCandidatesMax = 250
    /// Days whose posts are ranked; with fewer posts than that the next number of days.
    package var homeWindowDays: [Int64] = [3, 7, 30]
    package var homeCandidatesMin = 100
    /// Entries that are read to make an order again that memcached has lost.
    package var homeEntriesReadMax = 1_000
    /// Hashtags that the viewer has followed last, and the newest posts of each, that are ranked with them.
    package var homeHashtagsMax = 10
    package var homeHashtagPostsMax = 10
    /// Followed accounts of which some last likes are looked at, and how many of them become suggestions.
    package var homeFolloweesMax = 256
    package var homeLikersMax = 20
    package var homeLikesMax = 10
    package var homeSuggestionsMax = 50
    /// So many engagements within that time after its publication make a post one that everyone may be shown;
    /// and how many such posts are kept.
    package var trendingEngagementsMin = 5
    package var trendingMilliseconds: Int64 = 48 * 60 * 60 * 1_000
    package var trendingPostsMax = 500
    /// Which part of the orders of HOME chance moves, and how many places of each (`Exploration`).
    package var explorationShare = 0.02
    package var explorationPlacesMax = 30
    /// How long one of the two filters takes what an account sees, and how many posts (`SeenFilter`).
    package var seenRingMilliseconds: Int64 = 7 * 24 * 60 * 60 * 1_000
    package var seenRingPostsMax = 2_900
    /// Models of one file of weights.
    package var rankingModelsMax = 8
    /// How long the order of a feed is kept.
    package var snapshotMilliseconds: Int64 = 15 * 60 * 1_000
    /// New posts of a feed that are counted.
    package var newItemsMax = 99
    /// Authors and topics of which it is kept what an account has done with their posts.
    package var tasteAuthorsMax = 500
    package var tasteTopicsMax = 54
    /// Followers that a post is pushed to by one run of a job.
    package var fanOutFollowersMax = 1_000
    /// With more followers than the first an account is pulled, until it has fewer than the second.
    package var pushedFollowersMax = 10_000
    package var pulledFollowersMin = 8_000
    /// Followers of an account which is no longer pulled that one run of a job has it pushed to.
    package var backfillsPerRun = 100
    package var idempotencyKeyBytesMax = 100
    /// Milliseconds before each look whether a request that is too often is one sent again.
    package var repeatedRequestPauses = [50, 250]
    package var idempotencyLifetimeMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    /// How long an upload address works.
    package var uploadLifetimeMilliseconds: Int64 = 60 * 60 * 1_000
    /// How long a photo is kept that nothing shows: until the last address to send it to has expired, that
    /// of a request sent again.
    package var unusedMediaMilliseconds: Int64 = 25 * 60 * 60 * 1_000
    /// How long the address of an original works.
    package var originalLinkMilliseconds: Int64 = 15 * 60 * 1_000
    /// How long a refresh token works when it is not used.
    package var refreshLifetimeMilliseconds: Int64 = 30 * 24 * 60 * 60 * 1_000
    /// How long a refresh token that was replaced still gives its successor: to another tab, or to a
    /// client that never got the answer.
    package var refreshGraceMilliseconds: Int64 = 30 * 1_000
    /// How long after signing in the password need not be given again.
    package var reauthenticationMilliseconds: Int64 = 10 * 60 * 1_000
    /// How long mailed tokens work: to confirm an address, and to set a new password.
    package var confirmationTokenMilliseconds: Int64 = 24 * 60 * 60 * 1_000
    package var resetTokenMilliseconds: Int64 = 60 * 60 * 1_000
    /// How long it is known that a mailed token was good once, so that it is told from one that never
    /// was.
    package var mailKeptMilliseconds: Int64 = 7 * 24 * 60 * 60 * 1_000
    /// How long an account may sign in by an address that it has not confirmed, and how long one that was
    /// asked for waits.
    package var emailClaimMilliseconds: Int64 = 3 * 24 * 60 * 60 * 1_000
    /// How long it is known that a session has ended: longer than any access token works.
    package var endedSessionMilliseconds: Int64 = 2 * 60 * 60 * 1_000
    /// How often a gateway looks for sessions that have ended elsewhere.
    package var endedSessionsPeriodMilliseconds: Int64 = 2 * 1_000
    /// Ended sessions that a gateway keeps before it looks which of them are of no more use.
    package var endedSessionsKeptMin = 10_000
    /// No transaction that ends sessions takes longer.
    package var transactionMillisecondsMax: Int64 = 60 * 1_000
    /// Times that a write is tried again after someone else changed the same object.
    package var writeAttemptsMax = 5
    /// The same where several devices of one account, or workers, do the same at once as a rule.
    package var contendedAttemptsMax = 20
    /// Times that something is made under another id because the one before was taken.
    package var idAttemptsMax = 4

    package init() {}

    package static let standard = SocialLimits()
}
