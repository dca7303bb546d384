import Testing

@testable import GraphQL

@Suite struct `A printed document` {
    @Test(arguments: [
        (KitchenSink.messyQuery, KitchenSink.printedQuery),
        (KitchenSink.messySchema, KitchenSink.printedSchema),
    ])
    func `holds everything, tidily`(messy: String, printed: String) throws {
        #expect(try printDocument(parse(Source(messy))) == printed)
    }

    @Test(arguments: [KitchenSink.printedQuery, KitchenSink.printedSchema])
    func `is printed as itself again`(printed: String) throws {
        #expect(try printDocument(parse(Source(printed))) == printed)
    }

    @Test(arguments: [
        ("query{a}", "{\n  a\n}"),
        ("query @d{a}", "query @d {\n  a\n}"),
        ("query($a:A){a}", "query ($a: A) {\n  a\n}"),
        ("\"d\" query{a}", "\"d\"\nquery {\n  a\n}"),
        ("{}", "{}"),
        ("{a{}}", "{\n  a {}\n}"),
        ("mutation{a}", "mutation {\n  a\n}"),
        ("subscription S{a}", "subscription S {\n  a\n}"),
        ("query($a:[A]=[1,2]@d){a}", "query ($a: [A] = [1, 2] @d) {\n  a\n}"),
        ("{a(b:{},c:[])}", "{\n  a(b: {  }, c: [])\n}"),
        ("{a}{b}", "{\n  a\n}\n\n{\n  b\n}"),
        ("{a @b(c:\"\"\"d\n e\"\"\")}", "{\n  a @b(c: \"\"\"\n  d\n  e\n  \"\"\")\n}"),
        ("scalar A query{a}", "scalar A\n\n{\n  a\n}"),
    ])
    func `is laid out`(source: String, printed: String) throws {
        #expect(try printDocument(parse(Source(source))) == printed)
    }

    /// The braces would be read as the fields of the type.
    @Test(arguments: [
        "type A", "interface A", "enum A", "input A", "extend type A @d", "extend schema @d",
    ])
    func `names the query behind a type without fields`(definition: String) throws {
        let printed = "\(definition)\n\nquery {\n  a\n}"
        #expect(try printDocument(parse(Source(printed))) == printed)
    }

    @Test func `breaks arguments beyond 80 columns`() throws {
        let value = String(repeating: "v", count: 70)
        #expect(
            try printDocument(parse(Source("{ field(a: \(value)) }")))
                == "{\n  field(a: \(value))\n}")
        #expect(
            try printDocument(parse(Source("{ field(a: \(value)vvv) }")))
                == "{\n  field(\n    a: \(value)vvv\n  )\n}")
        #expect(
            try printDocument(parse(Source("{ alias: field(a: \(value)) }")))
                == "{\n  alias: field(\n    a: \(value)\n  )\n}")
    }

    @Test func `breaks lists and objects beyond 80 columns`() throws {
        let value = String(repeating: "v", count: 76)
        func printed(_ text: String) throws -> String {
            try parseValue(Source(text)).printedValue(at: 0)
        }
        #expect(try printed("[\(value)vv]") == "[\(value)vv]")
        #expect(try printed("[\(value)vvv]") == "[\n  \(value)vvv\n]")
        #expect(try printed("{a:\(value.dropFirst(3))}") == "{ a: \(value.dropFirst(3)) }")
        #expect(try printed("{a:\(value)}") == "{\n  a: \(value)\n}")
        #expect(try printed("[[\(value)v]]") == "[\n  [\(value)v]\n]")
        #expect(
            try printed("[{a:[\(value)vvv]}]")
                == "[\n  {\n    a: [\n      \(value)vvv\n    ]\n  }\n]")
    }

    @Test func `counts columns in UTF-16 units`() throws {
        func printed(_ count: Int) throws -> String {
            let text = String(repeating: "😀", count: count)
            return try parseValue(Source("[\"\(text)\"]")).printedValue(at: 0)
        }
        #expect(try !printed(38).contains("\n"))
        #expect(try printed(39).contains("\n"))
    }

    @Test(arguments: [
        (
            #""\u0000\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u001f""#,
            #""\u0000\u0007\b\t\n\u000B\f\r\u001F""#
        ),
        (#""\u007f\u0080\u009f\u00a0\"\\\/""#, "\"\\u007F\\u0080\\u009F\u{A0}\\\"\\\\/\""),
        (#""é\u{1F600}""#, "\"é😀\""),
        ("\"\"\"a\"\"\"", "\"\"\"a\"\"\""),
        ("\"\"\"a\nb\"\"\"", "\"\"\"\na\nb\n\"\"\""),
        ("\"\"\"a\n  b\n c\"\"\"", "\"\"\"\na\n b\nc\n\"\"\""),
        ("\"\"\"  a\"\"\"", "\"\"\"  a\"\"\""),
        ("\"\"\"a\\\"\"\"\"\"\"", "\"\"\"\na\\\"\"\"\n\"\"\""),
        ("\"\"\"a\\\n\"\"\"", "\"\"\"\na\\\n\"\"\""),
        ("\"\"\"\n\"a\" \"b\"\n\"\"\"", "\"\"\"\n\"a\" \"b\"\n\"\"\""),
        ("\"\"\"\"\"\"", "\"\"\"\"\"\""),
    ])
    func `escapes strings`(source: String, printed: String) throws {
        #expect(try parseValue(Source(source)).printedValue(at: 0) == printed)
    }

    @Test func `gives long block strings lines of their own`() throws {
        let text = String(repeating: "x", count: 70)
        #expect(
            try parseValue(Source("\"\"\"\(text)\"\"\"")).printedValue(at: 0)
                == "\"\"\"\(text)\"\"\"")
        #expect(
            try parseValue(Source("\"\"\"\(text)x\"\"\"")).printedValue(at: 0)
                == "\"\"\"\n\(text)x\n\"\"\"")
    }
}
