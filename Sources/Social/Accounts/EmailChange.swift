import GraphQL
import TAO

/// `emailChange`: asks for another address, which counts once it is confirmed.
enum EmailChange: ViewerMutation {
    typealias Output = Viewer

    static let access = Access.anyViewer(because: "It is about the viewer's own account.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: EmailChangeInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Viewer {
        guard let address = EmailAddress(input.email, context.limits) else {
            throw UserError<Code>(
                .invalid, "This is not an e-mail address.", at: Input.Path.email,
                limit: EmailAddress.limit(of: input.email, context.limits))
        }
        guard let account = try await context.account(viewer) else {
            throw GraphQLError.unauthenticated
        }
        try await context.requireOwner(
            of: account, password: input.password, Input.Path.password, EmailChange.self)
        let services = context.services
        let now = services.clock.milliseconds
        for trip in ["account", "mails", "commit"] { context.trips.append(sql: [trip]) }
        // Whether another account has the address is told to who reads its mails, and nobody else.
        let request = try await services.confirmations.ask(
            for: address, by: viewer, now: now
        ) { account in
            guard services.mailing != nil else { return [] }
            let old = account.isEmailVerified ? [account.email] : []
            return [services.newMail(.confirmation, to: address.text, of: viewer, now: now)]
                + old.map { services.newMail(.changeAsked, to: $0, of: viewer, now: now) }
        }
        context.forget()
        switch request {
        case .sent: services.ringForMail()
        case .needless: break
        case .tooMany(let seconds): throw UserError<Code>(tooManyMails: seconds, context.limits)
        }
        return Viewer(id: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<EmailChange>) {
        payload.field(\.viewer) { $0.output }
    }
}
