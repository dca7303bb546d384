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
        let weighed = try map(cvips_premultiply).map { cvips_cast($0, $1, VIPS_FORMAT_UCHAR, 0) }
        return try scaled(weighed).map(cvips_unpremultiply)
            .map { cvips_cast($0, $1, VIPS_FORMAT_UCHAR, 0) }
    }

    /// In sRGB, whatever the colour space and profile; alpha stays.
    ///
    /// A profile that says it is sRGB is believed. A broken one is ignored, as browsers do.
    func inSRGB() throws(MediaError) -> Picture {
        let profile = self.profile
        let isCMYK = interpretation == VIPS_INTERPRETATION_CMYK
        if isCMYK || profile.map({ !ColourProfile.isSRGB($0) }) == true {
            if let converted = try? converted(to: "srgb", assuming: isCMYK ? "cmyk" : "srgb") {
                return converted
            }
        }
        return try map { cvips_colourspace($0, $1, VIPS_INTERPRETATION_sRGB) }
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

/// What we need to know of ICC profiles (ICC.1:2022, section 7.2).
enum ColourProfile {
    /// The profile of nearly every camera that embeds one, by the name it carries. Converting from
    /// it would change nothing and cost as much as two decodes.
    static func isSRGB(_ profile: [UInt8]) -> Bool {
        let name = Array("sRGB IEC61966-2.1".utf8)
        return isRGB(profile)
            && (profile.firstRange(of: name) != nil
                || profile.firstRange(of: name.flatMap { [0, $0] }) != nil)
    }

    /// Whether its colours are red, green and blue.
    static func isRGB(_ profile: [UInt8]) -> Bool { profile.has("RGB ", at: 16) }
}
