"""The scenes by name, and a scene as the JPEG that a small camera writes."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image

from . import rooms, shores, streets, trades
from .painting import SCENES, Canvas, finish

PAINTED_IN = (rooms, shores, streets, trades)  # importing them fills SCENES
CAMERAS = (
    ("Canon", "Canon PowerShot A480"),
    ("NIKON", "COOLPIX L20"),
    ("SAMSUNG", "GT-S5620"),
    ("Nokia", "Nokia E63"),
)


def photo(scene: str, size: tuple[int, int], key: str, *, turn: int = 1, taken: str = "") -> bytes:
    """A JPEG of that many pixels; `key` decides where things stand, `turn` is the EXIF orientation (1 or 6).

    `taken` is a moment such as `2010:10:02 07:41:10`; with it the file carries what a camera notes.
    """
    seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    canvas = Canvas(seed)
    SCENES[scene](canvas)
    if turn == 6:
        # The camera was held upright: the pixels lie on their side and the EXIF says which way is up.
        picture = finish(canvas, (size[1], size[0])).transpose(Image.Transpose.ROTATE_90)
    else:
        picture = finish(canvas, size)
    return _jpeg(picture, seed, turn, taken)


def _jpeg(picture: Image.Image, seed: int, turn: int, taken: str) -> bytes:
    exif = Image.Exif()
    if taken:
        exif[0x010F], exif[0x0110] = CAMERAS[seed % len(CAMERAS)]
        exif[0x0112] = turn
        exif[0x0132] = taken
        exif.get_ifd(0x8769)[0x9003] = taken
    out = BytesIO()
    picture.save(out, "JPEG", quality=50, optimize=True, exif=exif)
    return out.getvalue()
