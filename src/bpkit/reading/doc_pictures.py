"""Pictures in Word 97 to 2003: records of Office's drawing layer, inline in one stream, afloat in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from struct import unpack_from

_TWIP_CM = 2.54 / 1440
_DEEPEST = 12
_ENTRY, _SHAPE, _OPTIONS = 0xF007, 0xF00A, 0xF00B
_SPACES = {0xF01D: 17, 0xF01E: 17, 0xF01F: 17, 0xF029: 17, 0xF02A: 17}  # bytes before a bitmap's own
_DRAWINGS = (0xF01A, 0xF01B, 0xF01C)
_DIB = 0xF01F
_PICTURE_INDEX, _ALT_TEXT = 0x0104, 0x0381


@dataclass(frozen=True, slots=True)
class Blip:
    """The bytes of a picture; `is_drawing` for metafiles, whose bytes nobody needs."""

    data: bytes = b""
    is_drawing: bool = False
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class _Record:
    kind: int
    instance: int
    data: bytes


def _records(data: bytes, depth: int = 0) -> Iterator[_Record]:
    """Every record, those inside containers too, in order."""
    at = 0
    while at + 8 <= len(data):
        first, kind, length = unpack_from("<HHI", data, at)
        inside = data[at + 8 : at + 8 + length]
        if kind < 0xF000:
            return
        yield _Record(kind, first >> 4, inside)
        if first & 15 == 15 and depth < _DEEPEST:
            yield from _records(inside, depth + 1)
        elif kind == _ENTRY:
            yield from _records(inside[36 + (inside[33] if len(inside) > 33 else 0) :], depth + 1)
        at += 8 + length


def _blip(record: _Record) -> Blip | None:
    if record.kind in _DRAWINGS:
        return Blip(is_drawing=True)
    if record.kind not in _SPACES:
        return None
    # A second checksum stands before the bytes where the instance is odd.
    data = record.data[_SPACES[record.kind] + (16 if record.instance & 1 else 0) :]
    if record.kind == _DIB:
        start = 14 + int.from_bytes(data[:4], "little")
        data = b"BM" + bytes(8) + (start & 0xFFFFFFFF).to_bytes(4, "little") + data
    return Blip(data)


def _options(record: _Record) -> Iterator[tuple[int, int, bytes]]:
    """Code, value and further bytes of each property of a shape."""
    count = min(record.instance, len(record.data) // 6)
    more = 6 * count
    for index in range(count):
        code, value = unpack_from("<HI", record.data, 6 * index)
        extra = record.data[more : more + value] if code & 0x8000 else b""
        more += len(extra)
        yield code & 0x3FFF, value, extra


def inline_picture(pictures: bytes, place: int) -> Blip | None:
    """The picture that stands at this place of the stream of pictures; None if it is something else."""
    length, head = unpack_from("<IH", pictures, place)
    (mapping,) = unpack_from("<H", pictures, place + 6)
    width, height, across, down = unpack_from("<4H", pictures, place + 28)
    data = pictures[place + head : place + length]
    if mapping == 0x66:  # the name of the linked file comes first
        data = data[1 + data[0] :]
    found, said = None, ""
    for record in _records(data):
        found = found or _blip(record)
        if record.kind == _OPTIONS:
            said = said or _said(record)
    if found is None:
        return Blip(is_drawing=True) if mapping < 0x64 else None
    size = width * across / 1000 * _TWIP_CM, height * down / 1000 * _TWIP_CM
    placed = (round(size[0], 2), round(size[1], 2)) if min(size) > 0 else None
    return replace(found, placed_cm=placed, alt_text=said)


def _said(record: _Record) -> str:
    texts = (extra for code, _, extra in _options(record) if code == _ALT_TEXT)
    return next(texts, b"").decode("utf-16-le", errors="replace").strip("\0 ")


def floating_pictures(drawings: bytes, shapes: bytes, document: bytes) -> dict[int, Blip]:
    """The pictures that hang on a letter of the body, by that letter's index."""
    count = max(0, (len(shapes) - 4) // 30)
    if not count or not drawings:
        return {}
    letters = unpack_from(f"<{count}I", shapes)
    store, pictured = _drawing_layer(drawings, document)
    found = {}
    for index, letter in enumerate(letters):
        shape, left, top, right, bottom = unpack_from("<5i", shapes, 4 * (count + 1) + 26 * index)
        number, said = pictured.get(shape, (0, ""))
        if 0 < number <= len(store) and (blip := store[number - 1]):
            size = abs(right - left) * _TWIP_CM, abs(bottom - top) * _TWIP_CM
            found[letter] = replace(blip, placed_cm=(round(size[0], 2), round(size[1], 2)), alt_text=said)
    return found


def _drawing_layer(drawings: bytes, document: bytes) -> tuple[list[Blip | None], dict[int, tuple[int, str]]]:
    """The store of pictures, and for each shape the number of its picture and its description."""
    store: list[Blip | None] = []
    pictured: dict[int, tuple[int, str]] = {}
    shape = 0
    for record in _layers(drawings):
        if record.kind == _ENTRY:
            store.append(_stored(record, document))
        elif record.kind == _SHAPE:
            (shape,) = unpack_from("<i", record.data)
        elif record.kind == _OPTIONS:
            number = next((value for code, value, _ in _options(record) if code == _PICTURE_INDEX), 0)
            pictured[shape] = number, _said(record)
    return store, pictured


def _layers(drawings: bytes) -> Iterator[_Record]:
    """The records of the common part, then those of each drawing, which a byte parts from each other."""
    (length,) = unpack_from("<I", drawings, 4)
    yield from _records(drawings[: 8 + length])
    at = 8 + length
    while at + 9 <= len(drawings):
        (length,) = unpack_from("<I", drawings, at + 5)
        yield from _records(drawings[at + 1 : at + 9 + length])
        at += 9 + length


def _stored(entry: _Record, document: bytes) -> Blip | None:
    """The picture of an entry of the store: in the entry itself, or further on in the document's stream."""
    size, _, place = unpack_from("<III", entry.data, 20)
    inside = entry.data[36 + entry.data[33] :]
    where = inside if len(inside) > 8 else document[place : place + max(size, 8)]
    return next((blip for record in _records(where) if (blip := _blip(record))), None)
