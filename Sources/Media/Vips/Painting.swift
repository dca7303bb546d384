import CVips

/// What pictures that are made up need beyond what photos do.
extension Picture {
    /// The part that begins at a place. vips_extract_area
    package func cut(left: Int, top: Int, _ size: PixelSize) throws(MediaError) -> Picture {
        try map {
            cvips_extract_area(
                $0, $1, Int32(left), Int32(top), Int32(size.width), Int32(size.height))
        }
    }

    /// The tile again and again, until `size` is covered.
    ///
    /// libvips copies tile by tile, which for narrow ones means pixel by pixel; so it first gets
    /// a wide one, in memory. vips_replicate
    package func tiled(over size: PixelSize) throws(MediaError) -> Picture {
        var tile = self
        let wide = 64
        if tile.size.width < wide, tile.size.width < size.width {
            let copies = wide / tile.size.width
            tile = try tile.map { cvips_replicate($0, $1, Int32(copies), 1) }
                .computedWithMetadata()
        }
        let across = (size.width + tile.size.width - 1) / tile.size.width
        let down = (size.height + tile.size.height - 1) / tile.size.height
        return try tile.map { cvips_replicate($0, $1, Int32(across), Int32(down)) }
            .cut(left: 0, top: 0, size)
    }

    /// The difference to another, times `factor` and added to `offset`, as bytes. vips_subtract
    package func difference(
        to other: Picture, times factor: Double, plus offset: Double
    ) throws(MediaError) -> Picture {
        try map(other, cvips_subtract).map { cvips_linear_uchar($0, $1, factor, offset) }
    }

    /// Stretched to a size, evenly between its pixels. vips_resize
    package func stretched(to target: PixelSize) throws(MediaError) -> Picture {
        try map {
            cvips_resize(
                $0, $1, Double(target.width) / Double(size.width),
                Double(target.height) / Double(size.height), VIPS_KERNEL_LINEAR)
        }
    }

    /// Every pixel becomes a block of pixels. vips_zoom
    package func enlarged(by side: Int) throws(MediaError) -> Picture {
        try map { cvips_zoom($0, $1, Int32(side), Int32(side)) }
    }
}
