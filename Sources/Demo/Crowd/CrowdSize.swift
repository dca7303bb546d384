/// How large a made-up world is.
package enum CrowdSize: String, Sendable, CaseIterable {
    case small = "S"
    case medium = "M"
    case large = "L"
    case extraLarge = "XL"

    package var accounts: Int {
        switch self {
        case .small: 1_000
        case .medium: 20_000
        case .large: 200_000
        case .extraLarge: 2_000_000
        }
    }
}
