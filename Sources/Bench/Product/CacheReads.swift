import Gateway
import GraphQL

/// What gateways have asked memcached, by class of key, as `GET /ready` tells it.
struct CacheReads: Sendable {
    struct Class: Sendable {
        let name: String
        var hits = 0
        var misses = 0

        /// 1 where nothing was asked.
        var rate: Double { hits + misses == 0 ? 1 : Double(hits) / Double(hits + misses) }
    }

    var classes: [Class]

    /// All classes together.
    var rate: Double {
        let all = classes.reduce(into: Class(name: "")) {
            $0.hits += $1.hits
            $0.misses += $1.misses
        }
        return all.rate
    }

    /// Asks gateways, each over a connection of its own. Blocks.
    init(ports: [Int]) throws(BenchFailure) {
        classes = [Class(name: "Objects"), Class(name: "Lists"), Class(name: "Names")]
        for port in ports {
            let body = try BenchConnection(port: port).exchange(benchRequest("GET", "/ready"))
            guard let metrics = try? readJSON(Array(body)) else {
                throw BenchFailure("GET /ready cannot be read.")
            }
            for index in classes.indices {
                func number(_ what: String) throws(BenchFailure) -> Int {
                    let name = "cache\(classes[index].name)\(what)"
                    guard case .int(let number)? = metrics[name] else {
                        throw BenchFailure("GET /ready lacks \(name).")
                    }
                    return number
                }
                classes[index].hits += try number("Hit")
                classes[index].misses += try number("Missed")
            }
        }
    }

    /// What came after an earlier look at the same gateways.
    func since(_ earlier: CacheReads) -> CacheReads {
        var reads = self
        for index in classes.indices {
            reads.classes[index].hits -= earlier.classes[index].hits
            reads.classes[index].misses -= earlier.classes[index].misses
        }
        return reads
    }
}
