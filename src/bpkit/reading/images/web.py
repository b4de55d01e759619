"""Photos as the web shows them: upright, small enough for a telephone, and without a word of where they were
taken. The originals are left as they are.
"""

from __future__ import annotations

import io
import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import Struct

from ... import limits
from .headers import PILLOW_FAULTS
from .size import measure, viewable

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

LONG_SIDE = 1024  # pixels; twice the width of a telephone
SMALL_SIDE = 400  # in lists
LIGHT = 220_000  # bytes of a JPEG of that size that is not packed anew
QUALITY = 78

# Between the pixels of a JPEG FF is followed by 00 or by a restart mark; any other mark begins something.
_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SCAN, _END, _ADOBE, _JFIF = 0xDA, 0xD9, 0xEE, 0xE0


class WebPhoto(Struct, frozen=True):
    """A photo for the web, as JPEG; `small` is empty where none was asked for."""

    name: str
    width: int
    height: int
    large: bytes
    small: bytes = b""


def for_web(data: bytes, *, small: bool = False, side: int = LONG_SIDE) -> WebPhoto | None:
    """The photo made for the web; None where Pillow can't show it (HEIC, drawings, what is damaged)."""
    from PIL import Image

    facts = measure([data], check_end=False)
    if facts.trouble or not facts.width or not facts.height or facts.width * facts.height > limits.WEB_PIXELS:
        return None
    # The same picture may be shown in two sizes, which are two files.
    name = blake2b(data, digest_size=12, key=b"" if side == LONG_SIDE else b"%d" % side).hexdigest()
    try:
        light = (
            bare_jpeg(data) if facts.kind == "jpeg" and _is_light(data, facts.width, facts.height) else b""
        )
        if light:
            thumb = _packed(_pixels(data, SMALL_SIDE)) if small else b""
            return WebPhoto(name, facts.width, facts.height, light, thumb)
        pixels = _pixels(data, side)
        large = _packed(pixels)
        return WebPhoto(name, *pixels.size, large, _packed(_fitted(pixels, SMALL_SIDE)) if small else b"")
    except (*PILLOW_FAULTS, Image.DecompressionBombError, EOFError):
        return None


def packed(pixels: Pixels) -> WebPhoto:
    """Pixels that were drawn for the web (the page of a PDF)."""
    large = _packed(pixels)
    return WebPhoto(blake2b(large, digest_size=12).hexdigest(), *pixels.size, large)


def _is_light(data: bytes, width: int, height: int) -> bool:
    """Whether a JPEG may stay as it is: small, and not turned by what its EXIF says."""
    return max(width, height) <= LONG_SIDE and len(data) <= LIGHT and not _is_turned(data)


def _is_turned(data: bytes) -> bool:
    from PIL import Image

    with Image.open(io.BytesIO(viewable(data))) as image:
        return image.getexif().get(0x0112, 1) != 1 or image.mode != "RGB"


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG with its pixels alone: no EXIF, XMP, comments, second pictures; empty where it is none."""
    kept, at, in_scan = [b"\xff\xd8"], 2, False
    while found := _MARK.search(data, at):
        mark, start = data[found.start() + 1], found.start()
        if in_scan:
            kept.append(data[at:start])
        if mark == _END:
            return b"".join((*kept, b"\xff\xd9"))
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        is_said = 0xE0 <= mark <= 0xEF or mark == 0xFE
        if not is_said or mark in (_ADOBE, _JFIF):
            kept.append(data[start:end])
        at, in_scan = end, mark == _SCAN
    return b""


def _pixels(data: bytes, side: int) -> Pixels:
    """The photo upright, in colours that a JPEG has, no larger than this."""
    from PIL import Image, ImageOps

    is_jpeg = data[:2] == b"\xff\xd8"
    with Image.open(io.BytesIO(viewable(data) if is_jpeg else data)) as image:
        # A JPEG is decoded at a half or a quarter where that is enough: a few times as fast.
        image.draft("RGB", _size_within(image.size, side))
        ImageOps.exif_transpose(image, in_place=True)
        return _fitted(_flat(image), side)


def _size_within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size of a photo whose longer side is at most this."""
    scale = min(1.0, side / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _flat(image: Pixels) -> Pixels:
    """On white where it is seen through."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _fitted(image: Pixels, side: int) -> Pixels:
    if max(image.size) <= side:
        return image.copy()  # of a file that is closed when it is packed
    width, height = _size_within(image.size, side)
    return image.resize((width, height), reducing_gap=2.0)


def _packed(image: Pixels) -> bytes:
    stream = io.BytesIO()
    image.info.clear()  # Pillow would write a comment and a profile of the old file into the new one
    image.save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()
