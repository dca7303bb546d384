/// One of the payloads that follow an incremental response, while it is put together.
///
/// ```
/// {"pending":[{"id":"1","path":[],"label":"a"}],
///  "incremental":[{"id":"0","subPath":[],"data":{},"errors":[]}, {"id":"2","items":[]}],
///  "completed":[{"id":"0","errors":[]}],"hasNext":true}
/// ```
/// https://github.com/graphql/graphql-spec/pull/1110
struct Payload: ~Copyable {
    private var pending = JSONWriter()
    private var incremental = JSONWriter()
    private var completed = JSONWriter()

    var isEmpty: Bool { pending.count + incremental.count + completed.count == 0 }

    mutating func announce(_ id: Int, _ path: [PathElement], _ label: String?) {
        pending.raw(pending.count == 0 ? "{" : ",{")
        pending.id(id)
        pending.raw(",\"path\":")
        pending.path(path[...])
        if let label {
            pending.raw(",\"label\":")
            pending.string(label)
        }
        pending.byte(UInt8(ascii: "}"))
    }

    /// Adds the fields of a deferred fragment.
    mutating func add(_ value: WrittenValue, to id: Int, subPath: ArraySlice<PathElement>) {
        incremental.raw(incremental.count == 0 ? "{" : ",{")
        incremental.id(id)
        if !subPath.isEmpty {
            incremental.raw(",\"subPath\":")
            incremental.path(subPath)
        }
        incremental.raw(",\"data\":")
        finish(value)
    }

    /// Adds items of a streamed list.
    mutating func add(items value: WrittenValue, to id: Int) {
        incremental.raw(incremental.count == 0 ? "{" : ",{")
        incremental.id(id)
        incremental.raw(",\"items\":")
        finish(value)
    }

    private mutating func finish(_ value: WrittenValue) {
        incremental.raw(value.json)
        if !value.errors.isEmpty {
            incremental.raw(",\"errors\":")
            incremental.errors(value.errors)
        }
        incremental.byte(UInt8(ascii: "}"))
    }

    /// - Parameter error: why nothing (more) of it comes.
    mutating func complete(_ id: Int?, _ error: GraphQLError?) {
        guard let id else { return }
        completed.raw(completed.count == 0 ? "{" : ",{")
        completed.id(id)
        if let error {
            completed.raw(",\"errors\":")
            completed.errors([error])
        }
        completed.byte(UInt8(ascii: "}"))
    }

    /// The payload as JSON.
    func bytes(hasNext: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: incremental.count + pending.count + completed.count + 64)
        json.byte(UInt8(ascii: "{"))
        json.member("\"pending\":[", pending)
        json.member("\"incremental\":[", incremental)
        json.member("\"completed\":[", completed)
        json.raw("\"hasNext\":")
        json.boolean(hasNext)
        json.byte(UInt8(ascii: "}"))
        return json.bytes
    }

    /// Adds what it announces to a response that has begun, if anything.
    func writePending(to json: inout JSONWriter) {
        guard pending.count > 0 else { return }
        json.raw(",\"pending\":[")
        pending.append(to: &json, from: 0)
        json.raw("],\"hasNext\":true")
    }
}

extension JSONWriter {
    fileprivate mutating func id(_ id: Int) {
        raw("\"id\":\"")
        int(id)
        byte(UInt8(ascii: "\""))
    }

    fileprivate mutating func path(_ path: ArraySlice<PathElement>) {
        let elements = path.map { element -> InputValue in
            switch element {
            case .name(let name): .string(name)
            case .index(let index): .int(index)
            }
        }
        value(.list(elements))
    }

    fileprivate mutating func member(_ head: StaticString, _ list: borrowing JSONWriter) {
        guard list.count > 0 else { return }
        raw(head)
        list.append(to: &self, from: 0)
        raw("],")
    }
}
