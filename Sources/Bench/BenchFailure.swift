/// Why nothing could be measured: one sentence for the person at the terminal.
package struct BenchFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ sentence: String) { description = sentence }
}
