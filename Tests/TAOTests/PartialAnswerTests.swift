import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// A pass of which memcached has most and PostgreSQL cannot give the rest.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PartialAnswerTests {
    @Test func `what is missing fails alone`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let users = try await world.users(12)
        let posts = try await world.users(12)
        try await world.commit { write in
            for (user, post) in zip(users, posts) {
                write.addAssociation(user, Kinds.likes, post, time: 1)
            }
        }
        let lists = users.map { AssociationListKey($0, Kinds.likes) }
        let ranges = users.map { RangeQuery($0, Kinds.likes, limit: 3) }
        let edges = zip(users, posts).map { AssociationKey($0, Kinds.likes, $1) }
        _ = try await world.tao.loader().objects(users)
        _ = try await world.tao.loader().associationCount(lists)
        #expect(try await world.areFilled(users.map { .object($0) } + lists.map { .list($0) }))
        await services.stopPostgres()
        let missing = world.keys(.object(users[3]), .list(lists[5]))
        #expect(await world.cache.delete(missing) == [])

        let loader = world.tao.loader()
        async let objects = loader.objects(each: users)
        async let counts = loader.associationCount(each: lists)
        async let pages = loader.associationRange(each: ranges)
        async let found = loader.associationGet(each: edges)
        #expect(try await failures(objects) == [3])
        #expect(try await failures(counts) == [5])
        #expect(try await failures(pages) == [5])
        #expect(try await failures(found) == [5])
        #expect(try await objects[4].get()?.data.string(1) == "4")
        #expect(try await counts[4].get() == 1)
        let error = await postgresError { _ = try await loader.objects(users) }
        #expect(error?.kind == .unavailable)

        try await services.startPostgres()
        let isBack = try await eventually {
            (try? await loader.objects(users).allSatisfy { $0 != nil }) == true
        }
        #expect(isBack, "a request asks again for what has failed")
        #expect(try await loader.associationCount(lists).allSatisfy { $0 == 1 })
    }

    /// Those that have failed, by their numbers.
    private func failures<Value>(_ results: [Result<Value, any Error>]) -> [Int] {
        results.indices.filter { index in
            if case .failure(let error) = results[index] { return error is PostgresError }
            return false
        }
    }
}
