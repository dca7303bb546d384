/// What a made-up picture shows.
package enum DemoTopic: String, Sendable, CaseIterable {
    case sea, mountains, desert, city, forest, night, abstract, food, flowers, architecture
}

/// The colours of one picture.
struct DemoPalette: Sendable {
    /// From the top of the sky, or of the background, downwards.
    let sky: Gradient
    /// The sun, the moon, or what shines.
    let light: Ink
    /// What is far away, nearly the colour of the air.
    let far: Ink
    /// What is near, and dark.
    let near: Ink
    /// A few that go with them.
    let accents: [Ink]

    init(sky: [UInt32], light: UInt32, far: UInt32, near: UInt32, accents: [UInt32]) {
        self.sky = Gradient(sky.map { Ink($0) })
        self.light = Ink(light)
        self.far = Ink(far)
        self.near = Ink(near)
        self.accents = accents.map { Ink($0) }
    }
}

extension DemoTopic {
    /// Several hours of the day, or moods, per topic.
    var palettes: [DemoPalette] {
        switch self {
        case .sea: Self.seas
        case .mountains: Self.ranges
        case .desert: Self.deserts
        case .city: Self.cities
        case .forest: Self.forests
        case .night: Self.nights
        case .abstract, .architecture: Self.plans
        case .food: Self.tables
        case .flowers: Self.gardens
        }
    }

