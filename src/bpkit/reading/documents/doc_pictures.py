"""Pictures in Word 97 to 2003: records of Office's drawing layer, inline in one stream, afloat in another.

Properties and their numbers are those of Microsoft's [MS-ODRAW].
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from struct import unpack_from

from msgspec import Struct, field
from msgspec.structs import replace

from ... import limits
from ..images.captions import alternative_text
from .content import CM_A_TWIP, is_quarter_turn, sane

# Records of the drawing layer ----------------------------------------------------------------------------

_DEEPEST = limits.DRAWINGS_DEEP
_LAST_CONTAINER, ENTRY = 0xF005, 0xF007
_SPACES = {0xF01D: 17, 0xF01E: 17, 0xF01F: 17, 0xF029: 17, 0xF02A: 17}  # bytes before a bitmap's own
_DRAWINGS = (0xF01A, 0xF01B, 0xF01C)
METAFILE_HEAD = 16 + 34  # a checksum; sizes, and how it is packed
_DIB = 0xF01F
_LARGEST_METAFILE = limits.METAFILE_BYTES


class Blip(Struct, frozen=True):
    """The bytes of a picture; `is_drawing` for metafiles; `link` for a picture that is not in the file.

    `is_object` where it shows an embedded object that text flows around.
    """

    data: bytes = b""
    is_drawing: bool = False
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""
    link: str = ""
    is_object: bool = False


class Record(Struct, frozen=True):
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


_DELETED, _OBJECT = 0x8, 0x10
_GROUP, _SHAPE_BOX = 0xF003, 0xF004
_COORDINATES, _SHAPE, _OPTIONS, _CHILD_ANCHOR = 0xF009, 0xF00A, 0xF00B, 0xF00F
_MORE_OPTIONS = 0xF122

# Properties of a shape.
_CROP_TOP, _CROP_BOTTOM, _CROP_LEFT, _CROP_RIGHT = range(0x0100, 0x0104)  # shares of the picture
_ROTATION, _PICTURE, _PICTURE_NAME, _PICTURE_FLAGS = 0x0004, 0x0104, 0x0105, 0x0106
_FILL_KIND, _FILL_PICTURE, _ALT_TEXT, _FLAGS = 0x0180, 0x0186, 0x0381, 0x03BF
_PICTURE_FILL = 3  # 1 and 2 are patterns and textures
_LINKED = 0x8
_WORD_ART = 0x00C0  # its text: the filling shows through letters only
_HIDDEN = 0x00020002  # that it is said, and that it is so


class _OfficeShape(Struct):
    """A shape or a group, with the sides it has in the units of the group around it."""

    number: int = 0
    flags: int = 0
    said: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    size: tuple[float, float] | None = None
    inner: tuple[float, float] | None = None  # the sides of a group in its own units
    members: list[_OfficeShape] = field(default_factory=list)

    def value(self, code: int) -> int:
        return self.said.get(code, (0, b""))[0]

    def fixed(self, code: int) -> float:
        """A value with a sign and sixteen bits behind the point."""
        return ((self.value(code) ^ 1 << 31) - (1 << 31)) / 65_536

    def text(self, code: int) -> str:
        return self.said.get(code, (0, b""))[1].decode("utf-16-le", errors="replace").strip("\0 ")

    def shown(self, first: int, second: int) -> float:
        """The share of a side that two crops leave of it."""
        return max(0.0, 1 - self.fixed(first) - self.fixed(second))

    @property
    def is_turned(self) -> bool:
        return is_quarter_turn(self.fixed(_ROTATION))

    @property
    def is_hidden(self) -> bool:
        return bool(self.flags & _DELETED) or self.value(_FLAGS) & _HIDDEN == _HIDDEN


# Inline --------------------------------------------------------------------------------------------------


def inline_picture(pictures: bytes, place: int) -> Blip | None:
    """The picture that stands at this place of the stream of pictures; None if it is something else."""
    length, head = unpack_from("<IH", pictures, place)
    (mapping,) = unpack_from("<H", pictures, place + 6)
    width, height, across, down = unpack_from("<4H", pictures, place + 28)
    data = pictures[place + head : place + length]
    name = ""
    if mapping == 0x66:  # the name of the linked file comes first
        name = data[1 : 1 + data[0]].decode("cp1252", errors="replace")
        data = data[1 + data[0] :]
    found, shape = None, _OfficeShape()
    for record in below(data):
        found = found or blip_of(record)
        if record.kind in (_OPTIONS, _MORE_OPTIONS):
            shape.said = {**{code: (value, more) for code, value, more in options(record)}, **shape.said}
    size = (
        width * across / 1000 * CM_A_TWIP * shape.shown(_CROP_LEFT, _CROP_RIGHT),
        height * down / 1000 * CM_A_TWIP * shape.shown(_CROP_TOP, _CROP_BOTTOM),
    )
    if found is None and mapping < 0x64:  # a metafile as Windows has it, without Office's records
        found = Blip(bytes(METAFILE_HEAD) + data, is_drawing=True)
    if found is None and (link := name or _link(shape)):
        found = Blip(link=link)
    if found is None or shape.is_hidden:
        return None
    words = alternative_text(shape.text(_ALT_TEXT))
    return replace(found, placed_cm=sane(*size, turned=shape.is_turned), alt_text=words)


def _link(shape: _OfficeShape) -> str:
    return shape.text(_PICTURE_NAME) if shape.value(_PICTURE_FLAGS) & _LINKED else ""


# Afloat --------------------------------------------------------------------------------------------------


class Layer:
    """The drawing layer of a document: pictures and shapes that hang on letters of the body."""

    def __init__(self, drawings: bytes, shapes: bytes, document: bytes) -> None:
        self._drawings, self._document = drawings, document
        self._letters = _letters(shapes) if len(drawings) >= 8 else {}

    def at(self, letter: int) -> list[Blip]:
        """The pictures of the shapes that hang on this letter of the body."""
        found = []
        for number, size in self._letters.get(letter, ()):
            if shape := self._shapes.pop(number, None):  # each hangs on one letter only
                found += list(self._shown(shape, size))
        return found

    def _shown(self, shape: _OfficeShape, size: tuple[float, float]) -> Iterator[Blip]:
        """The pictures of a shape of this size in centimetres: its own, its fill's, its members'."""
        if shape.is_hidden:
            return
        placed = sane(*size, turned=shape.is_turned)
        words = alternative_text(shape.text(_ALT_TEXT))
        is_filled = shape.value(_FILL_KIND) == _PICTURE_FILL and _WORD_ART not in shape.said
        filled = shape.value(_FILL_PICTURE) if is_filled else 0
        for number in (shape.value(_PICTURE), filled):
            if blip := self._store.get(number):
                is_object = bool(shape.flags & _OBJECT)
                yield replace(blip, placed_cm=placed, alt_text=words, is_object=is_object)
        if (link := _link(shape)) and not self._store.get(shape.value(_PICTURE)):
            yield Blip(link=link, placed_cm=placed, alt_text=words)
        scale = (size[0] / shape.inner[0], size[1] / shape.inner[1]) if shape.inner else (1.0, 1.0)
        for member in shape.members:
            own = member.size or shape.inner or (0.0, 0.0)
            yield from self._shown(member, (own[0] * scale[0], own[1] * scale[1]))

    @cached_property
    def _store(self) -> Mapping[int, Blip]:
        """The pictures of the document by their number in its store, which counts from one."""
        (length,) = unpack_from("<I", self._drawings, 4)
        entries = (record for record in below(self._drawings[: 8 + length]) if record.kind == ENTRY)
        stored = ((number, _stored(entry, self._document)) for number, entry in enumerate(entries, 1))
        return {number: blip for number, blip in stored if blip}

    @cached_property
    def _shapes(self) -> dict[int, _OfficeShape]:
        """The shapes and groups that stand in no group, by their number."""
        found = {}
        for container in _containers(self._drawings):
            for record in records(container):
                for shape in _members(record.data, 0) if record.kind == _GROUP else ():
                    found[shape.number] = shape
        return found


def _letters(shapes: bytes) -> dict[int, list[tuple[int, tuple[float, float]]]]:
    """By the letter they hang on: numbers of shapes, and their sides in centimetres."""
    count = max(0, (len(shapes) - 4) // 30)
    found: dict[int, list[tuple[int, tuple[float, float]]]] = {}
    for index, letter in enumerate(unpack_from(f"<{count}I", shapes) if count else ()):
        number, left, top, right, bottom = unpack_from("<5i", shapes, 4 * (count + 1) + 26 * index)
        size = abs(right - left) * CM_A_TWIP, abs(bottom - top) * CM_A_TWIP
        found.setdefault(letter, []).append((number, size))
    return found


def _containers(drawings: bytes) -> Iterator[bytes]:
    """What is inside each drawing: they stand behind the common part, parted by a byte."""
    at = 8 + int.from_bytes(drawings[4:8], "little")
    while at + 9 <= len(drawings):
        (length,) = unpack_from("<I", drawings, at + 5)
        yield drawings[at + 9 : at + 9 + length]
        at += 9 + length


def _members(group: bytes, depth: int) -> Iterator[_OfficeShape]:
    """The shapes and groups in a group's bytes; the first shape speaks for the group itself."""
    for record in records(group):
        if record.kind == _SHAPE_BOX:
            yield _shape(record.data)
        elif record.kind == _GROUP and depth < _DEEPEST:
            own, *members = list(_members(record.data, depth + 1)) or [_OfficeShape()]
            own.members = members
            yield own


def _shape(box: bytes) -> _OfficeShape:
    shape = _OfficeShape()
    for record in records(box):
        if record.kind == _SHAPE:
            shape.number, shape.flags = unpack_from("<iI", record.data)
        elif record.kind in (_OPTIONS, _MORE_OPTIONS):
            shape.said |= {code: (value, more) for code, value, more in options(record)}
        elif record.kind == _COORDINATES:
            shape.inner = _sides(unpack_from("<4i", record.data))
        elif record.kind == _CHILD_ANCHOR:
            shape.size = _sides(unpack_from("<4i", record.data))
    return shape


def _sides(corners: Sequence[int]) -> tuple[float, float] | None:
    left, top, right, bottom = corners
    sides = float(abs(right - left)), float(abs(bottom - top))
    return sides if min(sides) > 0 else None


def _stored(entry: Record, document: bytes) -> Blip | None:
    """The picture of an entry of the store: in the entry itself, or further on in the document's stream."""
    size, _, place = unpack_from("<III", entry.data, 20)
    inside = entry.data[36 + entry.data[33] :]
    where = inside if len(inside) > 8 else document[place : place + max(size, 8)]
    return next((blip for record in below(where) if (blip := blip_of(record))), None)
