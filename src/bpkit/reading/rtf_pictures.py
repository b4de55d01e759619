"""Pictures in Rich Text Format: a few words about them, then their bytes in hexadecimal."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from .content import Picture
from .images import Image
from .pictures import Spot

TWIP_CM = 2.54 / 1440
_DRAWINGS = frozenset(("emfblip", "wmetafile", "macpict", "pmmetafile", "wbitmap"))
_KINDS = _DRAWINGS | {"pngblip", "jpegblip", "dibitmap"}


class Drawn:
    """One `\\pict` while it is read."""

    def __init__(self) -> None:
        self.alt_text = ""
        self._kind = ""
        self._numbers: dict[str, int] = {}
        self._hex: list[bytes] = []
        self._bytes = b""

    def say(self, word: str, number: int | None) -> None:
        """A control word about the picture."""
        if word in _KINDS:
            self._kind = word
        elif number is not None:
            self._numbers[word] = number

    def add_hex(self, digits: bytes) -> None:
        """A run of hexadecimal digits with line breaks among them."""
        if self._kind not in _DRAWINGS:
            self._hex.append(digits)

    def add_bytes(self, data: bytes) -> None:
        """Bytes as they are, from `\\bin`."""
        self._bytes += data

    def picture(self, file: Path, name: str) -> Picture:
        """What came of it."""
        spot = Spot(file, name, self._placed_cm(), self.alt_text)
        if self._kind in _DRAWINGS:
            return spot.pictured(Image("drawing"), "")
        digits = re.sub(rb"[^0-9A-Fa-f]+", b"", b"".join(self._hex))
        data = self._bytes or bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        return spot.embedded(_bitmap(data) if self._kind == "dibitmap" else data)

    def _placed_cm(self) -> tuple[float, float] | None:
        width, height = (
            self._numbers.get(f"pic{side}goal", 0) * self._numbers.get(f"picscale{axis}", 100) / 100 * TWIP_CM
            for side, axis in (("w", "x"), ("h", "y"))
        )
        return (round(width, 2), round(height, 2)) if width > 0 and height > 0 else None


def _bitmap(data: bytes) -> bytes:
    """A bitmap with the file header that the clipboard leaves out."""
    start = 14 + int.from_bytes(data[:4], "little")
    return b"BM" + struct.pack("<IHHI", (14 + len(data)) & 0xFFFFFFFF, 0, 0, start & 0xFFFFFFFF) + data
