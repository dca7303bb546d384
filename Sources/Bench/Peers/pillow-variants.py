"""Variants of a photograph by Pillow, in the way that costs least with it: one decode at the smallest scale
that JPEG offers (draft), turned upright once, then each size from the one above it."""

import io
import json
import sys
import time

import PIL
from PIL import Image, ImageOps


def variants(path, presets):
    """All presets, largest first, as JPEG and WebP; answers with their bytes together."""
    total = 0
    with Image.open(path) as photograph:
        largest = presets[0]
        turned = photograph.getexif().get(0x112, 1) >= 5
        box = (largest["width"], largest["height"])
        photograph.draft("RGB", box[::-1] if turned else box)
        picture = ImageOps.exif_transpose(photograph.convert("RGB"))
    for preset in presets:
        picture.thumbnail((preset["width"], preset["height"]), Image.Resampling.LANCZOS)
        for options in (
            {"format": "JPEG", "quality": preset["quality"]},
            {"format": "WEBP", "quality": preset["quality"], "method": preset["effort"]},
        ):
            file = io.BytesIO()
            picture.save(file, **options)
            total += file.tell()
    return total


def main():
    presets = json.loads(sys.stdin.readline())["presets"]
    print(f"Pillow {PIL.__version__}", flush=True)
    for line in sys.stdin:
        start = time.process_time()
        count = variants(line.rstrip("\n"), presets)
        # Milliseconds of the processor.
        print(f"{(time.process_time() - start) * 1e3:.3f}" if count else "-", flush=True)


main()
