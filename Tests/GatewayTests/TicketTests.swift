import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TAO
import TestSupport
import Testing

@testable import Gateway

/// What a session carries from one process to the next to see its own writes.
@Suite struct `Tickets` {
    @Test(arguments: [TestingSetup.router, .live])
    func `of a mutation come back with the next request`(_ setup: TestingSetup) async throws {
        try await World().test(setup) { client in
            let plain = try await client.query("mutation { add(amount: 1) }")
            #expect(plain.headers[.tintypeTicket] == nil, "nothing was lost")
            let ticket = try await lose("o:1 a:1:2", client)
            let next = try await client.query("{ bypassed }", headers: [.tintypeTicket: ticket])
            #expect(next.text == #"{"data":{"bypassed":"a:1:2 o:1"}}"#)
            #expect(next.headers[.tintypeTicket] == nil, "a query writes nothing")
            #expect(try await bypassed(nil, client) == "")
        }
    }

    @Test func `stand for those before them, and several together`() async throws {
        try await World().test { client in
            let first = try await lose("o:1", client)
            let second = try await lose("o:2", client, ticket: first)
            #expect(try await bypassed(second, client) == "o:1 o:2")
            let other = try await lose("o:3", client)
            #expect(try await bypassed("\(second), \(other)", client) == "o:1 o:2 o:3")
        }
    }

    @Test(.crosses(\GatewayLimits.ticketLifetimeMilliseconds))
    func `that are forged, strange or expired are none`() async throws {
        let world = try World()
        try await world.test { client in
            let ticket = try await lose("o:1", client)
            let stranger = try #require(
                SessionTickets(
                    SecretKey(bytes: Array("another secret, of another place".utf8)),
                    nowMilliseconds: { world.clock.now }
                ).seal(.items(["o:2"])))
            let changed = (ticket.first == "A" ? "B" : "A") + ticket.dropFirst()
            let junk = [
                changed, String(ticket.dropLast()), stranger, "", ",", "o:1", "\u{1F}",
                String(repeating: "A", count: 1_000), ticket.uppercased(),
            ]
            for text in junk { #expect(try await bypassed(text, client) == "", "\(text)") }
            #expect(try await bypassed("\(stranger),\(ticket)", client) == "o:1")
            world.clock.advance(
                milliseconds: GatewayLimits.standard.ticketLifetimeMilliseconds - 1)
            #expect(try await bypassed(ticket, client) == "o:1")
            world.clock.advance(milliseconds: 1)
            #expect(try await bypassed(ticket, client) == "")
        }
    }

    @Test(.crosses(\TAOLimits.Type.bypassedItemsMax, \GatewayLimits.ticketsMax))
    func `of too many items are for everything, and only so many count`() async throws {
        try await World().test { client in
            let items = (0...TAOLimits.bypassedItemsMax).map { "o:\($0)" }
            let most = try await lose(items.dropLast().joined(separator: " "), client)
            #expect(try await bypassed(most, client).split(separator: " ").count == items.count - 1)
            let all = try await lose("o:\(TAOLimits.bypassedItemsMax)", client, ticket: most)
            #expect(all.utf8.count < 100)
            #expect(try await bypassed(all, client) == "everything")
            let many = (0...GatewayLimits.standard.ticketsMax).map { "o:\($0)" }
            var tickets: [String] = []
            for item in many { tickets.append(try await lose(item, client)) }
            let last = try await bypassed(tickets.joined(separator: ","), client)
            #expect(last == many.dropFirst().joined(separator: " "))
        }
    }

    @Test(.crosses(\GatewayLimits.ticketBytesMax)) func `longer than any of ours are not opened`() {
        let tickets = SessionTickets(World.secret, nowMilliseconds: { 0 })
        let name = String(repeating: "n", count: GatewayLimits.standard.ticketBytesMax)
        #expect(tickets.open(tickets.seal(.items([name]))) == .nothing)
        let largest = Set(
            (100..<100 + TAOLimits.bypassedItemsMax).map {
                "n:1:\($0)" + String(repeating: "n", count: 125)
            })
        #expect(tickets.open(tickets.seal(.items(largest))) == .items(largest))
    }

    private func lose(
        _ items: String, _ client: any TestClientProtocol, ticket: String? = nil
    ) async throws -> String {
        let response = try await client.query(
            "mutation { lose(items: \\\"\(items)\\\") }", headers: headers(ticket))
        return try #require(response.headers[.tintypeTicket], "\(response.text)")
    }

    private func bypassed(
        _ ticket: String?, _ client: any TestClientProtocol
    ) async throws -> String {
        let text = try await client.query("{ bypassed }", headers: headers(ticket)).text
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return try #require(parts.count > 5 ? String(parts[5]) : nil, "\(text)")
    }

    private func headers(_ ticket: String?) -> HTTPFields {
        var headers = HTTPFields()
        headers[.tintypeTicket] = ticket
        return headers
    }
}
