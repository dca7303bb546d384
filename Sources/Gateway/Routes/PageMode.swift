import struct GraphQL.InputField
import enum GraphQL.InputValue
import struct GraphQL.JSONWriter

/// What the page asks its server for at `/mode.json`, so that it offers what there is.
package struct PageMode: Sendable, Equatable {
    /// The sample world, where it is all there is to be seen.
    package struct Demo: Sendable, Equatable {
        /// Usernames, the first of which the examples ask about.
        package var accounts: [String]
        /// Of all of them.
        package var password: String

        package init(accounts: [String], password: String) {
            self.accounts = accounts
            self.password = password
        }
    }

    /// Nil on a server for people who have accounts of their own.
    package var demo: Demo?
    /// Whether the schema may be asked for.
    package var allowsIntrospection = true

    package init() {}

    var json: [UInt8] {
        let demo = demo.map { demo -> InputValue in
            .object([
                InputField(name: "accounts", value: .list(demo.accounts.map { .string($0) })),
                InputField(name: "password", value: .string(demo.password)),
            ])
        }
        var json = JSONWriter(capacity: 256)
        json.value(
            .object([
                InputField(name: "demo", value: demo ?? .null),
                InputField(name: "introspection", value: .boolean(allowsIntrospection)),
            ]))
        return json.bytes
    }
}
