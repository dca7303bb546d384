import CVips

extension Picture {
    /// With another look. It must be in sRGB, in 8 bits and in memory; what is transparent stays so.
    func filtered(by filter: PictureFilter) throws(MediaError) -> Picture {
        let recipe = filter.recipe
        let alpha =
            hasAlpha ? try map { [bands] in cvips_extract_band($0, $1, Int32(bands - 1), 1) } : nil
        var picture = try inThreeBands()
        if recipe.colours != .identity { picture = try picture.mixed(by: recipe.colours) }
        if !recipe.tones.isEmpty { picture = try picture.toned(by: recipe.tones) }
        if recipe.sharpening > 0 {
            picture = try picture.map { cvips_sharpen($0, $1, 0.8, recipe.sharpening) }
        }
        if recipe.cornerShade > 0 { picture = try picture.shaded(by: recipe.cornerShade) }
        if let alpha { picture = try picture.joined(with: [alpha]) }
        return try picture.map { cvips_copy_interpretation($0, $1, VIPS_INTERPRETATION_sRGB) }
            .computed()
    }

    /// Red, green and blue alone.
    private func inThreeBands() throws(MediaError) -> Picture {
        let colours = hasAlpha ? bands - 1 : bands
        let opaque =
            hasAlpha ? try map { cvips_extract_band($0, $1, 0, Int32(colours)) } : self
        if colours == 3 { return opaque }
        return try opaque.joined(with: [opaque, opaque])
            .map { cvips_copy_interpretation($0, $1, VIPS_INTERPRETATION_sRGB) }
    }

    /// Each colour from all three. vips_recomb
    private func mixed(by colours: ColourMatrix) throws(MediaError) -> Picture {
        let matrix = try colours.rows.flatMap(\.self).withPicture(width: 3, height: 3)
        return try map(matrix, cvips_recomb).map { cvips_linear_uchar($0, $1, 1, 0.5) }
    }

    /// Tones by a table, one of each colour or one of all. vips_maplut
    private func toned(by curves: [ToneCurve]) throws(MediaError) -> Picture {
        let entries = (0..<256).flatMap { tone in curves.map { $0.mapped(tone) } }
        let table = try Picture.over(
            HeapBytes(entries), size: PixelSize(width: 256, height: 1), bands: curves.count)
        return try map(table, cvips_maplut)
    }

    /// Darker towards the corners.
    private func shaded(by amount: Double) throws(MediaError) -> Picture {
        // Light falls off smoothly, so that a small mask says it all.
        let side = 64
        let mask = (0..<side * side).map { place -> UInt8 in
            let x = (Double(place % side) + 0.5) / Double(side) * 2 - 1
            let y = (Double(place / side) + 0.5) / Double(side) * 2 - 1
            let distance = (x * x + y * y) / 2
            return UInt8((255 * (1 - amount * distance * distance)).rounded())
        }
        let light = try Picture.over(
            HeapBytes(mask), size: PixelSize(width: side, height: side), bands: 1
        ).resized(to: size)
        return try map(light, cvips_multiply).map { cvips_linear_uchar($0, $1, 1.0 / 255, 0.5) }
    }
}

extension [Double] {
    /// As numbers of libvips, row by row. vips_image_new_matrix_from_array
    fileprivate func withPicture(width: Int, height: Int) throws(MediaError) -> Picture {
        guard
            let matrix = vips_image_new_matrix_from_array(
                Int32(width), Int32(height), self, Int32(count))
        else { throw .encodingFailed(detail: Vips.takeErrorText()) }
        return Picture(owning: matrix)
    }
}
