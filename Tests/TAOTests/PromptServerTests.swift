import LocalServices
import Memcached
import TestSupport
import Testing

@testable import TAO

/// Two memcached servers of which one is slow: its answers are waited for by those who need them.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PromptServerTests {
    private let link: Link
    private let world: World
    /// By which server has their keys.
    private let quick: [ObjectID]
    private let slow: [ObjectID]

    init() async throws {
        let services = try await TestServices.start(memcachedCount: 2)
        link = try services.link(toMemcached: 1)
        world = try await World(
            services: services, memcacheds: [services.memcachedServers[0], link.path],
            timeoutMilliseconds: 10_000)
        let users = try await world.users(60)
        #expect(try await world.isUp())
        // So long that whoever waits for it is seen, however busy the machine is.
        link.set(LinkFault(delayMilliseconds: 1_500))
        let keys = world.keys(users.map { .object($0) })
        _ = await world.cache.get(keys)
        let late = world.cache.lateServers(of: keys, Array(users.indices))
        #expect(late.count == 1)
        slow = late.joined().map { users[$0] }
        quick = users.filter { [slow] in !slow.contains($0) }
        #expect(quick.count > 15 && slow.count > 15)
    }

    /// With leases that are taken before PostgreSQL is read, and with those that are laid beside.
    @Test(arguments: [3, 15])
    func `who needs only the quick server's keys does not wait for the slow one`(
        count: Int
    ) async throws {
        let both = Array(quick.prefix(count) + slow.prefix(count))
        let first = world.tao.loader()
        async let firstAnswers = first.objects(both)
        // The first reader has been told what is missing, and takes leases.
        #expect(try await eventually { first.trips.cacheCount >= 2 })
        let answered = world.cache.statistics[1].commands
        for user in quick.prefix(count) {
            let object = try await world.tao.loader().object(user)
            #expect(object?.id == user)
        }
        #expect(world.cache.statistics[1].commands == answered, "they have waited for an answer")
        #expect(try await firstAnswers.map { $0?.id } == both)
        #expect(world.tao.cacheServerStates.map(\.state) == [.up, .up], "too few to be left")
        link.set(.none)
    }

    @Test func `what a slow server answers is cached and right`() async throws {
        let both = Array(quick.prefix(12) + slow.prefix(12))
        let texts = try await world.tao.loader().objects(both).map { $0?.data.string(1) }
        let expected = try await world.uncached.loader().objects(both).map { $0?.data.string(1) }
        #expect(texts == expected)
        #expect(try await world.areFilled(both.map { .object($0) }))
        link.set(.none)
    }
}
