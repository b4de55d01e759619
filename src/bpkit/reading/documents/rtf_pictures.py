"""Pictures in Rich Text Format: a few words about them, then their bytes; and the shapes that they fill.

Word puts a picture that text flows around, and every picture of a group, into a property of a shape.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from ..images.captions import alternative_text
from ..images.photos import PicturePlace
from ..images.size import ImageFacts
from .content import CM_A_TWIP, Picture, digest, is_quarter_turn, number, sane
from .embedded_objects import seen_through, shows_its_content

PICTURE, FILLING = "pib", "fillBlip"  # the properties of a shape that are pictures
_PICTURE_FILL = 3  # 1 and 2 are patterns and textures
_PICTURE_FRAME = 75
_LINKED = 0x8
_DRAWINGS = frozenset(("emfblip", "wmetafile", "macpict", "pmmetafile", "wbitmap"))
_KINDS = _DRAWINGS | {"pngblip", "jpegblip", "dibitmap"}
_INCLUDED = re.compile(rb"INCLUDEPICTURE\s+(?:\"([^\"{}]{1,1000})|([^\s\"{}]{1,1000}))", re.IGNORECASE)


class RtfPicture:
    """One `\\pict` while it is read; `program` is whose object it shows, where it shows one."""

    def __init__(self, program: str | None = None) -> None:
        self.alt_text = ""
        self._program = program
        self._kind = ""
        self._numbers: dict[str, int] = {}
        self._hex: list[bytes] = []
        self._bytes = bytearray()  # `bytes` would be copied whole at every part

    def say(self, word: str, number: int | None) -> None:
        """A control word about the picture."""
        if word in _KINDS:
            self._kind = word
        elif number is not None:
            self._numbers[word] = number

    def add_hex(self, digits: bytes) -> None:
        """A run of hexadecimal digits with line breaks among them."""
        if self._kind not in _DRAWINGS or self._program is not None:
            self._hex.append(digits)

    def add_bytes(self, data: bytes) -> None:
        """Bytes as they are, from `\\bin`."""
        self._bytes += data

    def picture(self, file: Path, name: str) -> Picture | None:
        """What came of it; None where there is nothing, as LibreOffice writes beside a picture that fills."""
        spot = PicturePlace(file, name, self._placed_cm(), alternative_text(self.alt_text))
        if self._program is not None and not shows_its_content(self._program):
            return spot.pictured(ImageFacts("drawing"), "")
        digits = re.sub(rb"[^0-9A-Fa-f]+", b"", b"".join(self._hex))
        data = bytes(self._bytes) or bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        if self._kind in _DRAWINGS:
            if self._program is None:
                return spot.pictured(ImageFacts("drawing"), "")
            return spot.preview(seen_through(data, self._program), digest(data))
        if not data:
            return None
        return spot.embedded(_bitmap(data) if self._kind == "dibitmap" else data)

    def _placed_cm(self) -> tuple[float, float] | None:
        return sane(self._side("w", "x", "l", "r"), self._side("h", "y", "t", "b"))

    def _side(self, name: str, axis: str, *crops: str) -> float:
        """A side on the page in centimetres: first it is cropped, then scaled."""
        twips = self._numbers.get(f"pic{name}goal", 0)
        twips -= sum(self._numbers.get(f"piccrop{crop}", 0) for crop in crops)
        return twips * self._numbers.get(f"picscale{axis}", 100) / 100 * CM_A_TWIP


class RtfShape(Struct):
    """A shape or a group of shapes while it is read, with the pictures that its properties hold."""

    around: RtfShape | None = None  # the group that it stands in
    said: dict[str, str] = field(default_factory=dict)
    held: dict[str, Picture] = field(default_factory=dict)

    def pictures(self, file: Path) -> Iterator[Picture]:
        """What it shows, in its size on the page."""
        if self._number("fHidden"):
            return
        sides = self._sides()
        turned = is_quarter_turn(self._number("rotation") / 65_536)
        placed = sane(*sides, turned=turned) if sides else None
        words = alternative_text(self.said.get("wzDescription", ""))
        if PICTURE not in self.held and int(self._number("pibFlags")) & _LINKED and self.said.get("pibName"):
            yield PicturePlace(file, "", placed, words).linked(self.said["pibName"])
        for name, picture in self.held.items():
            if name == PICTURE or self._is_filled(picture):
                size = placed or picture.placed_cm
                yield replace(picture, placed_cm=size, alt_text=words or picture.alt_text)

    def _is_filled(self, picture: Picture) -> bool:
        """Whether the filling is a picture to see: of a picture frame LibreOffice writes it there.

        It also writes metafiles there that nobody can read.
        """
        if self.said.get("gtextUNICODE"):  # WordArt, whose filling shows through letters only
            return False
        in_frame = self._number("shapeType") == _PICTURE_FRAME and PICTURE not in self.held
        return picture.kind != "unknown" and (in_frame or self._number("fillType") == _PICTURE_FILL)

    def _number(self, name: str) -> float:
        return number(self.said.get(name, "0"))

    def _between(self, kind: str) -> tuple[float, float] | None:
        """Width and height out of four properties such as `groupLeft`, `groupTop`, `groupRight` …"""
        names = [f"{kind}{side}" for side in ("left", "top", "right", "bottom")]
        if kind != "shp":
            names = [f"{kind}{side}" for side in ("Left", "Top", "Right", "Bottom")]
        left, top, right, bottom = map(self._number, names)
        sides = abs(right - left), abs(bottom - top)
        return sides if min(sides) > 0 else None

    def _sides(self) -> tuple[float, float] | None:
        """Width and height in centimetres; in a group they are counted in units of the group."""
        inside = self._between("rel")
        if self.around is not None and inside:
            outer, units = self.around._sides(), self.around._between("group")
            return (
                (inside[0] * outer[0] / units[0], inside[1] * outer[1] / units[1])
                if outer and units
                else None
            )
        own = self._between("shp")
        return (own[0] * CM_A_TWIP, own[1] * CM_A_TWIP) if own else None


def included(instruction: bytes) -> str:
    """The file that a field puts in (`INCLUDEPICTURE "C:\\\\foto.jpg"`); empty for another field."""
    found = _INCLUDED.search(instruction)
    return (found[1] or found[2]).decode("cp1252", "replace").replace("\\\\", "\\") if found else ""


def _bitmap(data: bytes) -> bytes:
    """A bitmap with the file header that the clipboard leaves out."""
    start = 14 + int.from_bytes(data[:4], "little")
    return b"BM" + struct.pack("<IHHI", (14 + len(data)) & 0xFFFFFFFF, 0, 0, start & 0xFFFFFFFF) + data
