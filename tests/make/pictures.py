"""Pictures for tests, drawn by Pillow."""

from __future__ import annotations

import io
import struct
from functools import cache
from random import Random

from PIL import Image


def picture(
    width: int, height: int, kind: str = "JPEG", colour: tuple[int, int, int] = (200, 120, 40)
) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


@cache
def grainy(
    width: int = 800, height: int = 600, kind: str = "JPEG", orientation: int = 1, shade: int = 40
) -> bytes:
    """A picture with grain, so that it is no smaller than a photo would be."""
    image = Image.effect_noise((width, height), shade).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    image.save(stream, kind, **({"exif": exif} if kind in ("JPEG", "PNG", "WEBP", "TIFF") else {}))
    return stream.getvalue()


@cache
def photo_of(seed: str, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG of one colour, another for every seed."""
    data = io.BytesIO()
    Image.new("RGB", size, tuple(Random(seed).randbytes(3))).save(data, "JPEG")
    return data.getvalue()


def emf(width: int, height: int) -> bytes:
    """A metafile that draws one bitmap, as the clipboard hands over what Paint copied."""
    head = struct.pack("<II", 1, 108) + bytes(32) + b" EMF" + bytes(64)
    bitmap = struct.pack("<IiiHH", 40, width, height, 1, 24) + bytes(24)
    record = struct.pack("<II", 81, 80 + len(bitmap)) + bytes(40) + struct.pack("<I", 80) + bytes(28) + bitmap
    return head + record + struct.pack("<IIIII", 14, 20, 0, 0, 20)
