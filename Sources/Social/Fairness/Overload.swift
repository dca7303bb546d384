/// Something that many want at once has no place left for one more, and nothing was begun. The
/// server says so and when to come again; it is no fault to log.
package struct Overload: Error {
    package init() {}
}
