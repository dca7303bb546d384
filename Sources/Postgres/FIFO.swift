/// First in, first out, in constant time on average.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty, let element = elements[head] else { return nil }
        elements[head] = nil
        head += 1
        // Moving the rest down is paid for by the elements that have left since the last time.
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64 && head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Takes out the elements that fit, keeping the order of the others.
    mutating func removeAll(where fits: (Element) -> Bool) -> [Element] {
        var removed: [Element] = []
        var kept: [Element?] = []
        for case let element? in elements[head...] {
            if fits(element) { removed.append(element) } else { kept.append(element) }
        }
        elements = kept
        head = 0
        return removed
    }

    /// Takes out the first element that fits.
    mutating func removeFirst(where fits: (Element) -> Bool) -> Element? {
        for index in head..<elements.count {
            if let element = elements[index], fits(element) {
                elements.remove(at: index)
                return element
            }
        }
        return nil
    }
}
