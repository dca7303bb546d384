import Foundation
import Gateway

/// `tintype serve`: the server on databases that run elsewhere.
struct Serve {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let project = try ProjectFolder.find(settings)
        let interruption = Interruption()
        let house = try House(settings, places: .elsewhere(settings), secret: .given(settings))
        do {
            let server = try Server(house, settings, project: project)
            try await server.run(until: interruption) { say("listening on \($0)") }
        } catch {
            await house.close()
            throw error
        }
        await house.close()
    }
}

extension House.Places {
    /// What the user has told.
    static func elsewhere(_ settings: Settings) throws -> House.Places {
        House.Places(
            databaseURL: try settings.required(.databaseURL),
            replicaURLs: settings.list(.databaseReplicaURLs),
            memcachedServers: settings.list(.memcachedServers),
            data: try settings.required(.data))
    }
}

extension SecretKey {
    /// The one that the user has told.
    static func given(_ settings: Settings) throws -> SecretKey {
        guard let key = SecretKey(try settings.required(.secretKey)) else {
            throw Failure(
                "\(Option.secretKey.variable) is shorter than \(bytesMin) bytes. "
                    + "Try: openssl rand -hex 32")
        }
        return key
    }
}
