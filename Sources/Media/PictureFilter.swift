/// Looks that a photo can be given. The original is kept without.
package enum PictureFilter: String, CaseIterable, Sendable {
    /// Black and white.
    case mono
    /// Black and white with deep shadows.
    case noir
    /// Brown, as early prints are.
    case sepia
    /// Faded colours with a yellow cast and dark corners.
    case vintage
    /// Little contrast and lifted shadows.
    case fade
    /// Towards orange.
    case warm
    /// Towards blue.
    case cool
    /// Stronger colours.
    case vivid
    /// More contrast and sharper edges.
    case crisp
    /// Violet shadows and pink lights.
    case dusk

    /// How it is made.
    var recipe: FilterRecipe {
        switch self {
        case .mono: FilterRecipe(colours: .saturation(0))
        case .noir: FilterRecipe(colours: .saturation(0), tones: [.contrast(1.5, around: 0.6)])
        case .sepia: FilterRecipe(colours: .sepia)
        case .vintage:
            FilterRecipe(
                colours: .saturation(0.6).scaled(red: 1.06, green: 1, blue: 0.82),
                tones: [.between(0.06, 0.96)], cornerShade: 0.45)
        case .fade: FilterRecipe(colours: .saturation(0.85), tones: [.between(0.14, 0.92)])
        case .warm: FilterRecipe(colours: .identity.scaled(red: 1.08, green: 1, blue: 0.86))
        case .cool: FilterRecipe(colours: .identity.scaled(red: 0.88, green: 1, blue: 1.1))
        case .vivid: FilterRecipe(colours: .saturation(1.5))
        case .crisp: FilterRecipe(tones: [.contrast(1.2, around: 0.5)], sharpening: 2)
        case .dusk:
            FilterRecipe(
                colours: .saturation(0.75),
                tones: [.between(0.16, 1), .between(0.06, 0.88), .between(0.26, 0.94)])
        }
    }
}

/// The steps of a look, in this order: colours are mixed, tones moved, edges sharpened, corners shaded.
struct FilterRecipe: Sendable {
    var colours = ColourMatrix.identity
    /// Of red, green and blue, or one of all; none to leave them.
    var tones: [ToneCurve] = []
    /// Of edges; 0 for none.
    var sharpening = 0.0
    /// How much darker the corners are; 0 to 1.
    var cornerShade = 0.0
}

/// What red, green and blue of a pixel are mixed from, a row for each.
struct ColourMatrix: Sendable, Equatable {
    var rows: [[Double]]

    static let identity = ColourMatrix(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])

    /// The brown of early prints (Filter Effects Module Level 1, section 8.5, sepia of 1).
    static let sepia = ColourMatrix(
        rows: [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])

    /// Weights of luminance (ITU-R BT.709).
    private static let luminance = [0.2126, 0.7152, 0.0722]

    /// 0 leaves greys alone, 1 changes nothing, more makes colours stronger.
    static func saturation(_ amount: Double) -> ColourMatrix {
        ColourMatrix(
            rows: identity.rows.map { row in
                zip(row, luminance).map { amount * $0 + (1 - amount) * $1 }
            })
    }

    func scaled(red: Double, green: Double, blue: Double) -> ColourMatrix {
        ColourMatrix(rows: zip(rows, [red, green, blue]).map { row, by in row.map { $0 * by } })
    }
}

/// What becomes of each tone, as a straight line that ends at black and white.
struct ToneCurve: Sendable, Equatable {
    var slope: Double
    /// Of black, where white is 1.
    var offset: Double

    /// Steeper or flatter; the tone around which it turns stays.
    static func contrast(_ slope: Double, around tone: Double) -> ToneCurve {
        ToneCurve(slope: slope, offset: tone - slope * tone)
    }

    /// Black and white become these.
    static func between(_ black: Double, _ white: Double) -> ToneCurve {
        ToneCurve(slope: white - black, offset: black)
    }

    /// - Parameter tone: 0 to 255.
    func mapped(_ tone: Int) -> UInt8 {
        UInt8((Double(tone) * slope + 255 * offset).rounded().clamped(to: 0...255))
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
