import Testing

@testable import Postgres

@Suite struct `The address of a database` {
    private func sentence(_ address: String) -> String {
        do {
            let database = try Database(url: address)
            var text = ""
            dump(database.configuration, to: &text)
            return text + "\(database.configuration)"
        } catch {
            return error.description
        }
    }

    /// Right ones and mistaken ones, in which the password may be anywhere.
    @Test(arguments: [
        "postgres://user:hunter2secret@host/db",
        "postgres://user:hunter2secret@host:5432,other/db?sslmode=disable",
        "postgres://user:hunter2secret@host:port/db",
        "postgres://user:hunter2secret/x@host/db",
        "postgres://user:hunter2secret@x@host/db",
        "postgres://user:x@hunter2secret@host/db",
        "postgres://user:hunter2secret%zz@host/db",
        "postgres://user:%zzhunter2secret@host/db",
        "postgres://user:hunter2secret@[host/db",
        "postgres://user:hunter2secret?x=@host/db",
        "postgres://user:hunter2 hunter2secret@host/db?nosuch=1",
        "postgres://user@host/db?password=hunter2secret&nosuch=1",
        "postgres://user@host/db?password=%zzhunter2secret",
        "postgres://user@host/db?sslpassword=hunter2secret&nosuch=1",
        "host=h password=hunter2secret nosuch=1", "host=h password=a hunter2secret",
        "password='hunter2secret", "PASSWORD = hunter2secret", "password=hunter2secret'",
        "nosuch://user:hunter2secret@host", "postgres//user:hunter2secret@host",
        "postgres:/user:hunter2secret@host", "user:hunter2secret@host",
        // The host forgotten.
        "postgres://user:hunter2secret/db", "postgres://user:hunter2secret",
        "postgres://user:hunter2secret?sslmode=disable", "postgresql://user:1,hunter2secret/db",
        "postgres://user:hunter2secret:5432/db", "postgres://user:hunter2secret,other:5432/db",
        "postgres://user:hunter2s%65cret/db", "postgres://[::1]:hunter2secret/db",
        "postgres://[user:hunter2secret/db", "postgres//user:hunter2secret/db",
        "postgres:/user:hunter2secret/db", "postgres:user:hunter2secret/db",
        "user:hunter2secret/db", "user:hunter2secret",
    ])
    func `is shown without its password`(_ address: String) {
        let sentence = sentence(address)
        #expect(!sentence.contains("hunter2secret"), "\(sentence)")
        #expect(sentence.contains("***"), "\(sentence)")
    }

    @Test func `is shown with all else`() {
        #expect(
            AddressRedaction("postgres://me:x@h:1/d?a=b").shown == "postgres://me:***@h:1/d?a=b")
        #expect(AddressRedaction("postgres://me@h/d").shown == "postgres://me@h/d")
        #expect(AddressRedaction("postgres:///d?host=/tmp").shown == "postgres:///d?host=/tmp")
        #expect(AddressRedaction("host=h dbname=d").shown == "host=h dbname=d")
        #expect(AddressRedaction("host=h password=x y").shown == "host=h password=***")
        #expect(AddressRedaction("").shown == "")
        for whole in [
            "postgres://h:5432/d", "postgres://h:/d", "postgres://h:5432,:5433/d",
            "postgres://h:5432,other.example:5433/d?sslmode=disable", "postgres://[::1]/d",
            "postgres://[::1]:5432/d", "postgres://h/d?application_name=a:b", "host=::1 dbname=d",
        ] {
            #expect(AddressRedaction(whole).shown == whole)
        }
        #expect(AddressRedaction("postgres://me:secret/d?a=b").shown == "postgres://me:***/d?a=b")
        #expect(
            AddressRedaction("postgres://me:secret@h").clean("no host \"me\" in \"cre\"")
                == "no host \"me\" in \"***\"")
        #expect(
            sentence("postgres://me:secret@h/d?nosuch=1")
                == "invalidRequest: the address of the database, postgres://me:***@h/d?nosuch=1, is "
                + "wrong: invalid URI query parameter: \"nosuch\"")
    }

    /// Parts of a password that libpq takes for a host or a port are in what it says.
    @Test(arguments: [
        "postgres://user:pw@hunter2secret@127.0.0.1:1/db",
        "postgres://user:hunter2secret/x@127.0.0.1:1/db",
        "postgres://user:hunter2secret/db", "postgres://user:hunter2s%65cret/db",
    ])
    func `is not told by the failure to connect`(_ address: String) async throws {
        do {
            let database = try Database(url: address)
            try await database.ping()
            Issue.record("connected")
        } catch {
            #expect(!"\(error)".contains("hunter2secret"), "\(error)")
        }
    }
}
