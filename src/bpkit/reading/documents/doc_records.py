"""Records of Office's drawing layer, as Word 97 to 2003 keeps its pictures and shapes in.

Records, properties and their numbers are those of Microsoft's [MS-ODRAW].
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

_DEEPEST = 12  # containers in containers; people nest two or three
_LAST_CONTAINER, ENTRY = 0xF005, 0xF007
_SPACES = {0xF01D: 17, 0xF01E: 17, 0xF01F: 17, 0xF029: 17, 0xF02A: 17}  # bytes before a bitmap's own
_DRAWINGS = (0xF01A, 0xF01B, 0xF01C)
METAFILE_HEAD = 16 + 34  # a checksum; sizes, and how it is packed
_DIB = 0xF01F
_LARGEST_METAFILE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Blip:
    """The bytes of a picture; `is_drawing` for metafiles; `link` for a picture that is not in the file.

    `is_object` where it shows an embedded object that text flows around.
    """

    data: bytes = b""
    is_drawing: bool = False
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""
    link: str = ""
    is_object: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record, or a container of records: its kind, a number whose meaning depends on it, its bytes."""

    kind: int
    instance: int
    data: bytes


def records(data: bytes) -> Iterator[Record]:
    """The records side by side in these bytes, up to what is none."""
    at = 0
    while at + 8 <= len(data):
        first, kind, length = unpack_from("<HHI", data, at)
        if kind < 0xF000:
            return
        yield Record(kind, first >> 4, data[at + 8 : at + 8 + length])
        at += 8 + length


def below(data: bytes, depth: int = 0) -> Iterator[Record]:
    """Every record, those inside containers and entries too, in order."""
    for record in records(data):
        yield record
        if depth == _DEEPEST:
            continue
        if record.kind <= _LAST_CONTAINER:
            yield from below(record.data, depth + 1)
        elif record.kind == ENTRY and len(record.data) > 36:
            yield from below(record.data[36 + record.data[33] :], depth + 1)


def blip_of(record: Record) -> Blip | None:
    """The picture that a record holds."""
    if record.kind in _DRAWINGS:
        return Blip(record.data[16 if record.instance & 1 else 0 :], is_drawing=True)
    if record.kind not in _SPACES:
        return None
    # A second checksum stands before the bytes where the instance is odd.
    data = record.data[_SPACES[record.kind] + (16 if record.instance & 1 else 0) :]
    if record.kind == _DIB:
        start = 14 + int.from_bytes(data[:4], "little")
        data = b"BM" + bytes(8) + (start & 0xFFFFFFFF).to_bytes(4, "little") + data
    return Blip(data)


def metafile_of(blip: Blip) -> bytes:
    """The metafile in a blip, unpacked; or whatever there is."""
    data = blip.data[METAFILE_HEAD:]
    try:
        return zlib.decompressobj().decompress(data, _LARGEST_METAFILE)
    except zlib.error:
        return data


def options(record: Record) -> Iterator[tuple[int, int, bytes]]:
    """Code, value and further bytes of each property of a shape."""
    count = min(record.instance, len(record.data) // 6)
    more = 6 * count
    for index in range(count):
        code, value = unpack_from("<HI", record.data, 6 * index)
        extra = record.data[more : more + value] if code & 0x8000 else b""
        more += len(extra)
        yield code & 0x3FFF, value, extra
