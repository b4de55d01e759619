"""Values as Excel keeps them in its binary formats, old and new."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def rk_number(packed: int) -> float:
    """A number packed into four bytes: a whole one or the upper half of a double, perhaps in hundredths."""
    if packed & 2:
        value = float((packed >> 2) - ((packed & 0x80000000) >> 1))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value


class SharedStrings:
    """The table of shared strings: it runs over records, and a string that is cut goes on with flags anew."""

    def __init__(self, records: Sequence[memoryview]) -> None:
        self._records = records
        self._index, self._at = 0, 8
        self._count = struct.unpack_from("<I", records[0], 4)[0]

    def __iter__(self) -> Iterator[str]:
        for _ in range(self._count):
            if self._index >= len(self._records):
                return
            yield self._string()

    def _string(self) -> str:
        (length,) = struct.unpack("<H", self._bytes(2))
        flags = self._bytes(1)[0]
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
        text = self._letters(length, flags & 1)
        self._skip(4 * runs + more)
        return text

    def _letters(self, length: int, wide: int) -> str:
        parts: list[str] = []
        while length:
            record = self._record()
            size = min(length, (len(record) - self._at) >> wide)
            data = bytes(record[self._at : self._at + (size << wide)])
            parts.append(data.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._at += size << wide
            length -= size
            if length:
                self._next()
                wide = self._bytes(1)[0] & 1
        return "".join(parts)

    def _bytes(self, count: int) -> bytes:
        """The next bytes, from the next record where this one is used up."""
        if self._at >= len(self._record()):
            self._next()
        data = bytes(self._record()[self._at : self._at + count])
        self._at += count
        return data

    def _skip(self, count: int) -> None:
        while count and self._index < len(self._records):
            step = min(count, len(self._record()) - self._at)
            self._at += step
            count -= step
            if count:
                self._next()

    def _record(self) -> memoryview:
        return self._records[self._index]

    def _next(self) -> None:
        self._index, self._at = self._index + 1, 0
