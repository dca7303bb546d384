import Gateway
import GraphQL
import Social
import TAO

/// What `tintype bench feed` asks.
let benchFeedDocument = followingPage(
    "BenchFeed",
    also: "comments(first: 3, orderBy: NEWEST) { nodes { id text author { id username } } }")

/// What gateways are compared by: a page of posts with authors, counts and five addresses of pictures each.
let peerFeedDocument = followingPage("PeerFeed")

/// - Parameter more: fields of each post beside those of all.
private func followingPage(_ name: String, also more: String = "") -> String {
    """
    query \(name) {
      viewer {
        feed(kind: FOLLOWING) {
          items(first: 20) {
            nodes {
              id
              caption
              createdAt
              likeCount
              commentCount
              viewerHasLiked
              author { id username displayName avatar { url(size: THUMBNAIL) } }
              media {
                ... on Image {
                  thumbnail: url(size: THUMBNAIL)
                  small: url(size: SMALL)
                  medium: url(size: MEDIUM)
                  large: url(size: LARGE)
                }
              }
              \(more)
            }
          }
        }
      }
    }
    """
}

/// The round trips that one feed makes, read off the log of a request run without HTTP.
struct FeedTrips {
    let all: [Trip]

    init(_ server: ServerBench.Subject, username: String) async throws {
        let loader = server.tao.loader()
        let names = [username]
        guard
            let viewer = try await loader.identifiers(namespace: NameSpaces.username, names: names)
                .first ?? nil
        else { throw BenchFailure("There is no \(username).") }
        let result = await server.operations.run(
            Request(source: Source(benchFeedDocument)), for: Caller(account: viewer))
        guard result.response.errorCount == 0 else { throw BenchFailure("The feed has errors.") }
        all = result.trips
    }
}
