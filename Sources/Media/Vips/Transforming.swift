import CVips

extension Picture {
    /// 16 bits a band become 8.
    func inEightBits() throws(MediaError) -> Picture {
        guard isDeep else { return self }
        let cast = try map { cvips_cast($0, $1, VIPS_FORMAT_UCHAR, 1) }
        let narrow =
            interpretation == VIPS_INTERPRETATION_GREY16
            ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB
        return try cast.map { cvips_copy_interpretation($0, $1, narrow) }
    }

    /// Scaled to exactly `target`, with Lanczos' filter.
    ///
    /// Colours are weighed by their opacity, so that what hides behind transparent pixels does not
    /// bleed into the edges.
    func resized(to target: PixelSize) throws(MediaError) -> Picture {
        guard size != target else { return self }
        let horizontal = Double(target.width) / Double(size.width)
        let vertical = Double(target.height) / Double(size.height)
        func scaled(_ picture: Picture) throws(MediaError) -> Picture {
            try picture.map { cvips_resize($0, $1, horizontal, vertical, VIPS_KERNEL_LANCZOS3) }
        }
        guard hasAlpha else { return try scaled(self) }
        // In fractions: in 8 bits a colour that is hardly seen would be one of a few.
        return try scaled(map(cvips_premultiply)).map(cvips_unpremultiply)
            .map { cvips_cast($0, $1, VIPS_FORMAT_UCHAR, 0) }
    }

    /// In sRGB, whatever the colour space and profile; alpha stays.
    ///
    /// A profile that is broken or about other pixels is ignored, and inks without one are mixed by
    /// the plain formula: both as browsers do. One that is longer than `profileBytesMax` is ignored, too:
    /// that of a PNG has been unpacked only now.
    func inSRGB(profileBytesMax: Int) throws(MediaError) -> Picture {
        let isCMYK = interpretation == VIPS_INTERPRETATION_CMYK
        if let profile = fittingProfile(bytesMax: profileBytesMax) {
            if !isCMYK, profile.isSRGB { return self }
            if let converted = try? converted(to: "srgb", assuming: isCMYK ? "cmyk" : "srgb") {
                return converted
            }
        }
        let bare = try withoutProfile()
        return isCMYK
            ? try bare.mixedInks()
            : try bare.map { cvips_colourspace($0, $1, VIPS_INTERPRETATION_sRGB) }
    }

    private func fittingProfile(bytesMax: Int) -> ColourProfile? {
        guard let bytes = profile, bytes.count <= bytesMax, let profile = ColourProfile(bytes)
        else {
            return nil
        }
        return profile.fits(bands: bands - (hasAlpha ? 1 : 0)) ? profile : nil
    }

    /// Red is what cyan and black let through, and so on.
    private func mixedInks() throws(MediaError) -> Picture {
        let light = try map(cvips_invert)
        let black = try light.map { cvips_extract_band($0, $1, 3, 1) }
        return try light.map { cvips_extract_band($0, $1, 0, 3) }
            .map(black, cvips_multiply)
            .map { cvips_linear_uchar($0, $1, 1.0 / 255, 0) }
            .map { cvips_copy_interpretation($0, $1, VIPS_INTERPRETATION_sRGB) }
    }

    /// The first rows. vips_extract_area
    func top(rows: Int) throws(MediaError) -> Picture {
        let width = Int32(size.width)
        return try map { cvips_extract_area($0, $1, 0, 0, width, Int32(rows)) }
    }

    /// In the colours of a profile that is built into libvips, and carrying it.
    ///
    /// - Parameter source: such a profile too, for a picture that carries none.
    func converted(to profile: String, assuming source: String) throws(MediaError) -> Picture {
        try map { cvips_icc_transform($0, $1, profile, source) }
    }

    /// The same picture without a colour profile. vips_image_remove
    func withoutProfile() throws(MediaError) -> Picture {
        let copy = try map { cvips_copy_interpretation($0, $1, vips_image_get_interpretation($0)) }
        vips_image_remove(copy.image, "icc-profile-data")
        return copy
    }

    /// Turned and mirrored as its EXIF orientation asks (EXIF 2.32, tag 274). The pixels must be
    /// in memory: a decoder cannot run backwards.
    package func upright(from orientation: Int) throws(MediaError) -> Picture {
        func turn(_ angle: VipsAngle) throws(MediaError) -> Picture {
            try map { cvips_rot($0, $1, angle) }
        }
        func mirror(_ direction: VipsDirection) -> (Image, Output) -> Int32 {
            { cvips_flip($0, $1, direction) }
        }
        return switch orientation {
        case 2: try map(mirror(VIPS_DIRECTION_HORIZONTAL))
        case 3: try turn(VIPS_ANGLE_D180)
        case 4: try map(mirror(VIPS_DIRECTION_VERTICAL))
        case 5: try turn(VIPS_ANGLE_D90).map(mirror(VIPS_DIRECTION_HORIZONTAL))
        case 6: try turn(VIPS_ANGLE_D90)
        case 7: try turn(VIPS_ANGLE_D90).map(mirror(VIPS_DIRECTION_VERTICAL))
        case 8: try turn(VIPS_ANGLE_D270)
        default: self
        }
    }

    /// Laid on white where it is transparent.
    func flattened() throws(MediaError) -> Picture {
        hasAlpha ? try map(cvips_flatten_white) : self
    }
}