    private static let seas = [
        DemoPalette(
            sky: [0x2B3A67, 0x7A5C8E, 0xE8836B, 0xFFC27A], light: 0xFFE9B8, far: 0x6B5B7E,
            near: 0x1B2340, accents: [0xF2A65A, 0xD9776A, 0x8E6C88]),
        DemoPalette(
            sky: [0x3E7CB1, 0x81B4D8, 0xCFE6F2, 0xF7EBD3], light: 0xFFFBE8, far: 0x7FA6BF,
            near: 0x1F4E68, accents: [0xFFFFFF, 0xBFE0EA, 0xE9D8A6]),
        DemoPalette(
            sky: [0x1D1E3A, 0x51315E, 0xB24C63, 0xF79256], light: 0xFFD6A0, far: 0x4D3B5E,
            near: 0x14142B, accents: [0xFBD1A2, 0xE56B6F, 0x6D597A]),
    ]
    private static let ranges = [
        DemoPalette(
            sky: [0x8FB8DE, 0xC9DDEE, 0xF6E8D5], light: 0xFFF6E0, far: 0xB4C6D9, near: 0x24384A,
            accents: [0xFFFFFF, 0xE3ECF4, 0x7D98B0]),
        DemoPalette(
            sky: [0x3C3F78, 0x9C6B98, 0xF0A58F, 0xFFD9B3], light: 0xFFEBCB, far: 0xC79AA6,
            near: 0x2A2140, accents: [0xFFE3CF, 0xE9B2A5, 0x7B5A7E]),
        DemoPalette(
            sky: [0x5C8374, 0xA7C4A0, 0xEAF0CE], light: 0xFFFDE7, far: 0xA9C2AE, near: 0x183A37,
            accents: [0xF4F7E1, 0xC8D8B0, 0x4F7763]),
    ]
    private static let deserts = [
        DemoPalette(
            sky: [0x74B3CE, 0xBFDBD6, 0xFBE3BC], light: 0xFFF7E0, far: 0xE9C08F, near: 0x9C4F2E,
            accents: [0xF3D29B, 0xD9904F, 0xC46D3B]),
        DemoPalette(
            sky: [0x5B2A6E, 0xC5486B, 0xF59A64, 0xFFD391], light: 0xFFF0C2, far: 0xD0776A,
            near: 0x4A1D3A, accents: [0xF7B27A, 0xB5445C, 0x7E2F56]),
    ]
    private static let cities = [
        DemoPalette(
            sky: [0x1B2A49, 0x465881, 0xB5838D, 0xF3C4A1], light: 0xFFE3A8, far: 0x6D7796,
            near: 0x10182B, accents: [0xFFD27D, 0xFFEDC2, 0xF5A65B]),
        DemoPalette(
            sky: [0x0E1428, 0x26315C, 0x5A4E8C], light: 0xFDF6D8, far: 0x3B4273, near: 0x0A0E1E,
            accents: [0xFFCF66, 0xFFF1C9, 0x8FD3FF]),
        DemoPalette(
            sky: [0x9DB7C9, 0xD5DFE4, 0xF4EBDD], light: 0xFFFDF5, far: 0xAFBDC8, near: 0x3A4A59,
            accents: [0xE8EEF2, 0xC9D6DF, 0xFFF3D6]),
    ]
    private static let forests = [
        DemoPalette(
            sky: [0xA8C5B5, 0xD5E3D4, 0xF3F1DF], light: 0xFFFCE8, far: 0xA5BFB0, near: 0x10261F,
            accents: [0xE3EBD2, 0xF6E7B4, 0x5F8A74]),
        DemoPalette(
            sky: [0x40566B, 0x8CA3AD, 0xD9DCD3], light: 0xF5F1E0, far: 0x91A5AC, near: 0x141F26,
            accents: [0xD7E0DF, 0xB8C5C4, 0x4E6670]),
        DemoPalette(
            sky: [0xE2A76F, 0xF2CC94, 0xFBEBC8], light: 0xFFF8E1, far: 0xDDAE78, near: 0x3B1F12,
            accents: [0xE07A3F, 0xF4B860, 0xA4451F]),
    ]
    private static let nights = [
        DemoPalette(
            sky: [0x070B1F, 0x101B3F, 0x23406B], light: 0xF5F1DC, far: 0x1D2F52, near: 0x04070F,
            accents: [0x55E6A5, 0x3FB8AF, 0x7F5AF0]),
        DemoPalette(
            sky: [0x0B0A1E, 0x2A1B47, 0x5C2F66], light: 0xFFF3DA, far: 0x332450, near: 0x07060F,
            accents: [0xC77DFF, 0x5E60CE, 0x48BFE3]),
    ]
    private static let plans = [
        DemoPalette(
            sky: [0xF4EBDD, 0xEADBC8], light: 0xFFFFFF, far: 0xE4C1A1, near: 0x2E3440,
            accents: [0xD1603D, 0x2A6F97, 0xE9B44C, 0x84A98C]),
        DemoPalette(
            sky: [0xDCEAF2, 0xF7F3E9], light: 0xFFFFFF, far: 0xB9D1DC, near: 0x22333B,
            accents: [0xEF6F6C, 0x465775, 0xF2C078, 0x56A3A6]),
        DemoPalette(
            sky: [0xF8D9CF, 0xF2B5A7], light: 0xFFF4EC, far: 0xE79E91, near: 0x3D2C4A,
            accents: [0x7A4E7E, 0xF4A259, 0x2F9C95, 0xF9E7C4]),
    ]
    private static let tables = [
        DemoPalette(
            sky: [0xC9A27E, 0xB68A63], light: 0xFBF7F0, far: 0xE9E2D6, near: 0x4A2F1D,
            accents: [0xD9472B, 0x6A994E, 0xF2C14E, 0xF6E7CB, 0x8F2D56]),
        DemoPalette(
            sky: [0x58686E, 0x3C494E], light: 0xF4F1EA, far: 0xDAD7CF, near: 0x1E2529,
            accents: [0xE76F51, 0xA7C957, 0xF4D58D, 0xFFF3E0, 0x9C6644]),
        DemoPalette(
            sky: [0xF1E9E2, 0xE2D5C8], light: 0xFFFFFF, far: 0xF3EEE8, near: 0x6B4F3F,
            accents: [0xB5651D, 0xE9C46A, 0x90A955, 0xF28482, 0x5C3D2E]),
    ]
    private static let gardens = [
        DemoPalette(
            sky: [0x6FA287, 0x3F6B57], light: 0xFFF3C4, far: 0x8DB596, near: 0x1E3B30,
            accents: [0xF28CA6, 0xF7C8D5, 0xE4577F, 0xFFE9A8]),
        DemoPalette(
            sky: [0xB8D0B0, 0x7FA37C], light: 0xFFF9DB, far: 0xA9C6A0, near: 0x2F4A34,
            accents: [0xFFFFFF, 0xF2EFE4, 0xE9E3C8, 0xF4C430]),
        DemoPalette(
            sky: [0x55507E, 0x2E2B4F], light: 0xFFE9C9, far: 0x7A73A8, near: 0x1A1830,
            accents: [0xC4A1FF, 0x8F6BE8, 0xF3D9FA, 0xFFD166]),
    ]
}
