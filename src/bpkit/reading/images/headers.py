"""The headers of pictures, one small reader per kind.

Our own and not `imagesize` or Pillow. Tried with imagesize 2.0.1: no size where `FF 00` stands between two
segments of a JPEG, a turned WebP is taken as it lies, nothing is said of a missing end, and it wants a file
to seek in, where here a part of a package is inflated no further than its head. Pillow is heavy, and an
extra (`deep`).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

Size = tuple[int, int, int]  # width, height, bytes that must be there or must have been read


class HeaderCutOffError(Exception):
    """The header goes on past the bytes at hand."""


_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_SCAN = 0xDA
_MARKER = re.compile(rb"\xff+[\x01-\xfe]")
_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def read_jpeg(head: bytearray) -> Size:
    """JPEG, from segment to segment, so that the thumbnail inside the EXIF segment is never mistaken."""
    height = width = 0
    orientation = 1
    for marker, start, end in jpeg_segments(head):
        if marker in _FRAME and not width:
            height, width = struct.unpack_from(">HH", head, start + 1)
        elif marker == 0xE1 and head[start : start + 6] == b"Exif\0\0":
            orientation = _orientation(head[start + 6 : end])
    return (height, width, end) if orientation >= 5 else (width, height, end)


def jpeg_segments(head: bytearray) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment, up to and with the scan: there the pixels begin."""
    at, marker = 2, 0
    while marker != _SCAN:
        at = _next_marker(head, at)
        marker = head[at]
        at += 1
        if marker in _STANDALONE:
            continue
        if at + 2 > len(head):
            raise HeaderCutOffError
        end = at + max(2, int.from_bytes(head[at : at + 2], "big"))  # shorter than itself: old Photoshop
        if end > len(head):
            raise HeaderCutOffError
        yield marker, at + 2, end
        at = end


def _next_marker(head: bytearray, at: int) -> int:
    """Where the code of the next marker stands.

    Phones, drones and old Photoshops leave bytes between two segments, often nought; every decoder
    goes on to the next FF that neither padding (FF) nor a stuffed byte (00) follows, and so is it done here.
    """
    found = _MARKER.search(head, at)
    if found is None:
        raise HeaderCutOffError
    return found.end() - 1


def _orientation(tiff: bytearray) -> int:
    """EXIF orientation, 1 to 8; 1 where there is none."""
    try:
        order = "<" if tiff[:2] == b"II" else ">"
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        value = _tags(tiff, order, start).get(0x0112, [1])[0]
    except (struct.error, IndexError):
        return 1
    return value if 1 <= value <= 8 else 1


def _tags(tiff: bytearray, order: str, start: int) -> dict[int, list[int]]:
    """The whole numbers under each tag of one directory."""
    (count,) = struct.unpack_from(order + "H", tiff, start)
    tags: dict[int, list[int]] = {}
    for index in range(min(count, 512)):
        at = start + 2 + 12 * index
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, at)
        if kind not in (3, 4) or not 0 < length < 65536:
            continue
        layout = f"{order}{length}{'H' if kind == 3 else 'I'}"
        # Up to four bytes stand in the entry itself; what is longer stands elsewhere.
        (where,) = (
            (at + 8,) if struct.calcsize(layout) <= 4 else struct.unpack_from(order + "I", tiff, at + 8)
        )
        tags[tag] = list(struct.unpack_from(layout, tiff, where))
    return tags


def read_png(head: bytearray) -> Size:
    """PNG, with the orientation of its eXIf chunk where that stands before the pixels."""
    _need(head, 49)
    at = 28 if head[12:16] == b"CgBI" else 12  # Apple's own chunk comes first in what Xcode packed
    if head[at : at + 4] != b"IHDR":
        raise ValueError("no IHDR")
    width, height = struct.unpack_from(">II", head, at + 4)
    return (height, width, 33) if _png_orientation(head) >= 5 else (width, height, 33)


def _png_orientation(head: bytearray) -> int:
    at = 33
    while at + 8 <= len(head):
        length, name = struct.unpack_from(">I4s", head, at)
        if name == b"eXIf":
            return _orientation(head[at + 8 : at + 8 + length])
        if name == b"IDAT":
            break
        at += length + 12
    return 1


