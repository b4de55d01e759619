"""A recording as its readers see it: bytes at places, from where the tags before it end.

Taggers put an ID3 tag, padded with zeros as it may be, before any kind of sound, not only before MP3.
"""

from __future__ import annotations

import os
from typing import Protocol

_MOST_TAGS = 8  # one behind the other
_PADDING = 1 << 20  # bytes of zeros behind a tag that are skipped
_STEP = 64 << 10


class CutShortError(Exception):
    """The file ends before its own header says that it does: a copy that broke off, a full memory card."""


class Readable(Protocol):
    """What the readers need of a file: one place and a read."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""

    def read(self, size: int = -1, /) -> bytes:
        """The bytes from there on."""


class Behind:
    """A file from this place on, as if it began there."""

    def __init__(self, file: Readable, start: int) -> None:
        self._file, self._start = file, start

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, counted from where this begins."""
        place = offset + self._start if whence == os.SEEK_SET else offset
        return self._file.seek(place, whence) - self._start

    def read(self, size: int = -1, /) -> bytes:
        """The bytes from there on."""
        return self._file.read(size)


def end_of_tags(file: Readable) -> int:
    """Where the sound begins behind ID3 tags; 0 where there are none."""
    start = 0
    for _ in range(_MOST_TAGS):
        file.seek(start)
        if not (length := tag_length(file.read(10))):
            break
        start += length
    return start + _zeros(file, start) if start else 0


def tag_length(head: bytes) -> int:
    """The bytes that an ID3v2 tag at the beginning takes; 0 where there is none."""
    if head[:3] != b"ID3" or len(head) < 10 or max(head[6:10]) > 127:
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _zeros(file: Readable, start: int) -> int:
    file.seek(start)
    count = 0
    while count < _PADDING and (data := file.read(_STEP)):
        sound = data.lstrip(b"\0")
        count += len(data) - len(sound)
        if sound:
            break
    return count


def piece(file: Readable, start: int, length: int) -> bytes:
    """So many bytes from a place on, or what there is of them."""
    file.seek(max(0, start))
    return file.read(max(0, length))


def little(data: bytes) -> int:
    """A number as Intel's machines write it."""
    return int.from_bytes(data, "little")


def big(data: bytes) -> int:
    """A number as all others write it."""
    return int.from_bytes(data, "big")
