/// libvips for Swift.
///
/// Every libvips operation is a C function with a variable number of arguments, which Swift cannot
/// call. Each wrapper below fixes the arguments that Media uses and adds nothing else; whatever
/// libvips offers with fixed arguments is called from Swift directly.
#pragma once

#include <vips/vips.h>

// Loaders. Named ones only: the generic loaders first run the sniffers of every format, and one of
// those loops for ever on 185 bytes of SVG (libvips before 8.17.3). Decoding is sequential and
// stops at the first error in the data.

/// vips_jpegload_buffer is variadic. `shrink` is 1, 2, 4 or 8.
static inline int cvips_jpegload_buffer(
    const void *bytes, size_t count, VipsImage **out, int shrink, VipsFailOn failing) {
    return vips_jpegload_buffer(
        (void *)bytes, count, out, "shrink", shrink, "access", VIPS_ACCESS_SEQUENTIAL,
        "fail_on", failing, NULL);
}

/// vips_pngload_buffer is variadic.
static inline int cvips_pngload_buffer(const void *bytes, size_t count, VipsImage **out) {
    return vips_pngload_buffer(
        (void *)bytes, count, out, "access", VIPS_ACCESS_SEQUENTIAL,
        "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

/// vips_webpload_buffer is variadic. Loads the first frame; `scale` is at most 1.
static inline int cvips_webpload_buffer(
    const void *bytes, size_t count, VipsImage **out, double scale) {
    return vips_webpload_buffer(
        (void *)bytes, count, out, "scale", scale, "page", 0, "n", 1,
        "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

/// vips_gifload_buffer is variadic. Loads the first frame.
static inline int cvips_gifload_buffer(const void *bytes, size_t count, VipsImage **out) {
    return vips_gifload_buffer(
        (void *)bytes, count, out, "page", 0, "n", 1, "access", VIPS_ACCESS_SEQUENTIAL,
        "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

/// vips_thumbnail_buffer is variadic. The plain way to make one variant: the benchmark's rival.
static inline int cvips_thumbnail_buffer(
    const void *bytes, size_t count, VipsImage **out, int width, int height) {
    return vips_thumbnail_buffer(
        (void *)bytes, count, out, width, "height", height, "size", VIPS_SIZE_DOWN, NULL);
}

// Savers. The bytes they return are released with g_free.

/// vips_jpegsave_buffer is variadic.
static inline int cvips_jpegsave_buffer(
    VipsImage *in, void **bytes, size_t *count, int quality, VipsForeignSubsample subsampling,
    gboolean progressive, gboolean strip) {
    return vips_jpegsave_buffer(
        in, bytes, count, "Q", quality, "subsample_mode", subsampling, "interlace", progressive,
        "strip", strip, NULL);
}

/// vips_webpsave_buffer is variadic. `sharp` keeps more of the colour of thin strokes.
/// Before libvips 8.14.2 there is no way to leave metadata out.
static inline int cvips_webpsave_buffer(
    VipsImage *in, void **bytes, size_t *count, int quality, int effort, gboolean lossless,
    gboolean sharp) {
    return vips_webpsave_buffer(
        in, bytes, count, "Q", quality, "effort", effort, "lossless", lossless,
        "smart_subsample", sharp, NULL);
}

/// vips_pngsave_buffer is variadic.
static inline int cvips_pngsave_buffer(
    VipsImage *in, void **bytes, size_t *count, int compression, gboolean interlaced) {
    return vips_pngsave_buffer(
        in, bytes, count, "compression", compression, "interlace", interlaced, NULL);
}

// Geometry.

/// vips_resize is variadic. Two scales, so that both sides come out as computed.
static inline int cvips_resize(
    VipsImage *in, VipsImage **out, double horizontal, double vertical, VipsKernel kernel) {
    return vips_resize(in, out, horizontal, "vscale", vertical, "kernel", kernel, NULL);
}

/// vips_rot is variadic.
static inline int cvips_rot(VipsImage *in, VipsImage **out, VipsAngle angle) {
    return vips_rot(in, out, angle, NULL);
}

/// vips_flip is variadic.
static inline int cvips_flip(VipsImage *in, VipsImage **out, VipsDirection direction) {
    return vips_flip(in, out, direction, NULL);
}

/// vips_extract_area is variadic.
static inline int cvips_extract_area(
    VipsImage *in, VipsImage **out, int left, int top, int width, int height) {
    return vips_extract_area(in, out, left, top, width, height, NULL);
}

/// vips_embed is variadic. What is around the image becomes zeros.
static inline int cvips_embed(
    VipsImage *in, VipsImage **out, int left, int top, int width, int height) {
    return vips_embed(in, out, left, top, width, height, NULL);
}

/// vips_zoom is variadic. Every pixel becomes a block of pixels.
static inline int cvips_zoom(VipsImage *in, VipsImage **out, int horizontal, int vertical) {
    return vips_zoom(in, out, horizontal, vertical, NULL);
}

/// vips_replicate is variadic.
static inline int cvips_replicate(VipsImage *in, VipsImage **out, int across, int down) {
    return vips_replicate(in, out, across, down, NULL);
}

// Colour and bands.

/// vips_icc_transform is variadic. `profile` and `fallback` name profiles built into libvips;
/// the profile inside the image comes first.
static inline int cvips_icc_transform(
    VipsImage *in, VipsImage **out, const char *profile, const char *fallback) {
    return vips_icc_transform(
        in, out, profile, "embedded", TRUE, "input_profile", fallback, "depth", 8,
        "intent", VIPS_INTENT_PERCEPTUAL, NULL);
}

/// vips_colourspace is variadic.
static inline int cvips_colourspace(
    VipsImage *in, VipsImage **out, VipsInterpretation space) {
    return vips_colourspace(in, out, space, NULL);
}

/// vips_cast is variadic. With `shift`, 16 bits become 8 by dropping the low byte.
static inline int cvips_cast(
    VipsImage *in, VipsImage **out, VipsBandFormat format, gboolean shift) {
    return vips_cast(in, out, format, "shift", shift, NULL);
}

/// vips_copy is variadic. Says anew what the bands of an image mean.
static inline int cvips_copy_interpretation(
    VipsImage *in, VipsImage **out, VipsInterpretation interpretation) {
    return vips_copy(in, out, "interpretation", interpretation, NULL);
}

/// vips_flatten is variadic. Lays the image on white.
static inline int cvips_flatten_white(VipsImage *in, VipsImage **out) {
    VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
    int result = vips_flatten(in, out, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    return result;
}

/// vips_addalpha is variadic. The new band is opaque.
static inline int cvips_addalpha(VipsImage *in, VipsImage **out) {
    return vips_addalpha(in, out, NULL);
}

/// vips_invert is variadic.
static inline int cvips_invert(VipsImage *in, VipsImage **out) {
    return vips_invert(in, out, NULL);
}

/// vips_extract_band is variadic.
static inline int cvips_extract_band(VipsImage *in, VipsImage **out, int band, int count) {
    return vips_extract_band(in, out, band, "n", count, NULL);
}

/// vips_multiply is variadic. One band is multiplied with all of the other image.
static inline int cvips_multiply(VipsImage *left, VipsImage *right, VipsImage **out) {
    return vips_multiply(left, right, out, NULL);
}

/// vips_recomb is variadic. Each band becomes a sum of all, by the rows of a matrix; floating point.
static inline int cvips_recomb(VipsImage *in, VipsImage *matrix, VipsImage **out) {
    return vips_recomb(in, out, matrix, NULL);
}

/// vips_maplut is variadic. Every value becomes the one that stands in its place of the table.
static inline int cvips_maplut(VipsImage *in, VipsImage *table, VipsImage **out) {
    return vips_maplut(in, out, table, NULL);
}

/// vips_sharpen is variadic. Lightness alone is sharpened.
static inline int cvips_sharpen(VipsImage *in, VipsImage **out, double radius, double amount) {
    return vips_sharpen(in, out, "sigma", radius, "m2", amount, NULL);
}

/// vips_premultiply is variadic.
static inline int cvips_premultiply(VipsImage *in, VipsImage **out) {
    return vips_premultiply(in, out, NULL);
}

/// vips_unpremultiply is variadic.
static inline int cvips_unpremultiply(VipsImage *in, VipsImage **out) {
    return vips_unpremultiply(in, out, NULL);
}

// Arithmetic and painting, for pictures that are made up.

/// vips_linear is variadic. One factor and one offset for all bands; 8-bit result.
static inline int cvips_linear_uchar(
    VipsImage *in, VipsImage **out, double factor, double offset) {
    return vips_linear(in, out, &factor, &offset, 1, "uchar", TRUE, NULL);
}

/// vips_add is variadic.
static inline int cvips_add(VipsImage *left, VipsImage *right, VipsImage **out) {
    return vips_add(left, right, out, NULL);
}

/// vips_subtract is variadic.
static inline int cvips_subtract(VipsImage *left, VipsImage *right, VipsImage **out) {
    return vips_subtract(left, right, out, NULL);
}

/// vips_ifthenelse is variadic. An 8-bit condition blends the two.
static inline int cvips_blend(
    VipsImage *mask, VipsImage *above, VipsImage *below, VipsImage **out) {
    return vips_ifthenelse(mask, above, below, out, "blend", TRUE, NULL);
}

/// vips_gaussnoise is variadic.
static inline int cvips_gaussnoise(
    VipsImage **out, int width, int height, double mean, double sigma, int seed) {
    return vips_gaussnoise(
        out, width, height, "mean", mean, "sigma", sigma, "seed", seed, NULL);
}

/// vips_bandjoin is variadic.
static inline int cvips_bandjoin(VipsImage **in, VipsImage **out, int count) {
    return vips_bandjoin(in, out, count, NULL);
}

/// vips_draw_image is variadic. Copies an image into a memory image.
static inline int cvips_draw_image(VipsImage *image, VipsImage *sub, int left, int top) {
    return vips_draw_image(image, sub, left, top, NULL);
}

/// vips_draw_mask is variadic. Paints one ink through a mask into a memory image.
static inline int cvips_draw_mask(
    VipsImage *image, const double *ink, int bands, VipsImage *mask, int left, int top) {
    return vips_draw_mask(image, (double *)ink, bands, mask, left, top, NULL);
}
