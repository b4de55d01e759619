"""The bitmap inside of a metafile (EMF, WMF), for objects whose preview is nothing but a photo in one.

Paint and the clipboard hand over a photo like that. A metafile is otherwise a drawing, and no photo.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import error, unpack_from

from ..images.size import Image

_LARGEST = 16 * 1024 * 1024  # bytes, inflated
_MOST_RECORDS = 20_000
_HEADER = 40  # bytes of a bitmap's header; shorter ones are of OS/2, and have shorter sizes
# Where a record of EMF that draws a bitmap says where the header stands; where it stands in one of WMF.
_EMF = {76: 84, 77: 84, 80: 48, 81: 48, 114: 84, 116: 84}  # BitBlt, StretchBlt, …
_WMF = {0x0940: 22, 0x0B41: 26, 0x0F43: 28, 0x0D33: 24}


def bitmap_in(data: bytes) -> Image | None:
    """The largest bitmap that a metafile draws, as far as its size goes; None where it draws none."""
    try:
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(31).decompress(data, _LARGEST)
        headers = _in_emf(data) if data[40:44] == b" EMF" else _in_wmf(data)
        found = [unpack_from("<Iii", data, at) for at in headers if at + _HEADER <= len(data)]
    except (zlib.error, error):
        return None
    sound = [
        (width, abs(height)) for length, width, height in found if length >= _HEADER and width > 0 and height
    ]
    return Image("bitmap", *max(sound, key=lambda size: size[0] * size[1])) if sound else None


def _in_emf(data: bytes) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 8 > len(data):
            return
        kind, length = unpack_from("<II", data, at)
        if kind in _EMF and at + _EMF[kind] + 4 <= len(data):
            (offset,) = unpack_from("<I", data, at + _EMF[kind])
            if 0 < offset < length:
                yield at + offset
        at += max(length, 8)


def _in_wmf(data: bytes) -> Iterator[int]:
    at = (22 if data[:4] == b"\xd7\xcd\xc6\x9a" else 0) + 18
    for _ in range(_MOST_RECORDS):
        if at + 6 > len(data):
            return
        words, kind = unpack_from("<IH", data, at)
        if kind in _WMF and words * 2 > _WMF[kind] + _HEADER:
            yield at + _WMF[kind]
        at += 2 * max(words, 3)