def read_gif(head: bytearray) -> Size:
    """GIF: the screen's size."""
    _need(head, 13)
    return *struct.unpack_from("<HH", head, 6), 13


def read_bmp(head: bytearray) -> Size:
    """BMP, of OS/2 or of Windows, upright or upside down."""
    _need(head, 30)
    (header,) = struct.unpack_from("<I", head, 14)
    if header == 12:
        width, height = struct.unpack_from("<HH", head, 18)
        bits, packing = struct.unpack_from("<H", head, 24)[0], 0
    else:
        width, height, _, bits, packing = struct.unpack_from("<iiHHI", head, 18)
    (start,) = struct.unpack_from("<I", head, 10)
    pixels = (width * bits + 31) // 32 * 4 * abs(height) if packing in (0, 3) else 0
    return width, abs(height), start + pixels


def read_tiff(head: bytearray) -> Size:
    """TIFF: its first page; the whole file must be at hand."""
    order = "<" if head[:2] == b"II" else ">"
    (start,) = struct.unpack_from(order + "I", head, 4)
    if start + 2 > len(head):
        raise HeaderCutOffError
    tags = _tags(head, order, start)
    width, height = tags.get(0x0100, [0])[0], tags.get(0x0101, [0])[0]
    offsets = tags.get(0x0111) or tags.get(0x0144) or [0]
    counts = tags.get(0x0117) or tags.get(0x0145) or [0]
    end = max(offset + count for offset, count in zip(offsets, counts, strict=False))
    turned = tags.get(0x0112, [1])[0] in (5, 6, 7, 8)
    return (height, width, end) if turned else (width, height, end)


def read_webp(head: bytearray) -> Size:
    """WebP, lossy, lossless or extended; the whole file must be at hand for its EXIF."""
    _need(head, 30)
    end = int.from_bytes(head[4:8], "little") + 8
    chunk = head[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
    elif chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif chunk == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 26))
    else:
        raise ValueError("no VP8")
    exif = head.rfind(b"EXIF") if chunk == b"VP8X" and head[20] & 8 else -1
    if exif >= 0 and _orientation(head[exif + 8 :].removeprefix(b"Exif\0\0")) >= 5:
        return height, width, end
    return width, height, end


def read_heic(head: bytearray) -> Size:
    """HEIC and AVIF: the largest image, which is the primary one; its tiles and thumbnail are smaller."""
    start, end = _meta(head)
    meta = head[start:end]
    sizes = [struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", meta, re.DOTALL)]
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    turns = re.search(rb"\0\0\0\x09irot(.)", meta, re.DOTALL)
    turned = turns is not None and turns[1][0] & 1
    return (height, width, _boxes_end(head)) if turned else (width, height, _boxes_end(head))


def _meta(head: bytearray) -> tuple[int, int]:
    """The box with what is said of the images; Samsung and others put the pixels before it."""
    at = 0
    while at + 16 <= len(head):
        length, name = struct.unpack_from(">I4s", head, at)
        if length == 1:
            length = int.from_bytes(head[at + 8 : at + 16], "big")
        if name == b"meta":
            end = at + length if length else len(head)
            if end > len(head):
                raise HeaderCutOffError
            return at, end
        if length < 8:
            raise ValueError("no meta")
        at += length
    raise HeaderCutOffError


def _boxes_end(head: bytearray) -> int:
    """Where the last box that begins in these bytes ends: the picture's data."""
    at = 0
    while at + 16 <= len(head):
        length = int.from_bytes(head[at : at + 4], "big")
        if length == 1:
            length = int.from_bytes(head[at + 8 : at + 16], "big")
        if length < 8:  # nought: up to the end of the file
            break
        at += length
    return at


def _need(head: bytearray, count: int) -> None:
    if len(head) < count:
        raise HeaderCutOffError


READERS: dict[str, Callable[[bytearray], Size]] = {
    "jpeg": read_jpeg,
    "png": read_png,
    "gif": read_gif,
    "bmp": read_bmp,
    "tiff": read_tiff,
    "webp": read_webp,
    "heic": read_heic,
}
