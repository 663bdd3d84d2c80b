"""Reads one picture from stdin in a process of its own, and writes it anew to stdout: its dots, and nothing else of it.

Run within limits by core.confined; nothing of Grunnmur is imported. What else a picture holds (where it was taken, by
what, small copies of itself, other files behind its end) is not carried over.
"""

import json
import sys
from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
QUALITY = 88  # of JPEG: no difference is seen on screen or paper


def main(most_dots: int, longest_side: int) -> None:
    """Write `{"picture": base64}`, or `{"refused": "large" | "damaged"}`.

    most_dots: of what is read. longest_side: of what is written, in dots.
    """
    try:
        answer = written(sys.stdin.buffer.read(), most_dots, longest_side)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, Image.DecompressionBombError):
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)


def written(content: bytes, most_dots: int, longest_side: int) -> dict[str, str]:
    """Return what is written for a picture: PNG where it was or where it can be seen through, else JPEG."""
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > most_dots:
            return {"refused": "large"}
        is_drawn = picture.format == "PNG" or picture.has_transparency_data
        turned = ImageOps.exif_transpose(picture).convert("RGBA" if picture.has_transparency_data else "RGB")
        turned.thumbnail((longest_side, longest_side))
    bare = Image.new(turned.mode, turned.size)
    bare.paste(turned)
    out = BytesIO()
    if is_drawn:
        bare.save(out, format="PNG", optimize=True)
    else:
        bare.save(out, format="JPEG", quality=QUALITY)
    return {"picture": b64encode(out.getvalue()).decode()}


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
